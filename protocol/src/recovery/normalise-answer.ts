/**
 * What is left of an answer when spelling that people do not remember is taken out: NFKC_Casefold of Unicode (compatibility
 * forms, upper and lower case, characters that nobody sees), with every run of white space as one space and none around.
 * Lone surrogates become U+FFFD, as they do in UTF-8.
 */
export function normaliseText(text: string): string {
  let folded = fold(Buffer.from(text).toString());
  // One round is enough for what people type; a few characters (U+0345 among them) compose anew after folding.
  for (let again = fold(folded); again !== folded; again = fold(folded)) folded = again;
  return folded;
}

/** @see normaliseText of UTF-8. The caller wipes the result. */
export function normaliseAnswer(answer: Uint8Array): Uint8Array {
  return Uint8Array.from(Buffer.from(normaliseText(Buffer.from(answer).toString())));
}

function fold(text: string): string {
  return Array.from(text.normalize('NFKC'), foldCase)
    .join('')
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/\p{White_Space}+/gu, ' ')
    .trim();
}

/**
 * Full case folding of one character. Lower case first, because capital sharp s has no upper case of its own; character
 * by character, because a final sigma depends on its neighbours.
 */
function foldCase(character: string): string {
  const upper = character.toLowerCase().toUpperCase();
  return Array.from(upper, (each) => each.toLowerCase()).join('');
}
