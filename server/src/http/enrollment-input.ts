import { ANSWERS_PURPOSE, EnrolledAnswers } from '@gatehouse/protocol';
import type { EnrollmentAction, LogonId, SealedMessage } from '@gatehouse/protocol';

import type { EnrollmentInput } from '../enrollment/enrollment-input.js';
import { ApplicationError } from '../errors/application-error.js';
import type { ServerIdentity } from '../workstation/server-identity.js';

/** What was sent for a step of an enrolment; secrets in it are wiped at the end of its block. */
interface OpenedInput extends Disposable {
  input: EnrollmentInput | { action: 'postpone' };
}

/** What sealed answers are bound to. */
interface InputContext {
  workstationId: string;
  logonId: LogonId;
  nonce: string;
}

/** @throws ApplicationError `sealed.unknown-key`, `sealed.unreadable` or `request.malformed` */
export async function openEnrollmentInput(
  identity: ServerIdentity,
  action: EnrollmentAction,
  context: InputContext,
): Promise<OpenedInput> {
  if (action.action !== 'answers') {
    return { input: action, [Symbol.dispose]: () => undefined };
  }
  const enrolled = await openAnswers(identity, action.sealed, context);
  const password = Buffer.from(enrolled.password, 'base64url');
  const answers = enrolled.answers.map(({ id, answer }) => ({ id, answer: Buffer.from(answer) }));
  return {
    input: { action: 'answers', password, answers },
    [Symbol.dispose]() {
      password.fill(0);
      for (const { answer } of answers) answer.fill(0);
    },
  };
}

async function openAnswers(
  identity: ServerIdentity,
  sealed: SealedMessage,
  { workstationId, logonId, nonce }: InputContext,
): Promise<EnrolledAnswers> {
  const bytes = await identity.openMessage(sealed, {
    purpose: ANSWERS_PURPOSE,
    context: [workstationId, logonId, nonce],
  });
  try {
    return EnrolledAnswers.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    // Without the cause, which quotes what it could not read.
    throw new ApplicationError('request.malformed', { detail: 'the sealed answers are not such' });
  } finally {
    bytes.fill(0);
  }
}
