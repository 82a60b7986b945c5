import { CredentialId, PasswordGeneration } from '@gatehouse/protocol';
import { z } from 'zod';

import type { Random } from '../random.js';

const SALT_BYTES = 16;

/** Argon2id's price. */
export interface MaskCost {
  memoryKib: number;
  passes: number;
  lanes: number;
}

/** The recovery lock's own: whoever holds the disk pays it for every guess at a password, and then has no answer. */
export const MASK_COST: MaskCost = { memoryKib: 65_536, passes: 3, lanes: 1 };

/**
 * An authenticator's seed under a password: XOR with Argon2id(password, salt). There is no tag and no hash: every
 * password opens it, each to another seed, so it tells nobody whether a password is right.
 */
export const MaskedSeed = z.strictObject({
  credentialId: CredentialId,
  /** Which password masks it, where the directory told. */
  generation: PasswordGeneration.optional(),
  salt: z.base64url().length(22),
  cost: z.strictObject({
    memoryKib: z.int().min(8).max(262_144),
    passes: z.int().min(1).max(10),
    lanes: z.int().min(1).max(4),
  }),
  masked: z.base64url().min(11).max(128),
});
export type MaskedSeed = z.infer<typeof MaskedSeed>;

/** @param password UTF-8; neither it nor the seed is wiped here */
export async function maskSeed(
  seed: Uint8Array,
  password: Uint8Array,
  options: {
    credentialId: CredentialId;
    generation: string | undefined;
    cost: MaskCost;
    random: Random;
  },
): Promise<MaskedSeed> {
  const { credentialId, generation, cost, random } = options;
  const salt = random.bytes(SALT_BYTES);
  const masked = await xorMask(seed, password, salt, cost);
  return {
    credentialId,
    ...(generation === undefined ? {} : { generation }),
    salt: Buffer.from(salt).toString('base64url'),
    cost,
    masked: Buffer.from(masked).toString('base64url'),
  };
}

/** The seed, if the password is the one that masked it; else bytes that look like one. The caller wipes them. */
export async function unmaskSeed(
  { masked, salt, cost }: MaskedSeed,
  password: Uint8Array,
): Promise<Uint8Array> {
  const bytes = Buffer.from(masked, 'base64url');
  return xorMask(bytes, password, Buffer.from(salt, 'base64url'), cost);
}

/** All of them, in order. The caller wipes them. */
export async function unmaskSeeds(
  seeds: readonly MaskedSeed[],
  password: Uint8Array,
): Promise<Uint8Array[]> {
  const unmasked: Uint8Array[] = [];
  try {
    // One after the other: each takes the memory that makes guessing dear.
    for (const seed of seeds) unmasked.push(await unmaskSeed(seed, password));
    return unmasked;
  } catch (error) {
    for (const seed of unmasked) seed.fill(0);
    throw error;
  }
}

async function xorMask(
  bytes: Uint8Array,
  password: Uint8Array,
  salt: Uint8Array,
  cost: MaskCost,
): Promise<Uint8Array> {
  // Loaded when it is needed: an idle service should not carry it.
  const { hashRaw } = await import('@node-rs/argon2');
  // Argon2id and version 0x13 are the library's defaults; its enums cannot be named under `isolatedModules`.
  const mask = await hashRaw(password, {
    memoryCost: cost.memoryKib,
    timeCost: cost.passes,
    parallelism: cost.lanes,
    outputLen: bytes.length,
    salt,
  });
  try {
    return Uint8Array.from(bytes, (byte, index) => byte ^ (mask[index] ?? 0));
  } finally {
    mask.fill(0);
  }
}
