import type { FastifyRequest } from 'fastify';

/** Carries the token of a session. `__Host-`: only over HTTPS, of this host alone, for all paths (RFC 6265bis, 4.1.3.2). */
export const SESSION_COOKIE = '__Host-gatehouse-session';

/** Longer ones are none of ours. */
const MAX_VALUE = 128;

/**
 * The value of a cookie of ours. A name that stands there twice has none: a neighbour domain may have added one.
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
