import { formatId } from '@gatehouse/protocol';
import { argon2id } from '@noble/hashes/argon2.js';

import {
  MASK_COST,
  MaskedSeed,
  maskSeed,
  unmaskSeed,
} from '../../../service/src/offline/masked-seed.js';
import { CHEAP, SeededBytes } from '../../support/offline-scene.js';

const random = new SeededBytes('masked seeds');
const credentialId = formatId('crd', random.bytes(16));
const options = { credentialId, generation: '100', cost: CHEAP, random };
const seed = random.bytes(20);
const secret = (text: string) => new Uint8Array(Buffer.from(text));

describe('a masked seed', () => {
  it('comes back under its password', async () => {
    const masked = MaskedSeed.parse(await maskSeed(seed, secret('Grüße, 東京 🗼'), options));
    expect(await unmaskSeed(masked, secret('Grüße, 東京 🗼'))).toEqual(seed);
  });

  it('R11: tells nobody whether a password is right: every password opens it, to another seed', async () => {
    const masked = await maskSeed(seed, secret('right'), options);
    const others = await Promise.all(
      ['wrong', 'Right', '', 'x'.repeat(300)].map((text) => unmaskSeed(masked, secret(text))),
    );
    for (const other of others) {
      expect(other).toHaveLength(seed.length);
      expect(other).not.toEqual(seed);
    }
    // Nothing in it is as long as a tag or a hash: salt, mask and the price are all.
    expect(Object.keys(masked).sort()).toEqual([
      'cost',
      'credentialId',
      'generation',
      'masked',
      'salt',
    ]);
    expect(Buffer.from(masked.masked, 'base64url')).toHaveLength(seed.length);
  });

  it('R12: has a salt of its own, so two of one seed and password have nothing in common', async () => {
    const [one, two] = [
      await maskSeed(seed, secret('right'), options),
      await maskSeed(seed, secret('right'), options),
    ];
    expect(one.salt).not.toBe(two.salt);
    expect(one.masked).not.toBe(two.masked);
  });

  it('is XOR with Argon2id, version 19, and nothing else', async () => {
    const stored: MaskedSeed = {
      credentialId,
      salt: Buffer.alloc(16, 7).toString('base64url'),
      cost: { memoryKib: 64, passes: 2, lanes: 1 },
      masked: Buffer.alloc(20).toString('base64url'),
    };
    const salt = new Uint8Array(16).fill(7);
    // Another implementation than the product's.
    const expected = argon2id(secret('password'), salt, { m: 64, t: 2, p: 1, dkLen: 20 });
    expect(await unmaskSeed(stored, secret('password'))).toEqual(expected);
  });

  it('asks no price that nobody would pay', () => {
    const cost = { memoryKib: 4_000_000, passes: 3, lanes: 1 };
    const fields = { credentialId, salt: 'A'.repeat(22), masked: 'A'.repeat(27) };
    expect(MaskedSeed.safeParse({ ...fields, cost }).success).toBe(false);
    expect(MaskedSeed.safeParse({ ...fields, cost: MASK_COST }).success).toBe(true);
  });
});
