import type { ByteReader } from './byte-reader.js';
import {
  LOCK_VERSION,
  MAX_LOCK_BYTES,
  MAX_LOCK_COST,
  MAX_MANDATORY,
  MAX_OPTIONAL,
  MAX_PRINCIPAL_BYTES,
  MAX_QUESTION_ID_BYTES,
  MAX_SUBSETS,
  MIN_MEMORY_KIB_PER_LANE,
} from './limits.js';
import type { KdfCost } from './limits.js';
import { RecoveryError } from './recovery-error.js';
import { countSubsets } from './subsets.js';

/**
 * ```
 *   0       4         6            10       11      12          13          14         15           47
 *   ┌───────┬─────────┬────────────┬────────┬───────┬───────────┬───────────┬──────────┬────────────┬───────────┬───────────┐
 *   │ GHRL  │ version │ memory KiB │ passes │ lanes │ threshold │ mandatory │ optional │ public key │ principal │ questions │
 *   │       │ u16     │ u32        │ u8     │ u8    │ u8        │ u8: count │ u8: count│ 32         │ u16, text │ u8, text …│
 *   └───────┴─────────┴────────────┴────────┴───────┴───────────┴───────────┴──────────┴────────────┴───────────┴───────────┘
 * ```
 * Big-endian; a text is its length in bytes and UTF-8. The mandatory questions' ids come first, then the optional ones',
 * each in ascending order of their bytes: there is one encoding of every header.
 */
export interface LockHeader {
  /** The directory's immutable id of whom the lock is for. */
  principalId: string;
  /** Ids of the questions that were answered, in ascending order of their bytes. */
  mandatory: readonly string[];
  optional: readonly string[];
  /** How many of the optional questions must be answered. */
  threshold: number;
  cost: KdfCost;
  /** X25519, raw. */
  publicKey: Uint8Array;
}

const MAGIC = 'GHRL';
const PUBLIC_KEY_BYTES = 32;

/** Reads a header off the front of a lock. @throws RecoveryError `malformed` or `unsupported` */
export function readHeader(reader: ByteReader): LockHeader {
  if (reader.text(MAGIC.length) !== MAGIC) throw new RecoveryError('malformed', 'this is no lock');
  const version = reader.u16();
  if (version !== LOCK_VERSION) {
    throw new RecoveryError('unsupported', `locks of version ${String(version)} are not read here`);
  }
  // This version's ceiling: a later one is not malformed for being longer.
  if (reader.bytesLeft > MAX_LOCK_BYTES - reader.offset) {
    throw new RecoveryError('malformed', 'the lock is too long');
  }
  const cost = { memoryKib: reader.u32(), passes: reader.u8(), lanes: reader.u8() };
  const threshold = reader.u8();
  const [mandatory, optional] = [reader.u8(), reader.u8()];
  const publicKey = reader.bytes(PUBLIC_KEY_BYTES);
  const principalId = reader.text(reader.u16());
  const header = {
    principalId,
    mandatory: readIds(reader, mandatory),
    optional: readIds(reader, optional),
    threshold,
    cost,
    publicKey,
  };
  const fault = faultOf(header);
  if (fault !== undefined) throw new RecoveryError(fault.code, fault.text);
  return header;
}

/** @throws RangeError when a reader would refuse it */
export function encodeHeader(header: LockHeader): Uint8Array {
  const fault = faultOf(header);
  if (fault !== undefined) throw new RangeError(fault.text);
  const { cost, threshold, mandatory, optional, publicKey } = header;
  const fixed = Buffer.alloc(15);
  fixed.write(MAGIC);
  fixed.writeUInt16BE(LOCK_VERSION, 4);
  fixed.writeUInt32BE(cost.memoryKib, 6);
  fixed.set([cost.passes, cost.lanes, threshold, mandatory.length, optional.length], 10);
  const principal = Buffer.from(header.principalId);
  const ids = [...mandatory, ...optional].map((id) => Buffer.from(id));
  return Uint8Array.from(
    Buffer.concat([
      fixed,
      publicKey,
      Uint8Array.of(principal.length >> 8, principal.length & 0xff),
      principal,
      ...ids.flatMap((id) => [Uint8Array.of(id.length), id]),
    ]),
  );
}

/**
 * Whether these questions, answered, are as many as it takes. Says nothing about the answers: whoever asks may tell
 * the person before an attempt is counted.
 */
export function isEnough(header: LockHeader, answeredIds: readonly string[]): boolean {
  const answered = new Set(answeredIds);
  const count = header.optional.filter((id) => answered.has(id)).length;
  return header.mandatory.every((id) => answered.has(id)) && count >= header.threshold;
}

/** Ids in the order in which a header holds them. */
export function compareIds(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function readIds(reader: ByteReader, count: number): string[] {
  return Array.from({ length: count }, () => reader.text(reader.u8()));
}

/** What both writer and reader refuse, cheap before expensive. */
function faultOf(
  header: LockHeader,
): { code: 'malformed' | 'unsupported'; text: string } | undefined {
  const malformed = (text: string) => ({ code: 'malformed' as const, text });
  const { mandatory, optional, threshold, cost, principalId, publicKey } = header;
  if (mandatory.length > MAX_MANDATORY || optional.length > MAX_OPTIONAL) {
    return malformed('there are too many questions');
  }
  if (!isNatural(threshold) || threshold > optional.length) {
    return malformed('the threshold is more than there are optional questions');
  }
  if ((threshold === 0) !== (optional.length === 0)) {
    return malformed('optional questions are there exactly when some of them must be answered');
  }
  if (mandatory.length + threshold === 0) return malformed('nothing has to be answered');
  if (countSubsets(optional.length, threshold) > MAX_SUBSETS) {
    return malformed(`there are more than ${String(MAX_SUBSETS)} ways to choose the questions`);
  }
  if (publicKey.length !== PUBLIC_KEY_BYTES) return malformed('the public key has another length');
  if (!isText(principalId, MAX_PRINCIPAL_BYTES)) return malformed('the principal is no such text');
  if (![...mandatory, ...optional].every((id) => isText(id, MAX_QUESTION_ID_BYTES))) {
    return malformed('the id of a question is no such text');
  }
  if (!isAscending(mandatory) || !isAscending(optional)) {
    return malformed('the questions are not in order');
  }
  if (optional.some((id) => mandatory.includes(id))) return malformed('a question is there twice');
  return costFault(cost);
}

/** @see MAX_LOCK_COST */
function costFault({ memoryKib, passes, lanes }: KdfCost) {
  const least = [memoryKib, passes, lanes].every((value) => isNatural(value) && value > 0);
  if (!least || memoryKib < MIN_MEMORY_KIB_PER_LANE * lanes) {
    return { code: 'malformed' as const, text: 'there is no such cost' };
  }
  if (
    memoryKib > MAX_LOCK_COST.memoryKib ||
    passes > MAX_LOCK_COST.passes ||
    lanes > MAX_LOCK_COST.lanes
  ) {
    return { code: 'unsupported' as const, text: 'the cost is more than is paid here' };
  }
  return undefined;
}

function isNatural(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Not empty, not too long, and the same again after UTF-8. */
function isText(text: string, maxBytes: number): boolean {
  const bytes = Buffer.from(text);
  return bytes.length > 0 && bytes.length <= maxBytes && bytes.toString() === text;
}

function isAscending(ids: readonly string[]): boolean {
  return ids.every((id, at) => at === 0 || compareIds(ids[at - 1] ?? '', id) < 0);
}
