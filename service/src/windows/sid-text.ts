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
