import {
  NEW_PASSWORD_PURPOSE,
  SELF_SERVICE_ANSWERS_PURPOSE,
  SelfServiceAnswers,
} from '@gatehouse/protocol';
import type { SealedMessage, SelfServiceId } from '@gatehouse/protocol';
import type { Answer } from '@gatehouse/protocol/recovery';

import { ApplicationError } from '../errors/application-error.js';
import type { ServerIdentity } from '../workstation/server-identity.js';

/** What a sealed message of self-service is bound to: it opens nowhere else and never a second time. */
export interface SelfServiceBinding {
  workstationId: string;
  sessionId: SelfServiceId;
  /** Of the signed request that carries it. */
  nonce: string;
}

/** Secrets that are wiped at the end of their block. */
export interface OpenedAnswers extends Disposable {
  answers: Answer[];
}

/** @throws ApplicationError `sealed.unknown-key`, `sealed.unreadable` or `request.malformed` */
export async function openSelfServiceAnswers(
  identity: ServerIdentity,
  sealed: SealedMessage,
  binding: SelfServiceBinding,
): Promise<OpenedAnswers> {
  const purpose = SELF_SERVICE_ANSWERS_PURPOSE;
  const bytes = await identity.openMessage(sealed, { purpose, context: contextOf(binding) });
  const answers = readAnswers(bytes).map(({ id, answer }) => ({ id, answer: Buffer.from(answer) }));
  return {
    answers,
    [Symbol.dispose]() {
      for (const { answer } of answers) answer.fill(0);
    },
  };
}

/**
 * The new password. The caller wipes it.
 * @throws ApplicationError `sealed.unknown-key` or `sealed.unreadable`
 */
export function openNewPassword(
  identity: ServerIdentity,
  sealed: SealedMessage,
  binding: SelfServiceBinding,
): Promise<Uint8Array> {
  const purpose = NEW_PASSWORD_PURPOSE;
  return identity.openMessage(sealed, { purpose, context: contextOf(binding) });
}

function readAnswers(bytes: Uint8Array): SelfServiceAnswers {
  try {
    return SelfServiceAnswers.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    // Without the cause, which quotes what it could not read.
    throw new ApplicationError('request.malformed', { detail: 'the sealed answers are not such' });
  } finally {
    bytes.fill(0);
  }
}

function contextOf({ workstationId, sessionId, nonce }: SelfServiceBinding): string[] {
  return [workstationId, sessionId, nonce];
}
