/** Longest address that SMTP can carry (RFC 5321, section 4.5.3.1.3, less the angle brackets). */
const MAX_LENGTH = 254;

/**
 * Whether this is one plain address. Lists, display names and comments are none: a second address hidden in a
 * directory attribute would get the code as well (R28).
 */
export function isSingleAddress(text: string): boolean {
  return text.length <= MAX_LENGTH && /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+$/u.test(text);
}

/** An address as a hint to its owner, who is the only one to whom it tells something: `a•••@corp.test`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return '•••';
  return `${address.slice(0, at).at(0) ?? ''}•••${address.slice(at)}`.slice(0, 128);
}
