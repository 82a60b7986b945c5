import type { SelfServiceVerdict, administration } from '@gatehouse/protocol';
import type { FastifyRequest } from 'fastify';

import { VERIFICATION_MS } from '../../self-service/next-step.js';
import type { HttpServices } from '../http-services.js';
import { contextOf, operatorOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

/** What operators do for people who call: it translates, and decides nothing. */
export function addDeskActionRoutes(
  add: AddRoute,
  { deskActions }: Pick<HttpServices, 'deskActions'>,
): void {
  const { verifyCaller, issuePasswordLinks, factorReset } = deskActions;
  const { breakGlassCodes, offlineCodeReading } = deskActions;

  add('beginVerification', async ({ params, body, request }) =>
    callerVerdict(await verifyCaller.begin({ ...params, ...body, ...byWhom(request) })),
  );

  add('answerVerificationCode', async ({ params, body, request }) =>
    callerVerdict(
      await verifyCaller.answerCode({ ...params, ...body, ...byWhom(request) }),
      params.sessionId,
    ),
  );

  add('chooseVerificationMethod', async ({ params, body, request }) =>
    callerVerdict(await verifyCaller.choose({ ...params, ...body, ...byWhom(request) })),
  );

  add('answerVerificationQuestions', async ({ params, body, request }) => {
    const answers = body.answers.map(({ id, answer }) => ({
      id,
      answer: new Uint8Array(Buffer.from(answer, 'utf8')),
    }));
    try {
      const verdict = await verifyCaller.answer({ ...params, answers, ...byWhom(request) });
      return callerVerdict(verdict, params.sessionId);
    } finally {
      for (const { answer } of answers) answer.fill(0);
    }
  });

  add('createPasswordLink', async ({ params, body, request }) => {
    const { expiresAt, ...issued } = await issuePasswordLinks.run({
      ...{ ...params, ...body, ...byWhom(request) },
    });
    return { ...issued, expiresAt: expiresAt.toISOString() };
  });

  add('resetFactors', async ({ params, body, request }) => {
    const { permittedUntil, ...reset } = await factorReset.run({
      ...{ ...params, ...body, ...byWhom(request) },
    });
    return { ...reset, ...(permittedUntil && { permittedUntil: permittedUntil.toISOString() }) };
  });

  add('issueBreakGlass', async ({ params, body, request }) => {
    const { expiresAt, ...issued } = await breakGlassCodes.issue({
      ...{ ...params, ...body, ...byWhom(request) },
    });
    return { ...issued, expiresAt: expiresAt.toISOString() };
  });

  add('readOutOfflineCode', async ({ params, body, request }) => {
    const { expiresAt, ...code } = await offlineCodeReading.readOut({
      ...{ ...params, ...body, ...byWhom(request) },
    });
    return { ...code, expiresAt: expiresAt.toISOString() };
  });
}

function byWhom(request: FastifyRequest) {
  return { operator: operatorOf(request), context: contextOf(request) };
}

/** @param verificationId of what was just looked at */
function callerVerdict(
  verdict: SelfServiceVerdict,
  verificationId?: administration.CallerVerified['verificationId'],
): administration.CallerVerdict {
  switch (verdict.outcome) {
    case 'done': {
      if (verificationId === undefined) throw new Error('nothing was proven, and yet it is done');
      const { correlationId } = verdict;
      const expiresInSeconds = VERIFICATION_MS / 1000;
      return { outcome: 'verified', verificationId, expiresInSeconds, correlationId };
    }
    case 'new-password':
      throw new Error('a verification asks for no password');
    case 'questions':
    case 'challenge':
    case 'denied':
      return verdict;
  }
}
