import {
  KERB_CHANGE_PASSWORD,
  MSV1_0_CHANGE_PASSWORD,
  changePasswordRequest,
  requestLength,
} from '../../../service/src/windows/change-password-request.js';
import type { RequestStrings } from '../../../service/src/windows/change-password-request.js';

const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
const strings = (...texts: [string, string, string, string]): RequestStrings => [
  utf16(texts[0]),
  utf16(texts[1]),
  utf16(texts[2]),
  utf16(texts[3]),
];

describe('KERB_CHANGEPASSWORD_REQUEST on 64-bit Windows', () => {
  it('is message type, four UNICODE_STRINGs, a flag, and the characters that they point to', () => {
    const request = changePasswordRequest(
      KERB_CHANGE_PASSWORD,
      strings('CO', 'al', 'öld', 'new'),
      0x00007ffe_12340000n,
    );
    expect(request.toString('hex').match(/.{16}/g)).toEqual(
      [
        '0700000000000000', // KerbChangePasswordMessage, gap
        '0400040000000000', // DomainName: Length, MaximumLength, gap
        '50003412fe7f0000', //   Buffer: 80 bytes from the beginning
        '0400040000000000', // AccountName
        '54003412fe7f0000',
        '0600060000000000', // OldPassword
        '58003412fe7f0000',
        '0600060000000000', // NewPassword
        '5e003412fe7f0000',
        '0000000000000000', // Impersonating: FALSE, gap
        '43004f0061006c00', // "CO" "al"
        'f6006c0064006e00', // "öld" "n
        '65007700'.padEnd(8), // ew"
      ]
        .map((row) => row.trim())
        .filter((row) => row.length === 16),
    );
    expect(request.subarray(-4).toString('hex')).toBe('65007700');
    expect(request).toHaveLength(80 + 2 * (2 + 2 + 3 + 3));
  });

  it('is the same for MSV1_0 but for the message type', () => {
    const of = (type: typeof KERB_CHANGE_PASSWORD | typeof MSV1_0_CHANGE_PASSWORD) =>
      changePasswordRequest(type, strings('PC', 'bob', 'old', 'new'), 0x1000n);
    const [kerberos, msv] = [of(KERB_CHANGE_PASSWORD), of(MSV1_0_CHANGE_PASSWORD)];
    expect(msv.readUInt32LE(0)).toBe(5);
    expect(msv.subarray(4)).toEqual(kerberos.subarray(4));
  });

  it('reads back, whatever the characters and wherever it is', () => {
    const texts = ['CORP', 'müller', 'päßwörd 🐴', ''] as const;
    const address = 0xffff_f000n;
    const request = changePasswordRequest(KERB_CHANGE_PASSWORD, strings(...texts), address);
    const read = [8, 24, 40, 56].map((at) => {
      const from = Number(request.readBigUInt64LE(at + 8) - address);
      expect(request.readUInt16LE(at + 2)).toBe(request.readUInt16LE(at));
      return request.subarray(from, from + request.readUInt16LE(at)).toString('utf16le');
    });
    expect(read).toEqual(texts);
  });

  it('is not made of what Windows could not say the length of', () => {
    const long = 'x'.repeat(0x8000);
    expect(() => requestLength(strings('CORP', 'alice', 'old', long))).toThrow(RangeError);
    expect(requestLength(strings('CORP', 'alice', 'old', long.slice(1)))).toBeGreaterThan(0xfffe);
    const odd: RequestStrings = [utf16('C'), utf16('a'), new Uint8Array(3), utf16('n')];
    expect(() => requestLength(odd)).toThrow(RangeError);
  });
});
