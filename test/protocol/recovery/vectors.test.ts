import {
  normaliseText,
  openLock,
  openSealedPassword,
  publicKeyOf,
} from '../../../protocol/src/recovery/index.js';
import {
  normalise,
  readLock,
  readSealedPassword,
} from '../../support/recovery/independent-reader.js';
import { makeVectors } from '../../support/recovery/make-vectors.js';
import { findLock, lockOf, readVectors, typed } from '../../support/recovery/vectors.js';
import type { OpenVector, SealedVector } from '../../support/recovery/vectors.js';

const vectors = readVectors();
const refusal = (code: string | undefined) => expect.objectContaining({ code }) as Error;

const openWithOurs = async (vector: OpenVector) => {
  const expectedPrincipalId = vector.principalId ?? findLock(vectors, vector.lock).principalId;
  const answers = typed(vector.answers);
  const { privateKey } = await openLock(lockOf(vectors, vector), { expectedPrincipalId, answers });
  return Buffer.from(privateKey).toString('hex');
};

const openWithTheirs = async (vector: OpenVector) => {
  const principalId = vector.principalId ?? findLock(vectors, vector.lock).principalId;
  return readLock(lockOf(vectors, vector), principalId, vector.answers).toString('hex');
};

const unsealWithOurs = async ({ lock, generation, sealed }: SealedVector) => {
  const { principalId, keyId, privateKey } = findLock(vectors, lock);
  const context = { principalId, keyId, generation, privateKey: Buffer.from(privateKey, 'hex') };
  return Buffer.from(await openSealedPassword(context, Buffer.from(sealed, 'hex'))).toString();
};

const unsealWithTheirs = async ({ lock, generation, sealed }: SealedVector) => {
  const { principalId: principal, keyId, privateKey } = findLock(vectors, lock);
  const context = { principal, keyId, generation };
  const key = Buffer.from(privateKey, 'hex');
  return (await readSealedPassword(Buffer.from(sealed, 'hex'), key, context)).toString();
};

describe.each([
  ['our reader', openWithOurs, unsealWithOurs, normaliseText],
  ['a reader that follows the document', openWithTheirs, unsealWithTheirs, normalise],
])('%s', (_, open, unseal, normalFormOf) => {
  it.each(vectors.answers)('takes $typed for $normal', ({ typed: text, normal }) => {
    expect(normalFormOf(text)).toBe(normal);
  });

  it.each(vectors.open.filter(({ error }) => error !== undefined))(
    'refuses $name as $error ($lock)',
    async (vector) => {
      await expect(open(vector)).rejects.toThrow(refusal(vector.error));
    },
  );

  it.each(vectors.open.filter(({ error }) => error === undefined))(
    'opens $lock with $name',
    async (vector) => {
      expect(await open(vector)).toBe(findLock(vectors, vector.lock).privateKey);
    },
  );

  it.each(vectors.sealedPasswords.filter(({ error }) => error !== undefined))(
    'refuses a sealed password: $name, as $error',
    async (vector) => {
      await expect(unseal(vector)).rejects.toThrow(refusal(vector.error));
    },
  );

  it.each(vectors.sealedPasswords.filter(({ error }) => error === undefined))(
    'opens a sealed password: $name',
    async (vector) => {
      expect(await unseal(vector)).toBe(vector.password);
    },
  );
});

describe('the vectors', () => {
  it('are what the writer makes today', async () => {
    expect(vectors).toEqual(JSON.parse(JSON.stringify(await makeVectors())));
  });

  it.each(vectors.locks)('have the key pair of $name', ({ publicKey, privateKey }) => {
    expect(publicKeyOf(Buffer.from(privateKey, 'hex'))).toEqual(
      Uint8Array.from(Buffer.from(publicKey, 'hex')),
    );
  });
});
