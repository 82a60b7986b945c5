import type { FastifyRequest } from 'fastify';

import { ApplicationError } from '../../errors/application-error.js';
import type { Caller } from '../../self-care/caring.js';
import { requirePerson } from '../browser-of.js';
import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';
import { withPasswords } from '../web-secrets.js';

const NOTHING = new Uint8Array();

/** What signed-in people do for themselves: it translates, and decides nothing. */
export function addSelfCareRoutes(
  add: AddRoute,
  { selfCare: { password, factors, enrollments, recoveryCodes } }: Pick<HttpServices, 'selfCare'>,
): void {
  add('changeOwnPassword', ({ body, request }) =>
    withPasswords([body.password, body.newPassword], (old = NOTHING, newPassword = NOTHING) =>
      password.change(callerOf(request), { password: old, newPassword, language: body.language }),
    ),
  );

  add('tryOwnPassword', ({ body, request }) => {
    const { newPassword, password: old, language } = body;
    const texts = old === undefined ? [newPassword] : [newPassword, old];
    return withPasswords(texts, (wanted = NOTHING, present) =>
      password.try(callerOf(request), { newPassword: wanted, password: present, language }),
    );
  });

  add('listOwnFactors', ({ request }) => factors.list(callerOf(request)));

  add('removeOwnFactor', ({ params, request }) =>
    factors.remove(callerOf(request), params.credentialId),
  );

  add('startOwnAuthenticator', ({ request }) => enrollments.startAuthenticator(callerOf(request)));

  add('confirmOwnAuthenticator', ({ params, body, request }) =>
    enrollments.confirmAuthenticator(callerOf(request), { ...params, ...body }),
  );

  add('addOwnAddress', ({ body, request }) => enrollments.addAddress(callerOf(request), body));

  add('confirmOwnAddress', ({ params, body, request }) =>
    enrollments.confirmAddress(callerOf(request), { ...params, ...body }),
  );

  add('makeOwnRecoveryCodes', ({ body, request }) =>
    recoveryCodes.make(callerOf(request), body.language),
  );

  add('removeOwnRecoveryCodes', ({ request }) => recoveryCodes.remove(callerOf(request)));

  add('showOwnQuestions', async ({ query, request }) => {
    const step = await enrollments.questions(callerOf(request), query.language);
    if (step === undefined) throw new ApplicationError('answers.none');
    return { step };
  });

  add('enrollOwnAnswers', ({ body, request }) => {
    const texts = [body.password, ...body.answers.map(({ answer }) => answer)];
    return withPasswords(texts, (present = NOTHING, ...secrets) =>
      enrollments.enrollAnswers(callerOf(request), {
        password: present,
        answers: body.answers.map(({ id }, at) => ({ id, answer: secrets[at] ?? NOTHING })),
      }),
    );
  });
}

function callerOf(request: FastifyRequest): Caller {
  return { person: requirePerson(request), context: contextOf(request) };
}
