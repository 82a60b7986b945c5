import { randomBytes } from 'node:crypto';

import {
  NONCE_BYTES,
  SELF_SERVICE_ANSWERS_PURPOSE,
  SelfServiceVerdict,
  pathOf,
  sealMessage,
} from '../../protocol/src/index.js';
import type { SelfServiceQuestions, Verdict } from '../../protocol/src/index.js';
import type { Answer, TestWorkstation } from './workstation.js';

/** Begins a self-service for whatever name. */
export async function help(
  workstation: TestWorkstation,
  name: string,
): Promise<SelfServiceVerdict> {
  const body = { name, purpose: 'unlock', scenario: 'logon', remote: false };
  return selfServiceOf(await workstation.call('POST', pathOf('beginSelfService'), body));
}

function selfServiceOf(answer: Answer): SelfServiceVerdict {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.raw.toString()}`);
  return SelfServiceVerdict.parse(answer.body);
}

export function questionsOf(verdict: SelfServiceVerdict): SelfServiceQuestions {
  if (verdict.outcome !== 'questions') throw new Error(JSON.stringify(verdict));
  return verdict;
}

/** As many answers as are asked for, none of them right. */
export async function answerWrong(
  workstation: TestWorkstation,
  { sessionId, optional, threshold }: SelfServiceQuestions,
): Promise<SelfServiceVerdict> {
  const { id: keyId, publicKey } = workstation.serverKeys!.sealingKey;
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const answers = optional.slice(0, threshold).map(({ id }) => ({ id, answer: 'certainly not' }));
  const sealed = await sealMessage(
    Buffer.from(JSON.stringify(answers)),
    { keyId, publicKey: Buffer.from(publicKey, 'base64url') },
    { purpose: SELF_SERVICE_ANSWERS_PURPOSE, context: [workstation.id, sessionId, nonce] },
  );
  const target = pathOf('answerQuestions', { sessionId });
  return selfServiceOf(
    await workstation.send(await workstation.prepare('POST', target, { sealed }, { nonce })),
  );
}

/** What a verdict says besides its ids. Everybody is asked questions of their own, but as many. */
export function shapeOf(verdict: Verdict | SelfServiceVerdict): Record<string, unknown> {
  const { correlationId: _, ...said } = verdict;
  if (said.outcome !== 'questions') return said;
  const { sessionId: __, mandatory, optional, ...asked } = said;
  return { ...asked, mandatory: mandatory.length, optional: optional.length };
}
