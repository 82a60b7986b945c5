import type { LogonId } from '@gatehouse/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Carries the token of a session. `__Host-`: browsers take it over HTTPS only, send it to this host alone, and let no
 * neighbour of the domain set it (RFC 6265bis, 4.1.3.2).
 */
export const SESSION_COOKIE = '__Host-gatehouse-session';

/** Carries the secret of a sign-in in progress; each has a cookie of its own. */
const SIGN_IN_COOKIE = '__Host-gatehouse-sign-in-';

/** Carries the secret of a browser in which somebody helps themselves before a sign-in. */
export const SELF_SERVICE_COOKIE = '__Host-gatehouse-self-service';

/** Carries the one-time code of the first run, until it is used. */
export const FIRST_RUN_COOKIE = '__Host-gatehouse-first-run';

/** As long as a sign-in with enrolments may take, and a little more. */
const SIGN_IN_SECONDS = 30 * 60;

/** Longer ones are none of ours. */
const MAX_VALUE = 128;

/** Scripts do not see them, and no page of another site has them sent. */
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

export function signInCookieOf(logonId: LogonId): string {
  return `${SIGN_IN_COOKIE}${logonId}`;
}

/**
 * The value of a cookie of ours. A name that stands there twice has none: nobody can tell which one is ours.
 * @returns undefined when there is none, or it is none that we made
 */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const header = request.headers.cookie;
  if (header === undefined) return undefined;
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && value.length <= MAX_VALUE
    ? value
    : undefined;
}

/** Until the browser is closed, or the session is over, whatever comes first. */
export function setSessionCookie(reply: FastifyReply, token: string): void {
  void reply.header('set-cookie', `${SESSION_COOKIE}=${token}; ${ATTRIBUTES}`);
}

export function setSignInCookie(reply: FastifyReply, logonId: LogonId, secret: string): void {
  const cookie = `${signInCookieOf(logonId)}=${secret}`;
  void reply.header('set-cookie', `${cookie}; Max-Age=${SIGN_IN_SECONDS}; ${ATTRIBUTES}`);
}

/** Whatever the browser began with the one before is nobody's from now on. */
export function setSelfServiceCookie(reply: FastifyReply, secret: string): void {
  const cookie = `${SELF_SERVICE_COOKIE}=${secret}`;
  void reply.header('set-cookie', `${cookie}; Max-Age=${SIGN_IN_SECONDS}; ${ATTRIBUTES}`);
}

export function setFirstRunCookie(reply: FastifyReply, code: string): void {
  const cookie = `${FIRST_RUN_COOKIE}=${code}`;
  void reply.header('set-cookie', `${cookie}; Max-Age=${SIGN_IN_SECONDS}; ${ATTRIBUTES}`);
}

export function clearCookie(reply: FastifyReply, name: string): void {
  void reply.header('set-cookie', `${name}=; Max-Age=0; ${ATTRIBUTES}`);
}
