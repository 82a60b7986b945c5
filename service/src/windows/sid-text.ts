/** How many sub-authorities a SID has at most ([MS-DTYP] 2.4.2.2). */
const MAX_SUB_AUTHORITIES = 15;

/** The text form of a SID in its binary form ([MS-DTYP] 2.4.2); undefined for what is none. Bytes behind it do not matter. */
export function sidText(bytes: Buffer): string | undefined {
  const count = bytes[1] ?? 0;
  if (bytes[0] !== 1 || count === 0 || count > MAX_SUB_AUTHORITIES) return undefined;
  if (bytes.length < 8 + 4 * count) return undefined;
  const parts = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(8 + 4 * i));
  return ['S-1', bytes.readUIntBE(2, 6), ...parts].join('-');
}

/** The binary form of a SID; undefined for what is none. */
export function sidBytes(text: string): Buffer | undefined {
  const match = /^S-1-(\d{1,15})((?:-\d{1,10}){1,15})$/.exec(text);
  if (match === null) return undefined;
  const [, authority = '', rest = ''] = match;
  const parts = rest.slice(1).split('-').map(Number);
  if (Number(authority) >= 2 ** 48 || parts.some((part) => part > 0xffffffff)) return undefined;
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(Number(authority), 2, 6);
  for (const [at, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * at);
  return bytes;
}
