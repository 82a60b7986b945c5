import { expect, test } from '@jest/globals';

import { CurrentTexts } from '../../../server/src/messages/current-texts.js';
import type { LanguageRecord } from '../../../server/src/messages/language-store.js';
import type { WordingRecord } from '../../../server/src/messages/wording-store.js';
import { FakeClock } from '../../fakes/fake-clock.js';

const STAMP = { changedAt: new Date(0), changedBy: 'ann' };
const CODE: WordingRecord = {
  ...{ key: 'code', language: 'de', version: 1, ...STAMP },
  wording: { subject: 'Tor', body: 'Der Code: {{code}}' },
};
const facts = { name: 'Ada', language: 'de', values: { code: '123456', minutes: '5' } };

function textsOver(state: {
  wordings: WordingRecord[];
  languages?: LanguageRecord;
  broken?: boolean;
  reads?: number;
}) {
  const warnings: string[] = [];
  const clock = new FakeClock(new Date(0));
  const texts = new CurrentTexts({
    wordings: {
      list: () => {
        state.reads = (state.reads ?? 0) + 1;
        return state.broken === true
          ? Promise.reject(new Error('no database'))
          : Promise.resolve(state.wordings);
      },
    },
    languages: { read: () => Promise.resolve(state.languages) },
    clock,
    logger: { warn: (message) => void warnings.push(message) },
  });
  return { texts, clock, warnings };
}

test('what was written is sent, in its language alone', async () => {
  const { texts } = textsOver({ wordings: [CODE] });
  expect((await texts.compose('code', facts)).text).toBe('Der Code: 123456\n');
  expect((await texts.compose('code', { ...facts, language: 'en' })).subject).toBe('Your passcode');
});

test('it is read once for seconds, and at once where this node changed it', async () => {
  const state = { wordings: [] as WordingRecord[], reads: 0 };
  const { texts, clock } = textsOver(state);
  const subject = async () => (await texts.compose('code', facts)).subject;
  expect(await subject()).toBe('Ihr Einmalkennwort');
  state.wordings = [CODE];
  expect(await subject()).toBe('Ihr Einmalkennwort');
  expect(state.reads).toBe(1);
  texts.forget();
  expect(await subject()).toBe('Tor');
  state.wordings = [];
  clock.advance({ seconds: 3 });
  expect(await subject()).toBe('Ihr Einmalkennwort');
});

test('without a database the last that was read is sent, and before that what comes with the program', async () => {
  const state = { wordings: [CODE], broken: true };
  const { texts, clock, warnings } = textsOver(state);
  const subject = async () => (await texts.compose('code', facts)).subject;
  expect(await subject()).toBe('Ihr Einmalkennwort');
  expect(warnings).toEqual(['the texts of mails could not be read']);
  state.broken = false;
  clock.advance({ seconds: 3 });
  expect(await subject()).toBe('Tor');
  state.broken = true;
  clock.advance({ seconds: 3 });
  expect(await subject()).toBe('Tor');
});

test('a text without what it must say is not sent, and somebody hears of it', async () => {
  const wording = { subject: 'Tor', body: 'Der Code' };
  const { texts, clock, warnings } = textsOver({ wordings: [{ ...CODE, wording }] });
  expect((await texts.compose('code', facts)).subject).toBe('Ihr Einmalkennwort');
  clock.advance({ seconds: 3 });
  await texts.compose('code', facts);
  expect(warnings).toEqual(['a text that was written is not sent']);
});

test('whoever asks for no offered language gets the default, in mails and on pages', async () => {
  const notice = { subject: '', body: 'Nur für uns' };
  const { texts } = textsOver({
    wordings: [{ ...CODE, key: 'sign-in-notice', wording: notice }],
    languages: { version: 1, choice: { offered: ['zh', 'de'], default: 'de' }, ...STAMP },
  });
  expect((await texts.compose('code', { ...facts, language: 'en' })).subject).toBe(
    'Ihr Einmalkennwort',
  );
  expect(await texts.page('4711')).toEqual({
    languages: { offered: ['zh', 'de'], default: 'de' },
    texts: {
      zh: { helpDesk: '4711', signIn: 'Nur für uns' },
      de: { helpDesk: '4711', signIn: 'Nur für uns' },
    },
  });
});
