const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a person sees as single characters. */
export function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Columns that a printable text takes. The texts here are Latin; no wide characters are measured. */
export function widthOf(text: string): number {
  return charactersOf(text).length;
}

/** Text from the other end of a pipe must not steer the terminal: control characters become a replacement. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cf}/gu, '\u{fffd}');
}

/** Cuts to a width, or fills up with spaces. */
export function fit(text: string, width: number): string {
  const characters = charactersOf(text);
  if (characters.length <= width) return text + ' '.repeat(width - characters.length);
  return width < 1 ? '' : [...characters.slice(0, width - 1), '…'].join('');
}

/** The last characters of a text that fit: what somebody types stays in sight. */
export function fitEnd(text: string, width: number): string {
  const characters = charactersOf(text);
  return characters.length <= width ? text : ['…', ...characters.slice(1 - width)].join('');
}

/** Breaks text into lines at spaces; a word that is longer than a line is broken anywhere. */
export function wrap(text: string, columns: number): string[] {
  const width = Math.max(1, columns);
  const lines: string[] = [];
  for (const paragraph of text.split('\n').map(printable)) {
    let line = '';
    for (const word of paragraph.split(' ').flatMap((each) => chunks(each, width))) {
      if (line === '') line = word;
      else if (widthOf(line) + 1 + widthOf(word) <= width) line += ` ${word}`;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  return lines;
}

function chunks(word: string, width: number): string[] {
  const characters = charactersOf(word);
  if (characters.length <= width) return [word];
  const parts: string[] = [];
  for (let start = 0; start < characters.length; start += width) {
    parts.push(characters.slice(start, start + width).join(''));
  }
  return parts;
}
