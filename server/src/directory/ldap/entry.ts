import type { Entry } from 'ldapts';

/** The first value of an attribute as text; undefined when it has none. */
export function text(entry: Entry, attribute: string): string | undefined {
  const value = entry[attribute];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
}

/** The only value of an attribute as bytes. @throws RangeError when there are none or several */
export function binary(entry: Entry, attribute: string): Buffer {
  const value = entry[attribute];
  if (!Buffer.isBuffer(value)) throw new RangeError(`an entry without one ${attribute}`);
  return value;
}
