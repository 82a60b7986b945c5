/** RFC 5321 4.5.3.1.3: a path has at most 256 octets, two of which are its angle brackets. */
const MAX_ADDRESS_BYTES = 254;

/** What has a meaning of its own in a header or an envelope may not be in an address, quoted or not. */
const ADDRESS = /^[^\s@"(),:;<>[\]\\\p{Cc}\p{Cs}]{1,64}@[^\s@"'(),:;<>[\]\\\p{Cc}\p{Cs}]+$/u;

/** Whether text is exactly one mail address: no list, no display name, no room for another header (R28). */
export function isMailAddress(text: string): boolean {
  return Buffer.byteLength(text) <= MAX_ADDRESS_BYTES && ADDRESS.test(text);
}

export interface Sender {
  name: string;
  address: string;
}

/** Reads `Gatehouse <gatehouse@corp.test>` or a bare address. @throws TypeError for anything else */
export function parseSender(text: string): Sender {
  const named = /^\s*"?([^"<>\p{Cc}]*?)"?\s*<([^<>]*)>\s*$/u.exec(text);
  const sender = { name: named?.[1] ?? '', address: named?.[2] ?? text.trim() };
  if (!isMailAddress(sender.address)) throw new TypeError('the sender is not a mail address');
  return sender;
}
