const GUID_BYTES = 16;

/**
 * Spells an objectGUID. The first three fields are little-endian, the rest is as it lies ([MS-DTYP] 2.3.4.2).
 *
 * @throws RangeError when there are not exactly 16 bytes
 */
export function formatObjectGuid(bytes: Uint8Array): string {
  if (bytes.length !== GUID_BYTES) {
    throw new RangeError(`an objectGUID has ${GUID_BYTES} bytes, got ${bytes.length}`);
  }
  const hex = Buffer.from([
    ...[...bytes.subarray(0, 4)].reverse(),
    ...[...bytes.subarray(4, 6)].reverse(),
    ...[...bytes.subarray(6, 8)].reverse(),
    ...bytes.subarray(8),
  ]).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
