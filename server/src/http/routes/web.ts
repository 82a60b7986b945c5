import type { LogonId, WebVerdict } from '@gatehouse/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { SignInReference, SignInStep } from '../../web/sign-in.js';
import { browserOf } from '../browser-of.js';
import {
  clearCookie,
  cookieOf,
  setSessionCookie,
  setSignInCookie,
  signInCookieOf,
} from '../cookies.js';
import type { HttpServices } from '../http-services.js';
import type { AddRoute } from '../routes.js';
import { withEnrollmentInput, withPasswords } from '../web-secrets.js';

/** The door at the web: sign-ins until there is a session. */
export function addWebRoutes(add: AddRoute, { signIn, portalFacts }: HttpServices): void {
  add('showPortal', () => portalFacts());

  add('beginSignIn', async ({ body: { name, password, language }, request, reply }) => {
    const browser = browserOf(request);
    return answerWith(
      reply,
      await withPasswords([password], (bytes = new Uint8Array()) =>
        signIn.begin({ browser, name, password: bytes, language }),
      ),
    );
  });

  add('changeSignInPassword', async ({ body, request, reply }) => {
    const { name, language } = body;
    const browser = browserOf(request);
    const none = new Uint8Array();
    return answerWith(
      reply,
      await withPasswords(
        [body.password, body.newPassword],
        (password = none, newPassword = none) =>
          signIn.changePassword({ browser, name, password, newPassword, language }),
      ),
    );
  });

  add('answerSignIn', async ({ params: { logonId }, body, request, reply }) =>
    answerWith(reply, await signIn.answer({ ...referenceOf(request, logonId), ...body }), logonId),
  );

  add('chooseSignInMethod', async ({ params: { logonId }, body, request, reply }) =>
    answerWith(reply, await signIn.choose({ ...referenceOf(request, logonId), ...body }), logonId),
  );

  add('enrollAtSignIn', async ({ params: { logonId }, body, request, reply }) => {
    const reference = referenceOf(request, logonId);
    const step = await withEnrollmentInput(body, (input) => signIn.enroll({ ...reference, input }));
    return answerWith(reply, step, logonId);
  });

  add('startSignInAuthenticator', ({ params: { logonId }, request }) =>
    signIn.startAuthenticator(referenceOf(request, logonId)),
  );

  add('cancelSignIn', async ({ params: { logonId }, request, reply }) => {
    await signIn.cancel(referenceOf(request, logonId));
    clearCookie(reply, signInCookieOf(logonId));
    return { accepted: true };
  });
}

function referenceOf(request: FastifyRequest, logonId: LogonId): SignInReference {
  const secret = cookieOf(request, signInCookieOf(logonId));
  return { browser: browserOf(request), logonId, secret };
}

/** A step that came twice, or too early, is denied, and the sign-in goes on all the same. */
function isOver(verdict: WebVerdict): boolean {
  if (verdict.outcome === 'denied') return verdict.code !== 'challenge.unknown';
  return verdict.outcome === 'signed-in';
}

/**
 * Secrets go into cookies, and into no body.
 * @param logonId of the sign-in in progress, whose secret is of no use when it is over
 */
function answerWith(
  reply: FastifyReply,
  { verdict, secret, token }: SignInStep,
  logonId?: LogonId,
): WebVerdict {
  if (token !== undefined) setSessionCookie(reply, token);
  if ('logonId' in verdict && secret !== undefined) {
    setSignInCookie(reply, verdict.logonId, secret);
  }
  if (logonId !== undefined && isOver(verdict)) clearCookie(reply, signInCookieOf(logonId));
  return verdict;
}
