import { ENDPOINTS, OPERATIONS, Problem, pathOf } from '@gatehouse/protocol';
import type { AnswerOf, BodyOf, OperationName } from '@gatehouse/protocol';

import { RefusedError, UnreachableServerError, UsageError } from './errors.js';
import { formatIssues } from './schema-text.js';
import type { Transport } from './transport.js';

export interface CallOptions<N extends OperationName> {
  parameters?: Record<string, string>;
  query?: Record<string, string | undefined>;
  body?: BodyOf<N>;
}

/** The HTTP API, typed by the protocol's schemas. What the server answers is validated before it is believed. */
export class ApiClient {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * @throws UsageError when the body breaks a rule that can be checked here
   * @throws RefusedError when the server answers with a problem
   * @throws UnreachableServerError when there is no answer, or not one of this API
   */
  async call<N extends OperationName>(name: N, options: CallOptions<N> = {}): Promise<AnswerOf<N>> {
    requireBody(name, options.body);
    const answer = await this.#transport.send({
      method: ENDPOINTS[name].method,
      path: pathOf(name, options.parameters) + queryOf(options.query),
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    });
    const json = parseJson(answer.body);
    if (answer.status < 200 || answer.status > 299) {
      const problem = Problem.safeParse(json);
      throw problem.success ? new RefusedError(problem.data) : foreignAnswer(answer.status);
    }
    const parsed = OPERATIONS[name].answer.safeParse(json);
    if (!parsed.success) throw foreignAnswer(answer.status, parsed.error);
    return parsed.data as AnswerOf<N>;
  }
}

function requireBody(name: OperationName, body: unknown): void {
  const operation = OPERATIONS[name];
  if (!('body' in operation)) return;
  const parsed = operation.body.safeParse(body);
  if (!parsed.success) {
    throw new UsageError(`Not possible.\n${formatIssues(parsed.error)}`, 'Correct the value.');
  }
}

function queryOf(query: Record<string, string | undefined> = {}): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(key, value);
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function foreignAnswer(status: number, cause?: unknown): UnreachableServerError {
  return new UnreachableServerError(
    `What answers is not a Gatehouse server of this version (HTTP status ${status}).`,
    'Check the URL, and that the server and this program have the same version.',
    { cause },
  );
}
