import { z } from 'zod';

import { OfflineCodeId } from '../ids.js';
import { OfflineCodesPolicy } from '../policy/offline-codes-policy.js';

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Unpadded base64url of so many bytes. */
const base64url = (bytes: number) => z.base64url().length(Math.ceil((bytes * 4) / 3));

/** Those that wait for the help desk, those that it read out, and the ones that they take the place of. */
export const MAX_KIT_CODES = 32;

/** Argon2id's price; whoever opens a kit pays no more than the ceilings here. */
export const OfflineCodeCost = z.strictObject({
  memoryKib: z.int().min(8).max(65_536),
  passes: z.int().min(1).max(10),
  lanes: z.int().min(1).max(4),
});
export type OfflineCodeCost = z.infer<typeof OfflineCodeCost>;

/**
 * What OWASP's cheat sheet on storing passwords names as the least for Argon2id. A code has 80 random bits, so the price adds
 * to what nobody can pay already; it is paid once a logon.
 */
export const OFFLINE_CODE_COST: OfflineCodeCost = { memoryKib: 19_456, passes: 2, lanes: 1 };

/** The break-glass codes in a kit. All of them have one salt, so that one hash tells whether a code is any of them. */
export const KitOfflineCodes = z.strictObject({
  wrongCodes: OfflineCodesPolicy.shape.wrongCodes,
  lockMinutes: OfflineCodesPolicy.shape.lockMinutes,
  salt: base64url(SALT_BYTES),
  cost: OfflineCodeCost,
  codes: z
    .array(
      z.strictObject({
        id: OfflineCodeId,
        /** By which the help desk names it. */
        number: z.int().min(1),
        hash: base64url(HASH_BYTES),
        expiresAt: z.iso.datetime(),
      }),
    )
    .min(1)
    .max(MAX_KIT_CODES),
});
export type KitOfflineCodes = z.infer<typeof KitOfflineCodes>;

/** Whose code it is, and where it works: at another workstation, or for somebody else, it comes to another hash. */
export interface OfflineCodeBinding {
  principalId: string;
  workstationId: string;
  /** Unpadded base64url of 16 bytes. */
  salt: string;
  cost: OfflineCodeCost;
}

/**
 * The slow hash of a code: Argon2id (RFC 9106) version 0x13, 32 bytes, of `gatehouse/offline-code/v1`, principal, workstation
 * and code, each on a line of its own. It runs on a thread of the pool, not on the one that waits.
 *
 * @param code as `normaliseBreakGlassCode` spells it
 */
export async function hashOfflineCode(
  code: string,
  { principalId, workstationId, salt, cost }: OfflineCodeBinding,
): Promise<Uint8Array> {
  // Loaded when it is needed: an idle service should not carry it.
  const { hashRaw } = await import('@node-rs/argon2');
  const message = ['gatehouse/offline-code/v1', principalId, workstationId, code].join('\n');
  // Argon2id and version 0x13 are the library's defaults; its enums cannot be named under `isolatedModules`.
  return hashRaw(Buffer.from(message, 'utf8'), {
    memoryCost: cost.memoryKib,
    timeCost: cost.passes,
    parallelism: cost.lanes,
    outputLen: HASH_BYTES,
    salt: Buffer.from(salt, 'base64url'),
  });
}
