import {
  MAX_SECRET_BYTES,
  SealedSecret,
  SealedSecretError,
  generateSealingKey,
  importSealingKey,
  openSecret,
  sealSecret,
} from '../../../protocol/src/index.js';

const context = { workstationId: 'wks_1', nonce: 'n', scenario: 'logon', name: 'alice' };
const secret = (text: string) => new TextEncoder().encode(text);

async function fixture() {
  const pair = await generateSealingKey();
  return {
    recipient: { keyId: 'k1', publicKey: pair.publicKey },
    privateKey: await importSealingKey(pair.privateKey),
  };
}

describe('a sealed password', () => {
  it.each(['', 'x', 'pässwörd-密码-🔑', 'p'.repeat(MAX_SECRET_BYTES)])(
    'opens to what was sealed',
    async (text) => {
      const { recipient, privateKey } = await fixture();
      const sealed = SealedSecret.parse(await sealSecret(secret(text), recipient, context));
      expect(Buffer.from(await openSecret(sealed, privateKey, context)).toString()).toBe(text);
    },
  );

  it('does not tell the length of the password', async () => {
    const { recipient } = await fixture();
    const short = await sealSecret(secret('a'), recipient, context);
    const long = await sealSecret(secret('a'.repeat(256)), recipient, context);
    expect(long.ciphertext).toHaveLength(short.ciphertext.length);
  });

  it.each(['workstationId', 'nonce', 'scenario', 'name'] as const)(
    'opens for no other %s',
    async (part) => {
      const { recipient, privateKey } = await fixture();
      const sealed = await sealSecret(secret('pw'), recipient, context);
      await expect(openSecret(sealed, privateKey, { ...context, [part]: 'other' })).rejects.toThrow(
        SealedSecretError,
      );
    },
  );

  it('is bound to where one part of the context ends and the next begins', async () => {
    const { recipient, privateKey } = await fixture();
    const sealed = await sealSecret(secret('pw'), recipient, {
      ...context,
      scenario: 'ab',
      name: 'c',
    });
    await expect(
      openSecret(sealed, privateKey, { ...context, scenario: 'a', name: 'bc' }),
    ).rejects.toThrow(SealedSecretError);
  });

  it('opens with no other key, and not when a byte was changed', async () => {
    const { recipient, privateKey } = await fixture();
    const stranger = await fixture();
    const sealed = await sealSecret(secret('pw'), recipient, context);
    await expect(openSecret(sealed, stranger.privateKey, context)).rejects.toThrow(
      SealedSecretError,
    );
    const bytes = Buffer.from(sealed.ciphertext, 'base64url');
    for (const at of [0, 100, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(
        openSecret({ ...sealed, ciphertext: changed.toString('base64url') }, privateKey, context),
      ).rejects.toThrow(SealedSecretError);
    }
  });

  it('refuses a password that is too long', async () => {
    const { recipient } = await fixture();
    await expect(
      sealSecret(new Uint8Array(MAX_SECRET_BYTES + 1), recipient, context),
    ).rejects.toThrow(RangeError);
  });
});
