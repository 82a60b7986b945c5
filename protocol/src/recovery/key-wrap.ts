import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto';

import { lengthPrefixed } from '../length-prefixed.js';
import type { KdfCost } from './limits.js';
import { KEY_BYTES } from './lock-bytes.js';
import type { KeyWrap } from './lock-bytes.js';

/** A question and its answer, normalised, both in UTF-8. */
export type AnswerPair = readonly [questionId: Uint8Array, answer: Uint8Array];

/** What the answers to one subset are stretched with. */
export interface WrapContext {
  headerHash: Uint8Array;
  cost: KdfCost;
  /** Every mandatory question, then those of the subset, each in the header's order. */
  answers: readonly AnswerPair[];
}

const KDF_LABEL = Buffer.from('gatehouse/v1/recovery-lock/answers');
const WRAP_LABEL = Buffer.from('gatehouse/v1/recovery-lock/wrap');

const TAG_BYTES = 16;
/** Every key here encrypts one text in its life, so the nonce may be the same for all. */
const NONCE = new Uint8Array(12);

/** Wraps a data key under the answers. */
export async function wrapKey(
  dataKey: Uint8Array,
  salt: Uint8Array,
  context: WrapContext,
): Promise<KeyWrap> {
  const { commitment, key } = await stretch(salt, context);
  try {
    return { salt, commitment, wrappedKey: encrypt(key, dataKey, context.headerHash) };
  } finally {
    key.fill(0);
  }
}

/**
 * The data key, or undefined when these are not the answers. One Argon2id, whether they are or not.
 *
 * AES-GCM commits to no key: one ciphertext can be made that opens under many, and one look at whether it opened would
 * try them all. The commitment comes from the same HKDF as the key, so a wrap answers for one set of answers alone.
 *
 * @throws Error when the answers are right but the wrapped key was changed
 */
export async function unwrapKey(
  wrap: KeyWrap,
  context: WrapContext,
): Promise<Uint8Array | undefined> {
  const { commitment, key } = await stretch(wrap.salt, context);
  try {
    if (!timingSafeEqual(commitment, wrap.commitment)) return undefined;
    return decrypt(key, wrap.wrappedKey, context.headerHash);
  } finally {
    key.fill(0);
  }
}

/** AES-256-GCM, the tag at the end. The key must be used for nothing else: the nonce is fixed. */
export function encrypt(key: Uint8Array, text: Uint8Array, associated: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, NONCE);
  cipher.setAAD(associated);
  return Uint8Array.from(Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]));
}

/** @throws Error when key, bytes or associated data do not fit */
export function decrypt(key: Uint8Array, box: Uint8Array, associated: Uint8Array): Uint8Array {
  const end = box.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, NONCE, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(box.subarray(end));
  const text = decipher.update(box.subarray(0, end));
  try {
    decipher.final();
    return Uint8Array.from(text);
  } finally {
    text.fill(0);
  }
}

/** The commitment, which is stored, and the wrapping key, which is not, from one Argon2id. */
async function stretch(salt: Uint8Array, { headerHash, cost, answers }: WrapContext) {
  // Loaded when it is needed: a service that merely keeps a kit should not carry it.
  const { hashRaw } = await import('@node-rs/argon2');
  const input = lengthPrefixed([KDF_LABEL, headerHash, ...answers.flat()]);
  try {
    // Argon2id and version 0x13 are the library's defaults; its enums cannot be named here. The vectors hold it to them.
    const stretched = await hashRaw(input, {
      memoryCost: cost.memoryKib,
      timeCost: cost.passes,
      parallelism: cost.lanes,
      outputLen: KEY_BYTES,
      salt,
    });
    const keys = new Uint8Array(
      hkdfSync('sha256', stretched, new Uint8Array(), WRAP_LABEL, 2 * KEY_BYTES),
    );
    stretched.fill(0);
    return { commitment: keys.slice(0, KEY_BYTES), key: keys.subarray(KEY_BYTES) };
  } finally {
    input.fill(0);
  }
}
