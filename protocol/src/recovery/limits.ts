import { MAX_SECRET_BYTES } from '../input-limits.js';

/** Argon2id's price (RFC 9106). */
export interface KdfCost {
  memoryKib: number;
  passes: number;
  lanes: number;
}

/** The version that is written, and the only one that is read. */
export const LOCK_VERSION = 1;
export const SEALED_PASSWORD_VERSION = 1;

/**
 * Memory and passes of RFC 9106's second recommended choice: 64 MiB still fit beside each other on a server that opens
 * several at once. One lane instead of four: lanes shorten the wait, not the work, and whoever guesses fills every core
 * with guesses anyway.
 */
export const DEFAULT_LOCK_COST: KdfCost = { memoryKib: 65_536, passes: 3, lanes: 1 };

/**
 * The most that a reader pays for one guess, whoever wrote the lock: some thirteen times the default's work, a second or
 * two and not an hour, and memory that a workstation has.
 */
export const MAX_LOCK_COST: KdfCost = { memoryKib: 262_144, passes: 10, lanes: 4 };

/** RFC 9106 section 3.1: eight blocks of 1 KiB for each lane. */
export const MIN_MEMORY_KIB_PER_LANE = 8;

/**
 * Ways to choose the optional questions, each of which is a wrap and at worst a guess. Seven questions with any
 * threshold need at most 35; eight with four would need 70.
 */
export const MAX_SUBSETS = 64;

/** More mandatory questions than anybody is asked. */
export const MAX_MANDATORY = 16;
/** With a threshold of one, as many as there may be subsets. */
export const MAX_OPTIONAL = 64;

/** Bytes of UTF-8. An id of the directory is far shorter; a name of 300 bytes must still be whole (R41). */
export const MAX_PRINCIPAL_BYTES = 512;
export const MAX_QUESTION_ID_BYTES = 64;
/** An answer before it is normalised. */
export const MAX_ANSWER_BYTES = MAX_SECRET_BYTES;

/** More than the largest lock that the limits above allow. */
export const MAX_LOCK_BYTES = 16_384;
