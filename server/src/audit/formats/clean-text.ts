/**
 * Text from elsewhere as one line of well-formed UTF-8: control characters, which receivers split or hide lines by,
 * become U+FFFD. Cut to a number of UTF-8 bytes, never within a character.
 */
export function cleanText(text: string, maxBytes: number): string {
  // Encoding replaces halves of characters.
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  const clean = wellFormed.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '\u{fffd}');
  if (Buffer.byteLength(clean) <= maxBytes) return clean;
  let [bytes, end] = [0, 0];
  for (const character of clean) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return clean.slice(0, end);
}
