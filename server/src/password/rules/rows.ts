import type { Rule } from './rule.js';

/** Not the same character too often in a row. */
export const repeats: Rule = ({ folded }, { policy: { maximumRepeats } }) => {
  if (maximumRepeats === 0) return [];
  const same = longestRun(Array.from(folded), (left, right) => left === right);
  return same > maximumRepeats ? [{ code: 'password.repeats', value: maximumRepeats }] : [];
};

/** Rows of keys, American and German. */
const KEYBOARD = ['qwertyuiop', 'qwertzuiopü', 'asdfghjklöä', 'zxcvbnm', 'yxcvbnm', '1234567890'];

/** Not too many characters as they follow each other in the alphabet, among the digits or on a keyboard. */
export const sequence: Rule = ({ folded }, { policy: { maximumSequence } }) => {
  if (maximumSequence === 0) return [];
  const characters = Array.from(folded);
  const longest = [1, -1].flatMap((step) => [
    longestRun(characters, (left, right) => isNext(left, right, step)),
    ...KEYBOARD.map((row) =>
      longestRun(
        characters,
        (left, right) => row.includes(left) && row[row.indexOf(left) + step] === right,
      ),
    ),
  ]);
  return Math.max(...longest) > maximumSequence
    ? [{ code: 'password.sequence', value: maximumSequence }]
    : [];
};

function isNext(left: string, right: string, step: number): boolean {
  const isCounted = /[\p{L}\p{Nd}]/u.test(left) && /[\p{L}\p{Nd}]/u.test(right);
  return isCounted && (right.codePointAt(0) ?? 0) - (left.codePointAt(0) ?? 0) === step;
}

function longestRun(
  characters: readonly string[],
  goesOn: (left: string, right: string) => boolean,
): number {
  let longest = 0;
  let run = 0;
  let before: string | undefined;
  for (const character of characters) {
    run = before !== undefined && goesOn(before, character) ? run + 1 : 1;
    longest = Math.max(longest, run);
    before = character;
  }
  return longest;
}
