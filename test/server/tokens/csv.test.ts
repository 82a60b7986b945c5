import { readTokens } from '../../../server/src/tokens/read-tokens.js';

const HEX = '3132333435363738393031323334353637383930';
const BASE32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const own = (...lines: string[]) => readTokens('csv', lines.join('\n'), undefined);
const oath = (...lines: string[]) => readTokens('oath-csv', lines.join('\n'), undefined);
const HEADER = 'serial,type,secret_hex';

describe('our own CSV', () => {
  it('has a header, defaults and comments', async () => {
    const tokens = await own(
      '\u{feff}# bought in March',
      'Type,Serial,user,secret_hex,secret_base32,digits,period,counter,algorithm',
      `HOTP,A-1,alice,${HEX},,8,,5,SHA256`,
      '',
      `totp , "T.2",,,${BASE32.toLowerCase()}====,,60,,`,
    );
    expect(tokens).toMatchObject([
      {
        where: 'line 3',
        serial: 'A-1',
        user: 'alice',
        method: 'hotp',
        counter: 5,
        shape: { algorithm: 'sha256', digits: 8 },
      },
      {
        where: 'line 5',
        serial: 'T.2',
        user: undefined,
        method: 'totp',
        periodSeconds: 60,
        shape: { algorithm: 'sha1', digits: 6 },
      },
    ]);
    expect(tokens.map(({ seed }) => Buffer.from(seed).toString('hex'))).toEqual([HEX, HEX]);
  });

  it.each([
    ['nothing', [''], /empty/],
    ['a header alone', [HEADER], /no tokens/],
    ['an unknown column', ['serial,type,pin', 'a,hotp,1'], /line 1: column 3/],
    ['a column twice', ['serial,type,type', 'a,hotp,hotp'], /no column twice/],
    [
      'a serial that is a formula',
      [HEADER, `=cmd|' /C calc'!A0,hotp,${HEX}`],
      /line 2: the serial/,
    ],
    ['a serial with a sign', [HEADER, `@SUM(1),hotp,${HEX}`], /line 2: the serial/],
    ['a serial twice', [HEADER, `a,hotp,${HEX}`, `a,totp,${HEX}`], /line 3: .* line 2/],
    ['a NUL', [HEADER, `a\0b,hotp,${HEX}`], /NUL/],
    ['a quote without end', [HEADER, `"a,hotp,${HEX}`], /not CSV/],
    ['a quote in the middle', [HEADER, `a"b,hotp,${HEX}`], /not CSV/],
    ['a row without end', [HEADER, `${'a'.repeat(100_000)},hotp,${HEX}`], /not CSV/],
    ['cells too many', [HEADER, `a,hotp,${HEX},6`], /line 2: not as many/],
    ['no secret', [HEADER, 'a,hotp,'], /line 2: one of/],
    ['both secrets', [`${HEADER},secret_base32`, `a,hotp,${HEX},${BASE32}`], /line 2: one of/],
    ['half a byte', [HEADER, `a,hotp,${HEX}3`], /line 2: .*hexadecimal/],
    [
      'base32 that is cut off',
      ['serial,type,secret_base32', `a,hotp,${BASE32}A`],
      /line 2: .*base32/,
    ],
    ['a short secret', [HEADER, 'a,hotp,31323334'], /line 2: .*bytes/],
    ['a long secret', [HEADER, `a,hotp,${'31'.repeat(65)}`], /line 2: .*bytes/],
    ['another type', [HEADER, `a,ocra,${HEX}`], /line 2: the type/],
    ['seven digits', [`${HEADER},digits`, `a,hotp,${HEX},7`], /line 2: .*digits/],
    ['a negative counter', [`${HEADER},counter`, `a,hotp,${HEX},-1`], /line 2: the counter/],
    ['a period of nothing', [`${HEADER},period`, `a,totp,${HEX},0`], /line 2: the period/],
    ['MD5', [`${HEADER},algorithm`, `a,hotp,${HEX},md5`], /line 2: the algorithm/],
    ['a user with a line end', [`${HEADER},user`, `a,hotp,${HEX},"al\nice"`], /the user/],
  ])('is refused for %s', async (_, lines, message) => {
    await expect(own(...lines)).rejects.toThrow(message);
  });

  it('is refused without a value in the message, and with a key', async () => {
    const error: unknown = await own(HEADER, `a,hotp,${HEX}zz`).catch((cause: unknown) => cause);
    expect(String(error)).toMatch(/^ImportError/);
    expect(String(error)).not.toContain(HEX);
    const text = `${HEADER}\na,hotp,${HEX}`;
    await expect(readTokens('csv', text, { passphrase: 'x' })).rejects.toThrow(/only PSKC/);
  });

  it('is refused when too many tokens name a user, or the file is too large', async () => {
    const rows = Array.from({ length: 2001 }, (_, n) => `s${n},hotp,${HEX},u${n}`);
    await expect(own(`${HEADER},user`, ...rows)).rejects.toThrow(/split the file/);
    await expect(own('x'.repeat(16 * 1024 * 1024 + 1))).rejects.toThrow(/16 MiB/);
  });
});

describe("privacyIDEA's CSV", () => {
  it('has no header, and defaults', async () => {
    const tokens = await oath(
      `S1, ${HEX}, totp, 8, 60`,
      '# comment',
      `S2,${HEX}`,
      `S3,${HEX},HOTP,6,`,
    );
    expect(tokens).toMatchObject([
      { serial: 'S1', method: 'totp', periodSeconds: 60, shape: { digits: 8 } },
      { serial: 'S2', method: 'hotp', counter: 0, shape: { algorithm: 'sha1', digits: 6 } },
      { serial: 'S3', method: 'hotp', shape: { digits: 6 } },
    ]);
  });

  it.each([
    ['a secret of which nobody knows the hash', [`S1,${'31'.repeat(16)}`], /line 1: .*which hash/],
    ['a serial alone', ['S1'], /line 1/],
    ['cells too many', [`S1,${HEX},totp,6,30,x`], /line 1/],
  ])('is refused for %s', async (_, lines, message) => {
    await expect(oath(...lines)).rejects.toThrow(message);
  });
});
