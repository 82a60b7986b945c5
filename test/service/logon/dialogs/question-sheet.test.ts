import { QuestionSheet } from '../../../../service/src/logon/dialogs/question-sheet.js';

const q = (id: string) => ({ id, text: `What is ${id}?` });
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

const sheetOf = (count = 2) =>
  new QuestionSheet({ mandatory: [q('m')], optional: [q('a'), q('b'), q('c')], count });

describe('a question sheet', () => {
  it('asks the mandatory questions first, then as many of the others as are to be chosen', () => {
    const sheet = sheetOf();
    expect(sheet).toMatchObject({ total: 3, number: 1, isComplete: false, mandatory: q('m') });
    sheet.take(q('m'), bytes('1'));
    expect(sheet.mandatory).toBeUndefined();
    sheet.take(q('b'), bytes('2'));
    expect(sheet.choices.map(({ id }) => id)).toEqual(['a', 'c']);
    sheet.take(q('c'), bytes('3'));
    expect(sheet.isComplete).toBe(true);
    expect(sheet.read()).toEqual([
      { id: 'm', answer: '1' },
      { id: 'b', answer: '2' },
      { id: 'c', answer: '3' },
    ]);
  });

  it('never asks for more choices than there are', () => {
    expect(sheetOf(9).total).toBe(4);
  });

  it('goes back by one question, shows that choice again and wipes its answer', () => {
    const sheet = sheetOf();
    const answer = bytes('secret');
    sheet.take(q('m'), bytes('1'));
    sheet.take(q('c'), answer);
    sheet.back();
    expect(sheet).toMatchObject({ number: 2, preferred: 2 });
    expect([...answer]).toEqual(Array(6).fill(0));
    sheet.back();
    sheet.back();
    expect(sheet).toMatchObject({ number: 1, mandatory: q('m') });
  });

  it('asks one rejected question again, and all of them when it is not said which', () => {
    const sheet = sheetOf(1);
    sheet.take(q('m'), bytes('1'));
    sheet.take(q('b'), bytes('2'));
    sheet.reject('m');
    expect(sheet).toMatchObject({ number: 2, mandatory: q('m') });
    sheet.take(q('m'), bytes('3'));
    expect(sheet.isComplete).toBe(true);
    sheet.reject('nobody asked this');
    expect(sheet.number).toBe(1);
  });

  it('wipes every answer when it is disposed of', () => {
    const sheet = sheetOf();
    const answers = [bytes('first'), bytes('second')] as const;
    sheet.take(q('m'), answers[0]);
    sheet.take(q('a'), answers[1]);
    sheet[Symbol.dispose]();
    for (const answer of answers) expect(answer.every((byte) => byte === 0)).toBe(true);
    expect(sheet.read()).toEqual([]);
  });
});
