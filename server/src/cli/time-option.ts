import { InvalidArgumentError } from 'commander';

/** A commander parser for moments: `2026-03-01` (midnight, UTC) or `2026-03-01T12:00:00Z`. As the API takes them. */
export function moment(text: string): string {
  const isShort = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isLong = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(
    text,
  );
  const at = new Date(text);
  if (!(isShort || isLong) || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('Expected 2026-03-01 or 2026-03-01T12:00:00Z.');
  }
  return at.toISOString();
}

/** A commander parser for months: `2026-03`. */
export function month(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) {
    throw new InvalidArgumentError('Expected a month: 2026-03.');
  }
  return text;
}

/** For the text after a command's options. */
export const TIME_HELP =
  'Times are UTC unless they say otherwise: 2026-03-01, 2026-03-01T12:00:00Z.';
