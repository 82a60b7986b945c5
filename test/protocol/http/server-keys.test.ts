import { generateKeyPairSync } from 'node:crypto';

import {
  ServerKeysError,
  pinOf,
  signServerKeys,
  verifyServerKeys,
} from '../../../protocol/src/index.js';
import type { ServerKeys } from '../../../protocol/src/index.js';

function identity() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, raw: publicKey.export({ format: 'jwk' }).x ?? '' };
}
const present = identity();
const next = identity();
const stranger = identity();

const keys = (identityKey: string, change: Partial<ServerKeys> = {}): ServerKeys => ({
  identityKey,
  sealingKey: { id: 's1', publicKey: 'D'.repeat(43) },
  version: 3,
  issuedAt: '2026-11-22T12:00:00.000Z',
  ...change,
});

describe("the server's key statement", () => {
  it('is accepted at joining by the pin, and later by the known key', async () => {
    const statement = await signServerKeys(keys(present.raw), present.privateKey);
    const known = await verifyServerKeys(statement, { pin: pinOf(present.raw) });
    await expect(verifyServerKeys(statement, { known })).resolves.toEqual(keys(present.raw));
  });

  it('is refused when another server signed it (R22)', async () => {
    const statement = await signServerKeys(keys(stranger.raw), stranger.privateKey);
    await expect(verifyServerKeys(statement, { pin: pinOf(present.raw) })).rejects.toThrow(
      ServerKeysError,
    );
    await expect(verifyServerKeys(statement, { known: keys(present.raw) })).rejects.toThrow(
      ServerKeysError,
    );
  });

  it('is refused when it names the pinned key but a stranger signed it', async () => {
    const statement = await signServerKeys(keys(present.raw), stranger.privateKey);
    await expect(verifyServerKeys(statement, { pin: pinOf(present.raw) })).rejects.toThrow(
      ServerKeysError,
    );
  });

  it('lets an announced successor take over, and nobody else', async () => {
    const known = keys(present.raw, { successor: next.raw });
    const rotated = await signServerKeys(keys(next.raw, { version: 4 }), next.privateKey);
    await expect(verifyServerKeys(rotated, { known })).resolves.toMatchObject({
      identityKey: next.raw,
    });
    await expect(verifyServerKeys(rotated, { known: keys(present.raw) })).rejects.toThrow(
      ServerKeysError,
    );
  });

  it('is refused when it is older than the known one', async () => {
    const old = await signServerKeys(keys(present.raw, { version: 2 }), present.privateKey);
    await expect(verifyServerKeys(old, { known: keys(present.raw) })).rejects.toThrow(
      ServerKeysError,
    );
  });

  it.each(['', 'a.b', 'a.b.c', 'A'.repeat(20_000), 'eyJhbGciOiJub25lIn0.e30.'])(
    'is refused when it is malformed',
    async (statement) => {
      await expect(verifyServerKeys(statement, { pin: pinOf(present.raw) })).rejects.toThrow(
        ServerKeysError,
      );
    },
  );
});
