import {
  ANSWERS_PURPOSE,
  EnrolledAnswers,
  SealedMessageError,
  generateSealingKey,
  importSealingKey,
  openMessage,
  sealMessage,
} from '@gatehouse/protocol';
import type {
  MessageBinding,
  SealedMessage,
  SealingPrivateKey,
  ServerKeys,
} from '@gatehouse/protocol';
import type { ZodType } from 'zod';

import { UnreachableError } from './authority.js';
import type { EnrollmentInput } from './authority.js';

/** Seals answers and password to the server. */
export async function sealAnswers(
  { answers, password }: Extract<EnrollmentInput, { action: 'answers' }>,
  sealingKey: ServerKeys['sealingKey'],
  context: readonly string[],
): Promise<SealedMessage> {
  const contents = EnrolledAnswers.parse({
    password: Buffer.from(password).toString('base64url'),
    answers,
  });
  const bytes = Buffer.from(JSON.stringify(contents), 'utf8');
  try {
    const publicKey = Buffer.from(sealingKey.publicKey, 'base64url');
    const recipient = { keyId: sealingKey.id, publicKey };
    return await sealMessage(bytes, recipient, { purpose: ANSWERS_PURPOSE, context });
  } finally {
    bytes.fill(0);
  }
}

/** A key pair for one request: what the server seals to it, only this request's maker opens. */
export class ReplyKeys {
  readonly publicKey: string;
  readonly #privateKey: SealingPrivateKey;

  private constructor(publicKey: string, privateKey: SealingPrivateKey) {
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  static async generate(): Promise<ReplyKeys> {
    const { publicKey, privateKey } = await generateSealingKey();
    const imported = await importSealingKey(privateKey);
    privateKey.fill(0);
    return new ReplyKeys(Buffer.from(publicKey).toString('base64url'), imported);
  }

  /** @throws UnreachableError `malformed` when the reply is not for this request, or not of this shape */
  async open<T>(
    sealed: SealedMessage,
    purpose: MessageBinding['purpose'],
    context: readonly string[],
    schema: ZodType<T>,
  ): Promise<T> {
    try {
      const bytes = Buffer.from(await openMessage(sealed, this.#privateKey, { purpose, context }));
      try {
        return schema.parse(JSON.parse(bytes.toString('utf8')));
      } finally {
        bytes.fill(0);
      }
    } catch (cause) {
      const why = cause instanceof SealedMessageError ? 'cannot be opened' : 'has another shape';
      throw new UnreachableError('malformed', `the sealed reply ${why}`, { cause });
    }
  }
}
