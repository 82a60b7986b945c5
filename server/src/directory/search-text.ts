/** A text of fewer characters is looked for as a whole name, not as the beginning of one: it would fit half of everybody. */
export const MIN_BEGINNING = 3;
/** Longer than the names of people are. */
const MAX_CHARACTERS = 256;

const SID = /^S-1-\d{1,15}(-\d{1,10}){1,15}$/i;

/** What a help desk typed to find somebody, taken apart. */
export type SearchText =
  /** The name that somebody logs on with, as a whole. */
  | { form: 'name'; name: string }
  /** What a name, a mail address or part of a person's name begins with. */
  | { form: 'beginning'; beginning: string; words: [first: string, second: string] | undefined }
  | { form: 'sid'; sid: string };

/**
 * @returns undefined for what nobody can be called: nothing, control characters, lone surrogates, and what is longer than any
 *   name
 */
export function parseSearchText(typed: string): SearchText | undefined {
  if (typed.length > 2 * MAX_CHARACTERS) return undefined;
  const text = typed.trim().normalize('NFC');
  // Code points: one letter of a script beyond the basic plane is not two.
  const length = Array.from(text).length;
  if (length === 0 || length > MAX_CHARACTERS || /[\p{Cc}\p{Cs}]/u.test(text)) return undefined;
  if (SID.test(text)) return { form: 'sid', sid: text.toUpperCase() };
  if (length < MIN_BEGINNING) return { form: 'name', name: text };
  const [first, second, ...more] = text.split(/[\s,]+/u).filter((word) => word !== '');
  const isPair = first !== undefined && second !== undefined && more.length === 0;
  return { form: 'beginning', beginning: text, words: isPair ? [first, second] : undefined };
}
