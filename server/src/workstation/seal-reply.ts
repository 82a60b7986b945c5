import { sealMessage } from '@gatehouse/protocol';
import type { MessageBinding, SealedMessage } from '@gatehouse/protocol';

import { ApplicationError } from '../errors/application-error.js';

/**
 * Seals an answer to the key that came with the request. Wipes the message.
 * @throws ApplicationError `request.malformed` when that is no key
 */
export async function sealReply(
  message: Uint8Array,
  replyKey: string,
  binding: MessageBinding,
): Promise<SealedMessage> {
  const recipient = { publicKey: Buffer.from(replyKey, 'base64url') };
  try {
    return await sealMessage(message, recipient, binding);
  } catch (cause) {
    throw new ApplicationError('request.malformed', { detail: 'replyKey: not a key', cause });
  } finally {
    message.fill(0);
  }
}
