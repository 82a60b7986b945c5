import {
  keyIdOf,
  openSealedPassword,
  publicKeyOf,
  sealPassword,
} from '../../../protocol/src/recovery/index.js';
import { LabelledBytes } from '../../support/recovery/vectors.js';

function recipient(label: string, change = {}) {
  const privateKey = new LabelledBytes(label).bytes(32);
  const publicKey = publicKeyOf(privateKey);
  const context = { principalId: 'alice', keyId: keyIdOf(publicKey), generation: 3, ...change };
  return { ...context, privateKey, publicKey };
}
const refused = expect.objectContaining({ name: 'RecoveryError', code: 'malformed' }) as Error;
const secret = (text: string) => Buffer.from(text);

describe('a sealed password', () => {
  it('does not open when a byte was changed, whichever', async () => {
    const alice = recipient('alice');
    const sealed = await sealPassword(alice, secret('pw'));
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at]! ^= 1 << (at % 8);
      await expect(openSealedPassword(alice, changed)).rejects.toThrow(
        expect.objectContaining({
          name: 'RecoveryError',
          code: at === 4 || at === 5 ? 'unsupported' : 'malformed',
        }) as Error,
      );
    }
  });

  it.each([
    ['another principal', { principalId: 'bob' }],
    ['another key id', { keyId: 'rky_other' }],
    ['an older generation', { generation: 2 }],
    ['parts that end elsewhere', { principalId: 'alicer', keyId: 'ky' }],
  ])('does not open for %s', async (_, change) => {
    const sealed = await sealPassword(recipient('alice'), secret('pw'));
    await expect(openSealedPassword(recipient('alice', change), sealed)).rejects.toThrow(refused);
  });

  it('does not open with another key', async () => {
    const alice = recipient('alice');
    const { privateKey } = recipient('mallory');
    const sealed = await sealPassword(alice, secret('pw'));
    await expect(openSealedPassword({ ...alice, privateKey }, sealed)).rejects.toThrow(refused);
  });

  it.each(['', 'x', 'pässwörd-密码-🔑', 'p'.repeat(510), 'p'.repeat(1022)])(
    'opens to what was sealed, never twice the same bytes',
    async (text) => {
      const alice = recipient('alice');
      const [one, two] = await Promise.all([
        sealPassword(alice, secret(text)),
        sealPassword(alice, secret(text)),
      ]);
      expect(Buffer.from(await openSealedPassword(alice, one)).toString()).toBe(text);
      expect(Buffer.from(one).equals(two)).toBe(false);
    },
  );

  it('does not tell the length of a password up to 510 bytes', async () => {
    const lengths = [0, 1, 8, 64, 510].map(
      async (length) => (await sealPassword(recipient('alice'), new Uint8Array(length))).length,
    );
    expect(new Set(await Promise.all(lengths))).toEqual(new Set([566]));
  });

  it('has a generation that a number does not hold exactly, as FILETIME is one', async () => {
    const alice = (generation: bigint) => recipient('alice', { generation });
    const generation = 134_000_000_000_000_001n;
    const sealed = await sealPassword(alice(generation), secret('pw'));
    const opened = await openSealedPassword(alice(generation), sealed);
    expect(Buffer.from(opened).toString()).toBe('pw');
    await expect(openSealedPassword(alice(generation + 1n), sealed)).rejects.toThrow(refused);
  });

  it('is refused a password that is too long, and a generation that is no number', async () => {
    await expect(sealPassword(recipient('alice'), new Uint8Array(1023))).rejects.toThrow(
      RangeError,
    );
    for (const generation of [-1, 1.5, NaN, 2 ** 53, -1n, 2n ** 64n]) {
      const sealing = sealPassword(recipient('alice', { generation }), secret('x'));
      await expect(sealing).rejects.toThrow(RangeError);
    }
  });

  it('is not made for a public key that would make the secret known', async () => {
    const weak = { ...recipient('alice'), publicKey: new Uint8Array(32) };
    await expect(sealPassword(weak, secret('pw'))).rejects.toThrow();
  });
});
