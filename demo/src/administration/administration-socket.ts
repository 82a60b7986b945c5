import { request } from 'node:http';

import { ENDPOINTS, OPERATIONS, Problem, pathOf } from '@gatehouse/protocol';
import type { AnswerOf, BodyOf, OperationName, ProblemCode } from '@gatehouse/protocol';

const TIMEOUT_MS = 30_000;

/** The server said no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: ProblemCode;

  constructor(problem: Problem) {
    super(`${problem.title} ${problem.detail ?? ''} (${problem.code})`);
    this.code = problem.code;
  }
}

interface CallOptions<N extends OperationName> {
  parameters?: Record<string, string>;
  query?: Record<string, string>;
  body?: BodyOf<N>;
}

/** The server's HTTP API over its local socket, which needs no key. */
export class AdministrationSocket {
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /** Whether the server can serve. */
  async ready(): Promise<boolean> {
    return this.#send('GET', ENDPOINTS.ready.path).then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  /** @throws RefusedError when the server says no */
  async call<N extends OperationName>(name: N, options: CallOptions<N> = {}): Promise<AnswerOf<N>> {
    const query =
      options.query === undefined ? '' : `?${new URLSearchParams(options.query).toString()}`;
    const { status, text } = await this.#send(
      ENDPOINTS[name].method,
      pathOf(name, options.parameters) + query,
      options.body === undefined ? undefined : JSON.stringify(options.body),
    );
    const json: unknown = JSON.parse(text);
    if (status < 200 || status > 299) throw new RefusedError(Problem.parse(json));
    return OPERATIONS[name].answer.parse(json) as AnswerOf<N>;
  }

  async #send(
    method: string,
    path: string,
    body?: string,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = request({
        socketPath: this.#socketPath,
        method,
        path,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => (text += chunk));
        incoming.once('error', reject);
        incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      });
      outgoing.end(body);
    });
  }
}
