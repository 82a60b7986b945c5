import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { LANGUAGES } from '../screenshots/languages.js';
import { TilePhotographer } from '../screenshots/tile-photographer.js';
import { createWinePrefix } from '../support/wine.js';
import { calls, last, playLogonUi } from './logon-host.js';
import type { Box, HostLine, WindowControl } from './logon-host.js';
import { ScriptedService, WELCOME, screen, shown } from './scripted-service.js';

jest.setTimeout(300_000);

beforeAll(async () => {
  await buildNative('windows');
});

/** Whether two boxes have a pixel in common. */
function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

test.each(Object.keys(LANGUAGES))(
  'in %s every state is drawn with all of its fields and texts, each in a place of its own',
  async (language) => {
    await using photographer = await TilePhotographer.create(language);
    const photographs = await photographer.photograph();
    expect(photographs.length).toBeGreaterThan(15);
    for (const { state, parts, width, height, bitmap } of photographs) {
      expect([state, bitmap.width, bitmap.height]).toEqual([state, width, height]);
      // Backdrop, the picture and smooth letters: an empty tile has one colour.
      expect([state, new Set(bitmap.pixels).size > 20]).toEqual([state, true]);
      expect([state, parts[0]?.part, parts[1]?.part]).toEqual([state, 'portrait', 'title']);
      for (const [index, part] of parts.entries()) {
        const name = `${state}: ${part.part} ${part.field ?? ''}`;
        const isInside =
          part.x >= 0 && part.x + part.width <= width && part.y + part.height <= height;
        expect([name, isInside]).toEqual([name, true]);
        // A long question is cut where it is chosen, as LogonUI cuts it.
        if (part.part !== 'choice') expect([name, part.cut]).toEqual([name, false]);
        const others = parts.slice(index + 1).filter((other) => overlap(part, other));
        expect([name, others]).toEqual([name, []]);
        expect([name, pixelsIn(part, bitmap).size > 1]).toEqual([name, true]);
      }
    }
  },
);

function pixelsIn({ x, y, width, height }: Box, bitmap: { width: number; pixels: Uint32Array }) {
  const found = new Set<number | undefined>();
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) {
      found.add(bitmap.pixels[row * bitmap.width + column]);
    }
  }
  return found;
}

const ALICE = 'S-1-5-21-1004336348-1177238915-682003330-1104';
const SIGN_IN = screen(
  1,
  [
    shown('title', { text: 'Sign in' }),
    'userName',
    'password',
    shown('link1', { text: 'Forgot' }),
    'submit',
  ],
  { focus: 'userName', submitAfter: 'password' },
);
const QUESTION = screen(
  2,
  [
    shown('title', { text: 'Question' }),
    shown('choice', { options: ['First?', 'Second?'], selected: 0 }),
    'answer',
    'submit',
  ],
  { focus: 'choice', submitAfter: 'answer', message: { class: 'error', text: 'Choose one' } },
);

function controlsOf(lines: HostLine[]): { open: boolean; controls: WindowControl[] }[] {
  return lines
    .filter(({ result }) => result === 'controls')
    .map(({ open, controls }) => ({ open: open === true, controls: controls ?? [] }));
}

test('a person signs in at the window with mouse and keyboard', async () => {
  await using prefix = await createWinePrefix();
  // No display is needed: windows are there all the same, and nobody sees them.
  await prefix.setRegistry('HKCU\\Software\\Wine\\Drivers', 'Graphics', 'null');
  await prefix.registerServer(NATIVE.provider);
  const service = await ScriptedService.create(prefix, [
    WELCOME,
    { on: 'open', send: [SIGN_IN] },
    { on: 'submit', send: [{ type: 'progress', text: 'Checking' }, QUESTION] },
    {
      on: 'submit',
      send: [
        {
          type: 'grant',
          domain: 'CORP',
          userName: 'alice',
          sid: ALICE,
          correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
        },
      ],
    },
  ]);
  await service.service.start();
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    'advise',
    'select 0',
    'wait-field link1 visible',
    'window',
    'controls',
    'keys alice',
    'press tab',
    'keys secret',
    'controls',
    'press enter',
    // LogonUI says what was wrong, and goes on when it is confirmed.
    'controls',
    'press enter',
    'controls',
    'press down',
    'click answer',
    'keys Rosalind',
    'click submit',
    'controls',
    'unadvise',
    'quit',
  ]);
  const [first, typed, status, question, end] = controlsOf(lines);
  const summary = (step: typeof first) =>
    step?.controls.map((control) => `${control.class} ${control.field}`);
  expect(summary(first)).toEqual([
    'Edit userName',
    'Edit password',
    'Button link1',
    'Button submit',
  ]);
  const focusOf = (step: typeof first) => step?.controls.find(({ focused }) => focused)?.field;
  expect([first, typed, status, question].map(focusOf)).toEqual([
    'userName',
    'password',
    'confirm',
    'choice',
  ]);
  expect(summary(status)).toEqual(['Button confirm']);
  expect(summary(question)).toEqual(['ComboBox choice', 'Edit answer', 'Button submit']);
  expect(last(calls(lines, 'GetSerialization'))).toMatchObject({
    response: 'return-credential-finished',
    serialization: { domain: 'CORP', user: 'alice', password: 'secret' },
  });
  // The desktop would be next.
  expect(end?.open).toBe(false);
  expect(JSON.stringify(lines.filter(({ command }) => command !== undefined))).not.toContain(
    'secret',
  );
  const submitted = (await service.messages()).filter(({ type }) => type === 'submit');
  expect(submitted).toMatchObject([
    {
      inputs: [
        { slot: 'userName', value: Buffer.from('alice') },
        { slot: 'password', value: Buffer.from('secret') },
      ],
    },
    {
      inputs: [
        { slot: 'answer', value: Buffer.from('Rosalind') },
        { slot: 'choice', value: Buffer.from('1') },
      ],
    },
  ]);
});
