import { isUtf8 } from 'node:buffer';

/** A password in the forms that rules look at. */
export interface Candidate {
  /** As it was typed. */
  text: string;
  /** Characters as Unicode counts them: an emoji is one, or several joined. */
  characters: readonly string[];
  /** Compatibility forms and cases made equal. */
  folded: string;
  /** @see skeletonOf */
  skeleton: string;
}

/** Control characters, surrogates without a partner and noncharacters: what no keyboard makes. */
const UNTYPEABLE = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/**
 * @param password UTF-8
 * @returns undefined for what is no text, or holds a character that no keyboard makes
 */
export function readCandidate(password: Uint8Array): Candidate | undefined {
  if (!isUtf8(password)) return undefined;
  const text = Buffer.from(password).toString('utf8');
  return UNTYPEABLE.test(text) ? undefined : candidateOf(text);
}

export function candidateOf(text: string): Candidate {
  const folded = text.normalize('NFKC').toLowerCase();
  return { text, characters: Array.from(text), folded, skeleton: skeletonOf(folded) };
}

/** What people type for letters. `l` is written as `i`: `1` and `!` stand for both. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 2: 'z', 3: 'e', 4: 'a', 5: 's', 6: 'g', 7: 't', 8: 'b', 9: 'g' },
  ...{ '@': 'a', $: 's', '!': 'i', '|': 'i', '+': 't', '(': 'c', '€': 'e' },
  ...{ l: 'i', ß: 'ss', ø: 'o', ł: 'i' },
};

/** Letters alone, without case and accents, with the letters that digits and signs stand for: `P@ß-w0rd` is `password`. */
export function skeletonOf(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '');
  return Array.from(plain, (character) => LETTERS[character] ?? character)
    .join('')
    .replaceAll(/[^\p{L}]/gu, '');
}
