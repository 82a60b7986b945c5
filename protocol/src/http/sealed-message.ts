import { z } from 'zod';

import { suite } from '../hpke/suite.js';
import type { SealingPrivateKey } from './sealed-secret.js';

/** Bytes of a sealed message, before it is padded: a dozen long answers fit. */
export const MAX_MESSAGE_BYTES = 16_384;

/** Messages are padded to a multiple of this, so that the ciphertext tells little of what people typed. */
const PADDING = 1024;
const LENGTH_BYTES = 4;
const TAG_BYTES = 16;
const MAX_PADDED_BYTES = Math.ceil((MAX_MESSAGE_BYTES + LENGTH_BYTES) / PADDING) * PADDING;
/** Base64url without padding takes four characters for three bytes. */
const MAX_CIPHERTEXT_CHARACTERS = Math.ceil(((MAX_PADDED_BYTES + TAG_BYTES) * 4) / 3);

/**
 * Something that one side seals to a key of the other with HPKE in base mode (RFC 9180), so that whoever looks into
 * the TLS connection sees nothing of it: answers on their way to the server, an authenticator's seed on its way back.
 */
export const SealedMessage = z.strictObject({
  /** Id of the server's sealing key; absent when it is sealed to a key that the request carried. */
  keyId: z.string().min(1).max(64).optional(),
  /** The encapsulated key, base64url. */
  enc: z.base64url().length(43),
  /** The ciphertext, base64url. */
  ciphertext: z.base64url().max(MAX_CIPHERTEXT_CHARACTERS),
});
export type SealedMessage = z.infer<typeof SealedMessage>;

/** A raw X25519 public key that an answer is to be sealed to; its private half lives as long as the request. */
export const ReplyKey = z.base64url().length(43);

/** What a message is sealed for. It opens for no other purpose and in no other context. */
export interface MessageBinding {
  /** Versioned label of the kind of message. */
  purpose: `gatehouse/v1/${string}`;
  /** Workstation, logon, nonce of the request: whatever must not be exchanged. */
  context: readonly string[];
}

/** The message is not for this key or this context, or was changed on the way. */
export class SealedMessageError extends Error {
  override readonly name = 'SealedMessageError';
}

/** @throws RangeError when the message is longer than {@link MAX_MESSAGE_BYTES} */
export async function sealMessage(
  message: Uint8Array,
  recipient: { keyId?: string; publicKey: Uint8Array },
  binding: MessageBinding,
): Promise<SealedMessage> {
  if (message.length > MAX_MESSAGE_BYTES) {
    throw new RangeError(`a message has at most ${String(MAX_MESSAGE_BYTES)} bytes`);
  }
  const size = Math.ceil((message.length + LENGTH_BYTES) / PADDING) * PADDING;
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint32(0, message.length);
  padded.set(message, LENGTH_BYTES);
  try {
    const recipientPublicKey = await suite.kem.deserializePublicKey(copy(recipient.publicKey));
    const { ct, enc } = await suite.seal(
      { recipientPublicKey, info: labelOf(binding) },
      padded.buffer,
      associatedData(binding),
    );
    return {
      ...(recipient.keyId === undefined ? {} : { keyId: recipient.keyId }),
      enc: Buffer.from(enc).toString('base64url'),
      ciphertext: Buffer.from(ct).toString('base64url'),
    };
  } finally {
    padded.fill(0);
  }
}

/**
 * Opens a sealed message. The caller wipes what it gets.
 *
 * @throws SealedMessageError
 */
export async function openMessage(
  { enc, ciphertext }: SealedMessage,
  recipientKey: SealingPrivateKey,
  binding: MessageBinding,
): Promise<Uint8Array> {
  let padded: Uint8Array<ArrayBuffer>;
  try {
    const opened = await suite.open(
      { recipientKey, enc: copy(Buffer.from(enc, 'base64url')), info: labelOf(binding) },
      copy(Buffer.from(ciphertext, 'base64url')),
      associatedData(binding),
    );
    padded = new Uint8Array(opened);
  } catch (cause) {
    throw new SealedMessageError('the sealed message cannot be opened', { cause });
  }
  try {
    const length =
      padded.length < LENGTH_BYTES ? Infinity : new DataView(padded.buffer).getUint32(0);
    if (padded.length % PADDING !== 0 || length > padded.length - LENGTH_BYTES) {
      throw new SealedMessageError('the padding of the sealed message is not ours');
    }
    return padded.slice(LENGTH_BYTES, LENGTH_BYTES + length);
  } finally {
    padded.fill(0);
  }
}

function labelOf({ purpose }: MessageBinding): ArrayBuffer {
  return copy(Buffer.from(purpose, 'utf8'));
}

/** Length-prefixed, so that no two contexts share their bytes. */
function associatedData({ context }: MessageBinding): ArrayBuffer {
  const parts = context.flatMap((text) => {
    const bytes = Buffer.from(text, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return copy(Buffer.concat(parts));
}

function copy(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
