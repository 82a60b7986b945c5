/** Revision, number of sub-authorities, six bytes of authority; then four bytes each ([MS-DTYP] 2.4.2.2). */
const HEADER_BYTES = 8;
const REVISION = 1;
const MAX_SUB_AUTHORITIES = 15;

/**
 * Spells an objectSid as `S-1-…`. The authority is big-endian, the sub-authorities are little-endian.
 *
 * @throws RangeError when revision, count and length do not fit one another
 */
export function formatObjectSid(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = requireLayout(view);
  const parts = [String(view.readUIntBE(2, 6))];
  for (let i = 0; i < count; i++) parts.push(String(view.readUInt32LE(HEADER_BYTES + 4 * i)));
  return `S-1-${parts.join('-')}`;
}

/**
 * The bytes of a SID, for search filters.
 *
 * @throws RangeError when the text is not a SID
 */
export function parseSid(text: string): Buffer {
  const [prefix, revision, authority, ...subAuthorities] = text.split('-');
  const fits =
    prefix === 'S' &&
    revision === String(REVISION) &&
    /^\d{1,15}$/.test(authority ?? '') &&
    Number(authority) < 2 ** 48 &&
    subAuthorities.length >= 1 &&
    subAuthorities.length <= MAX_SUB_AUTHORITIES &&
    subAuthorities.every((part) => /^\d{1,10}$/.test(part) && Number(part) < 2 ** 32);
  if (!fits) throw new RangeError('not a SID');
  const bytes = Buffer.alloc(HEADER_BYTES + 4 * subAuthorities.length);
  bytes.writeUInt8(REVISION, 0);
  bytes.writeUInt8(subAuthorities.length, 1);
  bytes.writeUIntBE(Number(authority), 2, 6);
  subAuthorities.forEach((part, i) => bytes.writeUInt32LE(Number(part), HEADER_BYTES + 4 * i));
  return bytes;
}

function requireLayout(bytes: Buffer): number {
  if (bytes.length < HEADER_BYTES + 4) {
    throw new RangeError(`a SID has at least ${HEADER_BYTES + 4} bytes, got ${bytes.length}`);
  }
  const [revision, count] = [bytes.readUInt8(0), bytes.readUInt8(1)];
  if (revision !== REVISION) throw new RangeError(`unknown SID revision ${revision}`);
  if (count < 1 || count > MAX_SUB_AUTHORITIES) {
    throw new RangeError(`a SID has 1 to ${MAX_SUB_AUTHORITIES} sub-authorities, got ${count}`);
  }
  const expected = HEADER_BYTES + 4 * count;
  if (bytes.length !== expected) {
    throw new RangeError(`a SID with ${count} parts has ${expected} bytes, got ${bytes.length}`);
  }
  return count;
}
