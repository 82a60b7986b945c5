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
  return swapFields(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The bytes of an objectGUID in the spelling of {@link formatObjectGuid}; undefined for any other text. */
export function parseObjectGuid(text: string): Buffer | undefined {
  return GUID.test(text) ? swapFields(Buffer.from(text.replaceAll('-', ''), 'hex')) : undefined;
}

/** There and back: what is little-endian becomes big-endian, and the other way round. */
function swapFields(bytes: Uint8Array): Buffer {
  return Buffer.from([
    ...[...bytes.subarray(0, 4)].reverse(),
    ...[...bytes.subarray(4, 6)].reverse(),
    ...[...bytes.subarray(6, 8)].reverse(),
    ...bytes.subarray(8),
  ]);
}
