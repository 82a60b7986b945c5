import type { FastifyRequest } from 'fastify';

import type { SelfServiceSource } from '../../self-service/self-service.js';
import { hashOfToken, makeBrowserSecret } from '../../sessions/session-token.js';
import { SELF_SERVICE_COOKIE, cookieOf, setSelfServiceCookie } from '../cookies.js';
import type { HttpServices } from '../http-services.js';
import { addressOf, correlationIdOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';
import { withPasswords } from '../web-secrets.js';

const NOTHING = new Uint8Array();

/** Self-service in a browser, before anybody signed in: it translates, and decides nothing. */
export function addWebSelfServiceRoutes(
  add: AddRoute,
  { selfService, random }: Pick<HttpServices, 'selfService' | 'random'>,
): void {
  add('beginWebSelfService', ({ body, request, reply }) => {
    const { token, hash } = makeBrowserSecret(random);
    setSelfServiceCookie(reply, token);
    return selfService.begin({ source: sourceOf(request, hash), ...body });
  });

  add('answerWebSelfServiceCode', ({ params, body, request }) =>
    selfService.answerCode({ source: sourceOf(request), ...params, ...body }),
  );

  add('chooseWebSelfServiceMethod', ({ params, body, request }) =>
    selfService.choose({ source: sourceOf(request), ...params, ...body }),
  );

  add('answerWebQuestions', ({ params, body, request }) => {
    const texts = body.answers.map(({ answer }) => answer);
    return withPasswords(texts, (...secrets) => {
      const answers = body.answers.map(({ id }, at) => ({ id, answer: secrets[at] ?? NOTHING }));
      return selfService.answer({ source: sourceOf(request), ...params, answers });
    });
  });

  add('resetWebPassword', ({ params, body, request }) => {
    const source = sourceOf(request);
    return withPasswords([body.password], (password = NOTHING) =>
      selfService.reset({ source, ...params, password }),
    );
  });

  add('cancelWebSelfService', async ({ params, request }) => {
    await selfService.cancel({ source: sourceOf(request), ...params });
    return { accepted: true };
  });
}

/** No hash: what belongs to nobody is found by nobody. */
const NO_BROWSER = 'no browser';

/** What was begun belongs to the browser that has the secret; in the database stands its hash. */
function sourceOf(
  request: FastifyRequest,
  hash = hashOfToken(cookieOf(request, SELF_SERVICE_COOKIE)),
): SelfServiceSource {
  return {
    door: 'web',
    key: hash === undefined ? NO_BROWSER : Buffer.from(hash).toString('base64url'),
    address: addressOf(request),
    correlationId: correlationIdOf(request),
  };
}
