import { checkAnswer } from '../../../protocol/src/recovery/index.js';
import type { AnswerRules } from '../../../protocol/src/recovery/index.js';

const rules: AnswerRules = {
  minLength: 3,
  blocklist: ['password', 'I don’t know', '123'],
  question: 'In which town (Aalborg, Odense, …) were you born?',
  names: ['alice', 'Alice O. Neill', 'alice.oneill@corp.test', ''],
  otherAnswers: [Buffer.from('Rumpelstilzchen')],
};
const check = (answer: string, change: Partial<AnswerRules> = {}) =>
  checkAnswer(Buffer.from(answer), { ...rules, ...change });

describe('the rules for an answer (R30)', () => {
  it.each([
    ['', 'blank'],
    ['\u200b \u00a0', 'blank'],
    ['x', 'too-short'],
    ['a ', 'too-short'],
    ['🔑🔑', 'too-short'],
    ['x'.repeat(1023), 'too-long'],
    ['PASSWORD', 'blocked'],
    ['ｐａｓｓ\u00adｗｏｒｄ', 'blocked'],
    ['i dont know!', 'blocked'],
    ['aalborg', 'in-question'],
    ['Town (Aalborg', 'in-question'],
    ['ALICE', 'in-name'],
    ['oneill', 'in-name'],
    ['O’Neill', 'in-name'],
    ['corp', 'in-name'],
    ['rumpelSTILZchen', 'repeated'],
    ['  Rumpelstilzchen ', 'repeated'],
  ])('refuse %j as %s', (answer, fault) => {
    expect(check(answer)).toBe(fault);
  });

  it.each(['Skagen', 'alicent', 'пёс', '🔑🔑🔑', '---'])('accept %j', (answer) => {
    expect(check(answer)).toBeUndefined();
  });

  it('are the policy’s', () => {
    expect(check('password', { blocklist: [] })).toBeUndefined();
    expect(check('x', { minLength: 1, question: '', names: [] })).toBeUndefined();
    expect(check('Skagen', { minLength: 7 })).toBe('too-short');
  });
});
