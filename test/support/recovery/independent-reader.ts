import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import type { webcrypto } from 'node:crypto';

import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { argon2id } from '@noble/hashes/argon2.js';

/**
 * A reader of recovery locks that follows `docs/recovery-lock.md`. It imports nothing of the product and shares neither its
 * Argon2id nor its HPKE: what the page leaves out, this reader cannot know.
 */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Answers as typed, by question. */
export type Answers = Readonly<Record<string, string>>;

interface Header {
  principal: string;
  mandatory: string[];
  optional: string[];
  threshold: number;
  cost: { m: number; t: number; p: number };
  publicKey: Buffer;
  length: number;
}

const WRAP = 96;
const BOX = 48;

/** The private key. @throws Refusal */
export function readLock(lock: Buffer, principal: string, answers: Answers): Buffer {
  const header = readHeader(lock);
  const choices = choose(header.optional, header.threshold);
  const end = header.length + choices.length * WRAP;
  refuseUnless(lock.length === end + BOX && header.principal === principal);
  const headerHash = createHash('sha256').update(lock.subarray(0, header.length)).digest();
  for (const [index, chosen] of choices.entries()) {
    const ids = [...header.mandatory, ...chosen];
    const pairs = ids.map((id) => [id, normalise(answers[id] ?? '')] as const);
    if (pairs.some(([, answer]) => answer === '')) continue;
    const wrap = lock.subarray(header.length + index * WRAP).subarray(0, WRAP);
    const keys = stretch(headerHash, wrap.subarray(0, 16), pairs, header.cost);
    if (!keys.subarray(0, 32).equals(wrap.subarray(16, 48))) continue;
    const dataKey = openBox(keys.subarray(32), wrap.subarray(48), headerHash);
    return openBox(dataKey, lock.subarray(end), lock.subarray(0, end));
  }
  throw new Refusal('wrong-answers');
}

/** The password. @throws Refusal */
export async function readSealedPassword(
  sealed: Buffer,
  privateKey: Buffer,
  context: { principal: string; keyId: string; generation: number },
): Promise<Buffer> {
  refuseUnless(sealed.subarray(0, 4).toString() === 'GHSP' && sealed.length >= 38);
  if (sealed.readUInt16BE(4) !== 1) throw new Refusal('unsupported');
  refuseUnless(sealed.length === 38 + 528 || sealed.length === 38 + 1040);
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const generation = Buffer.alloc(8);
  generation.writeBigUInt64BE(BigInt(context.generation));
  const aad = framed([Buffer.from(context.principal), Buffer.from(context.keyId), generation]);
  try {
    const key = (await suite.kem.deserializePrivateKey(
      arrayBuffer(privateKey),
    )) as webcrypto.CryptoKey;
    const params = {
      recipientKey: key,
      enc: arrayBuffer(sealed.subarray(6, 38)),
      info: arrayBuffer(Buffer.from('gatehouse/v1/recovery-password')),
    };
    const padded = await suite.open(params, arrayBuffer(sealed.subarray(38)), arrayBuffer(aad));
    const bytes = Buffer.from(padded);
    refuseUnless(2 + bytes.readUInt16BE() <= bytes.length);
    return bytes.subarray(2, 2 + bytes.readUInt16BE());
  } catch {
    throw new Refusal('malformed');
  }
}

/** The normal form of an answer. */
export function normalise(text: string): string {
  let normal = Buffer.from(text).toString();
  for (let before; normal !== before;) {
    before = normal;
    normal = normal.normalize('NFKC');
    for (const fold of ['toLowerCase', 'toUpperCase', 'toLowerCase'] as const) {
      normal = Array.from(normal, (character) => character[fold]()).join('');
    }
    normal = normal.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
    normal = normal
      .split(/\p{White_Space}+/u)
      .filter(Boolean)
      .join(' ');
  }
  return normal;
}

/** Commitment and wrapping key, one after the other. */
export function stretch(
  headerHash: Buffer,
  salt: Buffer,
  pairs: readonly (readonly [id: string, answer: string])[],
  { m, t, p }: Header['cost'],
): Buffer {
  const label = Buffer.from('gatehouse/v1/recovery-lock/answers');
  const input = framed([label, headerHash, ...pairs.flat().map((text) => Buffer.from(text))]);
  const stretched = argon2id(input, salt, { m, t, p, dkLen: 32 });
  return Buffer.from(hkdfSync('sha256', stretched, '', 'gatehouse/v1/recovery-lock/wrap', 64));
}

function readHeader(lock: Buffer): Header {
  refuseUnless(lock.length >= 6 && lock.subarray(0, 4).toString('latin1') === 'GHRL');
  if (lock.readUInt16BE(4) !== 1) throw new Refusal('unsupported');
  refuseUnless(lock.length >= 49 && lock.length <= 16_384);
  const [m, t, p] = [lock.readUInt32BE(6), lock.readUInt8(10), lock.readUInt8(11)];
  const [threshold, mandatory, optional] = [...lock.subarray(12, 15)] as [number, number, number];
  let offset = 49;
  const text = (length: number, max: number): string => {
    refuseUnless(length > 0 && length <= max && offset + length <= lock.length);
    const bytes = lock.subarray(offset, offset + length);
    refuseUnless(Buffer.from(bytes.toString()).equals(bytes));
    offset += length;
    return bytes.toString();
  };
  const principal = text(lock.readUInt16BE(47), 512);
  const ids = (count: number) => Array.from({ length: count }, () => text(lock[offset++] ?? 0, 64));
  const header = {
    principal,
    mandatory: ids(mandatory),
    optional: ids(optional),
    threshold,
    cost: { m, t, p },
    publicKey: lock.subarray(15, 47),
    length: offset,
  };
  refuseUnless(mandatory <= 16 && optional <= 64 && mandatory + threshold > 0);
  refuseUnless(threshold <= optional && (threshold === 0) === (optional === 0));
  refuseUnless(ways(optional, threshold) <= 64);
  for (const list of [header.mandatory, header.optional]) {
    const bytes = list.map((id) => Buffer.from(id));
    refuseUnless(bytes.every((id, at) => at === 0 || Buffer.compare(bytes[at - 1]!, id) < 0));
  }
  refuseUnless(!header.optional.some((id) => header.mandatory.includes(id)));
  refuseUnless(m > 0 && t > 0 && p > 0 && m >= 8 * p);
  if (m > 262_144 || t > 10 || p > 4) throw new Refusal('unsupported');
  return header;
}

/** The ways to choose some of the items, the items in their order, in lexicographic order of their places. */
function choose(items: readonly string[], count: number): string[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, at) =>
    choose(items.slice(at + 1), count - 1).map((rest) => [item, ...rest]),
  );
}

function ways(n: number, k: number): number {
  return k === 0 ? 1 : (ways(n - 1, k - 1) * n) / k;
}

function openBox(key: Buffer, box: Buffer, associated: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12));
  decipher.setAAD(associated).setAuthTag(box.subarray(-16));
  try {
    return Buffer.concat([decipher.update(box.subarray(0, -16)), decipher.final()]);
  } catch {
    throw new Refusal('malformed');
  }
}

function framed(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function refuseUnless(condition: boolean): asserts condition {
  if (!condition) throw new Refusal('malformed');
}
