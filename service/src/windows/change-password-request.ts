/** The messages that change a password, of the two packages that take one (NTSecAPI.h). */
export const KERB_CHANGE_PASSWORD = 7;
export const MSV1_0_CHANGE_PASSWORD = 5;

/** Of the structure itself, on 64-bit Windows: what the strings point to comes after it. */
const HEADER_BYTES = 80;
/** Of a UNICODE_STRING there: two lengths, a gap, a pointer. */
const STRING_BYTES = 16;
const FIRST_STRING = 8;
/** A UNICODE_STRING says its length in 16 bits, and lengths of UTF-16 are even. */
const MAX_STRING_BYTES = 0xfffe;

/** The strings of a request, in their order: UTF-16, without a null character at the end. */
export type RequestStrings = readonly [
  domain: Uint8Array,
  account: Uint8Array,
  oldPassword: Uint8Array,
  newPassword: Uint8Array,
];

/** Bytes that a request takes. @throws RangeError when one of its strings is longer than Windows can say */
export function requestLength(strings: RequestStrings): number {
  if (strings.some(({ length }) => length > MAX_STRING_BYTES || length % 2 !== 0)) {
    throw new RangeError('a string of the request is too long');
  }
  return strings.reduce((sum, { length }) => sum + length, HEADER_BYTES);
}

/**
 * A KERB_CHANGEPASSWORD_REQUEST, which MSV1_0_CHANGEPASSWORD_REQUEST equals but for its message type, as 64-bit Windows
 * lays it out: message type, four UNICODE_STRINGs, `Impersonating` (FALSE: we ask in nobody's name), then the characters.
 * The pointers are those of the process that calls, into the very buffer that it submits; LSA moves them into its own.
 *
 * https://learn.microsoft.com/windows/win32/api/ntsecapi/ns-ntsecapi-kerb_changepassword_request
 * https://learn.microsoft.com/windows/win32/api/ntsecapi/ns-ntsecapi-msv1_0_changepassword_request
 * https://learn.microsoft.com/windows/win32/api/ntsecapi/nf-ntsecapi-lsacallauthenticationpackage
 *
 * @param address where the buffer will be
 * @returns a buffer with both passwords, which the caller wipes
 */
export function changePasswordRequest(
  messageType: typeof KERB_CHANGE_PASSWORD | typeof MSV1_0_CHANGE_PASSWORD,
  strings: RequestStrings,
  address: bigint,
): Buffer {
  const request = Buffer.alloc(requestLength(strings));
  request.writeUInt32LE(messageType, 0);
  let characters = HEADER_BYTES;
  for (const [index, string] of strings.entries()) {
    const at = FIRST_STRING + index * STRING_BYTES;
    request.writeUInt16LE(string.length, at);
    request.writeUInt16LE(string.length, at + 2);
    request.writeBigUInt64LE(address + BigInt(characters), at + 8);
    request.set(string, characters);
    characters += string.length;
  }
  return request;
}
