import type { ProofVerdict } from '@gatehouse/protocol';
import type { FastifyReply } from 'fastify';

import { viewOf } from '../../sessions/session.js';
import type { ProofStep } from '../../web/proofs.js';
import { browserOf, requirePerson } from '../browser-of.js';
import { SESSION_COOKIE, clearCookie, setSessionCookie } from '../cookies.js';
import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';
import { withPasswords } from '../web-secrets.js';

/** What a signed-in person sees and does of their own sessions and sign-ins. */
export function addMeRoutes(add: AddRoute, services: HttpServices): void {
  const { sessions, ownSignIns, people, directory, proofs, kits, clock } = services;

  add('showMe', async ({ request }) => {
    const person = requirePerson(request);
    const [session, operator, account] = await Promise.all([
      sessions.show(person),
      people.forPerson(person.principalId),
      directory.findById(person.principalId),
    ]);
    const { principalId, principalName } = person;
    return {
      ...{ principalId, principalName },
      ...(account?.displayName !== undefined && { displayName: account.displayName.slice(0, 256) }),
      ...{ session: viewOf(session), now: clock.now().toISOString() },
      permissions: [...(operator?.permissions ?? [])],
    };
  });

  add('showMySession', async ({ request }) => {
    const session = await sessions.show(requirePerson(request));
    return { session: viewOf(session), now: clock.now().toISOString() };
  });

  add('listMySessions', async ({ request }) => {
    const { principalId, sessionId } = requirePerson(request);
    const own = await sessions.list(principalId);
    return { sessions: own.map((each) => ({ ...viewOf(each), current: each.id === sessionId })) };
  });

  add('endMySession', async ({ params, request, reply }) => {
    const { principalId, sessionId } = requirePerson(request);
    const selection = { principalId, id: params.sessionId };
    const ended = await sessions.end(selection, 'ended', contextOf(request));
    if (params.sessionId === sessionId) clearCookie(reply, SESSION_COOKIE);
    return { ended };
  });

  add('signOut', async ({ request, reply }) => {
    const { principalId, sessionId } = requirePerson(request);
    const selection = { principalId, id: sessionId };
    const ended = await sessions.end(selection, 'signed-out', contextOf(request));
    clearCookie(reply, SESSION_COOKIE);
    return { ended };
  });

  add('signOutEverywhere', async ({ request, reply }) => {
    const { principalId } = requirePerson(request);
    const ended = await sessions.endAll(principalId, 'signed-out-everywhere', contextOf(request));
    clearCookie(reply, SESSION_COOKIE);
    return { ended };
  });

  add('listMyWorkstations', async ({ request }) => {
    const kept = await kits.listKept(requirePerson(request).principalId);
    return {
      workstations: kept.map(({ workstationId, hostname, revoked, refreshedAt, expiresAt }) => ({
        ...{ workstationId, revoked },
        ...(hostname !== undefined && { hostname }),
        ...{ refreshedAt: refreshedAt.toISOString(), validUntil: expiresAt.toISOString() },
      })),
    };
  });

  add('listMySignIns', async ({ request }) => ({
    signIns: await ownSignIns.list(requirePerson(request)),
  }));

  add('disownSignIn', async ({ params, request }) => {
    const person = requirePerson(request);
    return { ended: await ownSignIns.disown(person, params.eventId, contextOf(request)) };
  });

  add('beginProof', async ({ body, request, reply }) => {
    const caller = { browser: browserOf(request), person: requirePerson(request) };
    const step = await withPasswords([body.password], (password = new Uint8Array()) =>
      proofs.begin({ ...caller, password, language: body.language }),
    );
    return answerWith(reply, step);
  });

  add('answerProof', async ({ params, body, request, reply }) => {
    const caller = { browser: browserOf(request), person: requirePerson(request) };
    return answerWith(reply, await proofs.answer({ ...caller, ...params, ...body }));
  });

  add('chooseProofMethod', async ({ params, body, request, reply }) => {
    const caller = { browser: browserOf(request), person: requirePerson(request) };
    return answerWith(reply, await proofs.choose({ ...caller, ...params, ...body }));
  });
}

function answerWith(reply: FastifyReply, { verdict, token }: ProofStep): ProofVerdict {
  if (token !== undefined) setSessionCookie(reply, token);
  return verdict;
}
