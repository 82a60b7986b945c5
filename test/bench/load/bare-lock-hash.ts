import { randomBytes } from 'node:crypto';

import { hashRaw } from '@node-rs/argon2';

import { DEFAULT_LOCK_COST } from '../../../protocol/src/recovery/index.js';

/** One Argon2id at a lock's default cost, without the lock. */
export async function bareLockHash(): Promise<void> {
  await hashRaw(randomBytes(128), {
    memoryCost: DEFAULT_LOCK_COST.memoryKib,
    timeCost: DEFAULT_LOCK_COST.passes,
    parallelism: DEFAULT_LOCK_COST.lanes,
    salt: randomBytes(16),
  });
}
