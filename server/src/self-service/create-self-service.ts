import { BeginSelfService } from './begin-self-service.js';
import { createProofSteps } from './create-proof-steps.js';
import { isOwnedBy } from './open-session.js';
import { SelfServiceJournal } from './self-service-journal.js';
import type { SelfServiceDependencies } from './self-service-parts.js';
import type { SelfService } from './self-service.js';

/** Makes the self-service of one node. It keeps nothing of a session in memory: any other node can go on. */
export function createSelfService(dependencies: SelfServiceDependencies): SelfService {
  const journal = new SelfServiceJournal(dependencies.audit);
  const parts = { ...dependencies, journal };
  const steps = createProofSteps(parts);
  const begin = new BeginSelfService(parts, steps.next);
  return {
    begin: (request) => begin.run(request),
    answer: (request) => steps.answer.run(request),
    answerCode: (request) => steps.answerCode.run(request),
    choose: (request) => steps.choose.run(request),
    reset: (request) => steps.reset.run(request),
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
