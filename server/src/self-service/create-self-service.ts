import { AnswerCode } from './answer-code.js';
import { AnswerQuestions } from './answer-questions.js';
import { BeginSelfService } from './begin-self-service.js';
import { ChooseMethod } from './choose-method.js';
import { Completion } from './completion.js';
import { NextSteps } from './next-step.js';
import { isOwnedBy } from './open-session.js';
import { Proving } from './proving.js';
import { ResetPassword } from './reset-password.js';
import { SelfServiceJournal } from './self-service-journal.js';
import type { SelfServiceDependencies } from './self-service-parts.js';
import type { SelfService } from './self-service.js';
import { SessionChallenges } from './session-challenges.js';

/** Makes the self-service of one node. It keeps nothing of a session in memory: any other node can go on. */
export function createSelfService(dependencies: SelfServiceDependencies): SelfService {
  const journal = new SelfServiceJournal(dependencies.audit);
  const parts = { ...dependencies, journal };
  const challenges = new SessionChallenges(parts);
  const completion = new Completion(parts);
  const next = new NextSteps(parts, challenges, completion);
  const proving = new Proving(parts, next, completion);
  const begin = new BeginSelfService(parts, next);
  const answerQuestions = new AnswerQuestions(parts, proving);
  const answerCode = new AnswerCode(parts, proving);
  const chooseMethod = new ChooseMethod(parts, challenges);
  const resetPassword = new ResetPassword(parts, completion);
  return {
    begin: (request) => begin.run(request),
    answer: (request) => answerQuestions.run(request),
    answerCode: (request) => answerCode.run(request),
    choose: (request) => chooseMethod.run(request),
    reset: (request) => resetPassword.run(request),
    async cancel({ source, sessionId }) {
      const session = await parts.sessions.find(sessionId);
      if (session === undefined || !isOwnedBy(source, session)) return;
      if (!(await parts.sessions.end(sessionId, 'cancelled'))) return;
      await journal.record(source, session, [
        { type: 'self-service.denied', outcome: 'info', facts: { code: 'self-service.cancelled' } },
      ]);
    },
  };
}
