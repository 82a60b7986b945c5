/** Hash, colon, count, end of line: the longest line is shorter. */
const MAX_LINE = 64;

/** What is wrong with a list, in words for an administrator. It holds nothing of the file but numbers. */
export class BreachedListError extends Error {
  override readonly name = 'BreachedListError';
}

/** A line of the list, and where it is in the file. */
export interface HashLine {
  /** In upper case. */
  hash: string;
  begin: number;
  /** Where the next one begins. */
  end: number;
}

const LINE = /^([0-9A-Fa-f]{40})(?::\d{1,12})?\r?$/;

/**
 * The whole lines of a piece of the file, in order.
 *
 * @param at where the piece begins in the file
 * @param atLine whether a line begins there; else the first, partial one is left out
 * @param isLast whether the file ends with the piece, so that the last line needs no end
 * @throws BreachedListError for what is no such line, or not sorted
 */
export function readLines(
  piece: Buffer,
  { at, atLine, isLast }: { at: number; atLine: boolean; isLast: boolean },
): HashLine[] {
  let begin = atLine ? 0 : piece.indexOf(NEWLINE) + 1;
  if (!atLine && begin === 0) begin = piece.length;
  const lines: HashLine[] = [];
  while (begin < piece.length) {
    const newline = piece.indexOf(NEWLINE, begin);
    if (newline < 0 && !isLast) break;
    const end = newline < 0 ? piece.length : newline;
    const hash = readHash(piece, begin, end, at);
    if (hash < (lines.at(-1)?.hash ?? '')) throw notSorted(at + begin);
    lines.push({ hash, begin: at + begin, end: at + Math.min(end + 1, piece.length) });
    begin = end + 1;
  }
  return lines;
}

export function notSorted(at: number): BreachedListError {
  return new BreachedListError(`it is not sorted at byte ${at}: get the list ordered by hash`);
}

export function noHash(at: number): BreachedListError {
  return new BreachedListError(
    `the line at byte ${at} is not a SHA-1 hash in hexadecimal, alone or with a colon and a count`,
  );
}

const NEWLINE = 0x0a;

function readHash(piece: Buffer, begin: number, end: number, at: number): string {
  const text = end - begin > MAX_LINE ? '' : piece.toString('latin1', begin, end);
  const hash = LINE.exec(text)?.[1];
  if (hash === undefined) throw noHash(at + begin);
  return hash.toUpperCase();
}
