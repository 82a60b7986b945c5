import { Focus } from '../../../demo/src/terminal/focus.js';
import { commandOf } from '../../../demo/src/terminal/keyboard.js';
import type { KeyPress } from '../../../demo/src/terminal/keyboard.js';
import { codeScreen, signInScreen, tileWith } from '../screens.js';

function press(focus: Focus, key: Partial<KeyPress>): void {
  const command = commandOf({ ctrl: false, meta: false, shift: false, ...key });
  if (command !== undefined) focus.apply(command);
}

function typeText(focus: Focus, text: string): void {
  for (const character of text) press(focus, { sequence: character });
}

const text = (value: Uint8Array) => new TextDecoder().decode(value);

describe('the keyboard at a tile', () => {
  it('types into the focused field and submits all visible fields on the last Enter', () => {
    const { tile, sent } = tileWith(signInScreen);
    const focus = new Focus(tile);
    typeText(focus, 'alicex');
    press(focus, { name: 'backspace' });
    press(focus, { name: 'return' });
    expect(focus.slot).toBe('password');
    typeText(focus, 'pass 1');
    press(focus, { name: 'return' });
    const last = sent.at(-1);
    expect(
      last?.type === 'submit' && last.inputs.map(({ slot, value }) => [slot, text(value)]),
    ).toEqual([
      ['userName', 'alice'],
      ['password', 'pass 1'],
    ]);
  });

  it('takes digits as text in a field, and as links on a link', () => {
    const { tile, sent } = tileWith(codeScreen);
    const focus = new Focus(tile);
    typeText(focus, '4');
    expect(tile.valueOf('code')).toBe('4');
    press(focus, { name: 'tab' });
    expect(focus.slot).toBe('link1');
    typeText(focus, '4');
    expect(sent.at(-1)).toEqual({ type: 'choose', screen: 2, slot: 'link4' });
  });

  it.each([{ name: 'f1' }, { sequence: '\u{1b}1', meta: true, name: '1' }])(
    'follows a link from anywhere with %j',
    (key) => {
      const { tile, sent } = tileWith(codeScreen);
      press(new Focus(tile), key);
      expect(sent.at(-1)).toEqual({ type: 'choose', screen: 2, slot: 'link1' });
    },
  );

  it('does not follow a link that the screen does not show', () => {
    const { tile, sent } = tileWith(codeScreen);
    press(new Focus(tile), { name: 'f2' });
    expect(sent.map(({ type }) => type)).toEqual(['open']);
  });

  it('goes round fields and links in both directions', () => {
    const { tile } = tileWith(codeScreen);
    const focus = new Focus(tile);
    expect(focus.slot).toBe('code');
    press(focus, { name: 'tab', shift: true });
    expect(focus.slot).toBe('link4');
    press(focus, { name: 'tab' });
    expect(focus.slot).toBe('code');
  });

  it('changes a combo box with the arrows', () => {
    const { tile } = tileWith({
      id: 7,
      fields: [
        {
          slot: 'choice',
          state: 'selected',
          mode: 'normal',
          options: ['a', 'b', 'c'],
          selected: 0,
        },
      ],
    });
    const focus = new Focus(tile);
    press(focus, { name: 'left' });
    expect(tile.valueOf('choice')).toBe('2');
    press(focus, { name: 'right' });
    press(focus, { name: 'right' });
    expect(tile.valueOf('choice')).toBe('1');
  });

  it('takes nothing while an answer is awaited, but for giving up', () => {
    const { tile, sent } = tileWith(codeScreen);
    const focus = new Focus(tile);
    tile.submit();
    typeText(focus, '123');
    expect(tile.valueOf('code')).toBe('');
    press(focus, { name: 'escape' });
    expect(sent.at(-1)).toEqual({ type: 'cancel' });
  });

  it('ignores keys that print nothing', () => {
    expect(
      commandOf({ name: 'f9', sequence: '\u{1b}[20~', ctrl: false, meta: false, shift: false }),
    ).toBe(undefined);
  });
});
