import { BROWSER_HEADER, ENDPOINTS, pathOf } from '@gatehouse/protocol/browser';

import { newCorrelationId, traceparentOf } from './correlation.js';
import { Failure } from './failure.js';
import type { AnswerOf, BodyOf, Operation } from './operations.js';

/** Longer than the server takes for anything, directories that are slow included. */
const PATIENCE_MS = 60_000;

interface Input<N extends Operation> {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: BodyOf<N>;
  /** Gives up what is no longer wanted. */
  signal?: AbortSignal;
}

/**
 * Asks the server. Cookies go along; no secret is kept here.
 * @throws Failure whatever came instead of an answer; it always has the id by which the server's log knows the request
 */
export async function call<N extends Operation>(
  name: N,
  { params, query, body, signal }: Input<N> = {},
): Promise<AnswerOf<N>> {
  const { method } = ENDPOINTS[name];
  const correlationId = newCorrelationId();
  const target =
    pathOf(name, params) + (query === undefined ? '' : `?${String(new URLSearchParams(query))}`);
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let response: Response;
  try {
    response = await fetch(target, {
      method,
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
      headers: {
        [BROWSER_HEADER]: '1',
        traceparent: traceparentOf(correlationId),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new Failure('unreachable', { correlationId, cause });
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw Failure.of(answer, correlationId);
  if (answer === undefined) throw new Failure('unreadable', { correlationId });
  // The server parses its answers with the schemas that these types are of.
  return answer as AnswerOf<N>;
}
