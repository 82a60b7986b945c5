import { pad, unpad } from '../hpke/padding.js';
import { arrayBuffer, suite } from '../hpke/suite.js';
import { lengthPrefixed } from '../length-prefixed.js';
import { ByteReader } from './byte-reader.js';
import { SEALED_PASSWORD_VERSION } from './limits.js';
import { RecoveryError } from './recovery-error.js';

/**
 * ```
 *   0       4         6                  38
 *   ┌───────┬─────────┬──────────────────┬───────────────────────┐
 *   │ GHSP  │ version │ encapsulated key │ ciphertext            │
 *   │       │ u16     │ 32               │ 528 or 1040           │
 *   └───────┴─────────┴──────────────────┴───────────────────────┘
 * ```
 * HPKE in base mode (RFC 9180). The ciphertext is that of the padded password and its tag.
 */
const MAGIC = 'GHSP';
const ENC_BYTES = 32;
const CIPHERTEXT_BYTES = [528, 1040];

/** Of 64 bits. */
const MAX_GENERATION = 0xffff_ffff_ffff_ffffn;

const INFO = new TextEncoder().encode('gatehouse/v1/recovery-password').buffer;

/** What a sealed password is bound to. */
export interface PasswordContext {
  principalId: string;
  keyId: string;
  /**
   * Counts the passwords that the principal had: an older one must not pass for the present one. 64 bits, because a
   * directory may count in ticks of 100 ns.
   */
  generation: number | bigint;
}

/**
 * Seals a password to a public key: the principal's. Needs no answers.
 *
 * @param password UTF-8; the caller wipes it
 * @throws RangeError when it is longer than MAX_SECRET_BYTES, or the generation is no natural number
 */
export async function sealPassword(
  recipient: PasswordContext & { publicKey: Uint8Array },
  password: Uint8Array,
): Promise<Uint8Array> {
  const aad = associatedData(recipient);
  const padded = pad(password);
  try {
    const key = await suite.kem.deserializePublicKey(arrayBuffer(recipient.publicKey));
    const { enc, ct } = await suite.seal({ recipientPublicKey: key, info: INFO }, padded, aad);
    const version = Uint8Array.of(SEALED_PASSWORD_VERSION >> 8, SEALED_PASSWORD_VERSION & 0xff);
    const parts = [Buffer.from(MAGIC), version, new Uint8Array(enc), new Uint8Array(ct)];
    return Uint8Array.from(Buffer.concat(parts));
  } finally {
    padded.fill(0);
  }
}

/**
 * Opens a sealed password. The caller wipes the returned bytes.
 *
 * @throws RecoveryError `malformed` when key, context or bytes do not fit, or `unsupported`
 */
export async function openSealedPassword(
  recipient: PasswordContext & { privateKey: Uint8Array },
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const aad = associatedData(recipient);
  const { enc, ciphertext } = parse(sealed);
  const secret = arrayBuffer(recipient.privateKey);
  let padded: Uint8Array;
  try {
    const recipientKey = await suite.kem.deserializePrivateKey(secret);
    const params = { recipientKey, enc: arrayBuffer(enc), info: INFO };
    padded = new Uint8Array(await suite.open(params, arrayBuffer(ciphertext), aad));
  } catch (cause) {
    throw new RecoveryError('malformed', 'the sealed password does not open', { cause });
  } finally {
    new Uint8Array(secret).fill(0);
  }
  try {
    const password = unpad(padded);
    if (password !== undefined) return password;
    throw new RecoveryError('malformed', 'the padding of the sealed password is not ours');
  } finally {
    padded.fill(0);
  }
}

function parse(sealed: Uint8Array): { enc: Uint8Array; ciphertext: Uint8Array } {
  const reader = new ByteReader(sealed);
  if (reader.text(MAGIC.length) !== MAGIC) {
    throw new RecoveryError('malformed', 'this is no sealed password');
  }
  const version = reader.u16();
  if (version !== SEALED_PASSWORD_VERSION) {
    throw new RecoveryError('unsupported', `version ${String(version)} is not read here`);
  }
  const enc = reader.bytes(ENC_BYTES);
  if (!CIPHERTEXT_BYTES.includes(reader.bytesLeft)) {
    throw new RecoveryError('malformed', 'the sealed password has another length');
  }
  return { enc, ciphertext: reader.bytes(reader.bytesLeft) };
}

function associatedData({ principalId, keyId, generation }: PasswordContext): ArrayBuffer {
  const isExact = typeof generation === 'bigint' || Number.isSafeInteger(generation);
  if (!isExact || generation < 0 || generation > MAX_GENERATION) {
    throw new RangeError('a generation is a natural number of at most 64 bits');
  }
  const counted = Buffer.alloc(8);
  counted.writeBigUInt64BE(BigInt(generation));
  return lengthPrefixed([Buffer.from(principalId), Buffer.from(keyId), counted]).buffer;
}
