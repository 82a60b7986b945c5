import { PROBLEM_MEDIA_TYPE, PROBLEMS, problemOf } from '@gatehouse/protocol';
import type { Problem, ProblemCode } from '@gatehouse/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { DirectoryUnavailableError } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import { errorCode } from '../errors/system-error.js';
import { describeError } from '../logger.js';
import type { Logger } from '../logger.js';

/** Fastify's own refusals. Anything else of the 400s is a malformed request. */
const FASTIFY_CODES: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.media-type',
};

/** Turns whatever was thrown into a problem. The one place that does. */
export class ErrorResponse {
  readonly #logger: Logger;
  readonly #isUnavailable: (error: unknown) => boolean;

  /** @param isUnavailable whether an error says that a store is away, so that trying later may help */
  constructor(logger: Logger, isUnavailable: (error: unknown) => boolean) {
    this.#logger = logger;
    this.#isUnavailable = isUnavailable;
  }

  async send(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const code = this.#codeOf(error);
    this.#log(code, error, request);
    const detail = error instanceof ApplicationError ? error.detail : undefined;
    return sendProblem(reply, problemOf(code, { detail, correlationId: request.id }));
  }

  #codeOf(error: unknown): ProblemCode {
    if (error instanceof ApplicationError) return error.code;
    if (error instanceof DirectoryUnavailableError) return 'directory.unavailable';
    if (this.#isUnavailable(error)) return 'server.unavailable';
    const code = errorCode(error);
    if (code?.startsWith('FST_ERR_') !== true) return 'server.error';
    const status: unknown = Reflect.get(Object(error), 'statusCode');
    const isRefusal = typeof status === 'number' && status >= 400 && status < 500;
    return FASTIFY_CODES[code] ?? (isRefusal ? 'request.malformed' : 'server.error');
  }

  #log(code: ProblemCode, error: unknown, request: FastifyRequest): void {
    const fields = {
      correlationId: request.id,
      route: request.routeOptions.url,
      method: request.method,
      workstationId: request.workstation?.workstationId,
      code,
    };
    const { status } = PROBLEMS[code];
    if (status === 500)
      this.#logger.error('request failed', { ...fields, ...describeError(error) });
    else if (status === 503)
      this.#logger.warn('request failed', { ...fields, ...describeError(error) });
    else this.#logger.info('request refused', fields);
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return (
    reply
      .code(problem.status)
      .header('content-type', PROBLEM_MEDIA_TYPE)
      .header('cache-control', 'no-store')
      // Bytes: to text Fastify would add a charset, which JSON has not (RFC 8259, section 11).
      .send(Buffer.from(JSON.stringify(problem)))
  );
}
