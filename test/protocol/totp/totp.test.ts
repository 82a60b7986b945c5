import { readFileSync } from 'node:fs';

import { totp } from '../../../protocol/src/index.js';

const vectors = JSON.parse(
  readFileSync(new URL('../../vectors/rfc6238.json', import.meta.url), 'utf8'),
) as { seedHex: string; codes: { time: number; code: string }[] };
const seed = new Uint8Array(Buffer.from(vectors.seedHex, 'hex'));

describe('TOTP', () => {
  it.each(vectors.codes)('gives the code of RFC 6238 at $time', ({ time, code }) => {
    expect(totp.codeAt(seed, totp.stepAt(time))).toBe(code);
    expect(totp.matchStep(seed, code, time)).toBe(totp.stepAt(time));
  });

  it.each([
    '',
    '12345',
    '1234567',
    '12 456',
    '１２３４５６',
    'abcdef',
    '-12345',
    '1e5   ',
    '000000\n',
  ])('does not match the malformed code %j', (code) => {
    expect(totp.matchStep(seed, code, 59)).toBeUndefined();
  });

  it('accepts one step on either side, at every second of the present step, and no more', () => {
    const step = 41_152_263;
    for (let second = 0; second < totp.PERIOD_SECONDS; second++) {
      const now = step * totp.PERIOD_SECONDS + second;
      const matched = [-2, -1, 0, 1, 2].map((delta) =>
        totp.matchStep(seed, totp.codeAt(seed, step + delta), now),
      );
      expect(matched).toEqual([undefined, step - 1, step, step + 1, undefined]);
    }
  });

  it('spells an enrolment URI that names issuer, label and seed', () => {
    const uri = new URL(totp.keyUri(seed, 'Gatehouse', 'alice@corp.test'));
    expect(uri.protocol).toBe('otpauth:');
    expect(uri.searchParams.get('secret')).toBe(totp.seedText(seed));
    expect(uri.searchParams.get('issuer')).toBe('Gatehouse');
    expect(decodeURIComponent(uri.pathname)).toContain('alice@corp.test');
    expect(totp.seedText(seed)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  });
});

describe('playing the authenticator', () => {
  it('reads the seed back from an enrolment URI', () => {
    const seed = Uint8Array.from({ length: totp.SEED_BYTES }, (_, index) => index * 7);
    expect(totp.seedOfKeyUri(totp.keyUri(seed, 'Gatehouse', 'alice'))).toEqual(seed);
  });

  it.each([
    'otpauth://hotp/Gatehouse:alice?secret=A4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYH',
    'otpauth://totp/Gatehouse:alice?secret=A4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYH&digits=8',
    'otpauth://totp/Gatehouse:alice?secret=',
    'https://totp/?secret=A4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYH',
    '',
  ])('refuses %j', (uri) => {
    expect(() => totp.seedOfKeyUri(uri)).toThrow(RangeError);
  });
});
