/** 1970 in FILETIME, which counts 100 ns since 1601 ([MS-DTYP] 2.3.3). */
const UNIX_EPOCH = 116_444_736_000_000_000n;
const TICKS_A_MILLISECOND = 10_000n;

/** The latest time that a Date holds. */
const MAX_DATE_MS = 8_640_000_000_000_000n;

/** Reads a FILETIME in decimal digits; undefined where there is none, and for both spellings of never: 0 and 2^63 - 1. */
export function readFileTime(text: string | undefined): Date | undefined {
  if (text === undefined || !/^[1-9]\d{0,18}$/.test(text)) return undefined;
  const milliseconds = (BigInt(text) - UNIX_EPOCH) / TICKS_A_MILLISECOND;
  const isNever = text === '9223372036854775807' || milliseconds > MAX_DATE_MS;
  return isNever ? undefined : new Date(Number(milliseconds));
}
