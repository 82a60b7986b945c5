import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { PROBLEM_MEDIA_TYPE, formatCorrelationId, problemOf } from '@gatehouse/protocol';
import type { Problem, ProblemCode } from '@gatehouse/protocol';

import { errorCode } from '../errors/system-error.js';
import type { Logger } from '../logger.js';
import type { Random } from '../random.js';

/** Node's own refusals. Anything else is not HTTP. */
const NODE_CODES: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'request.headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request.timeout',
};

/** How long the other side has to take the answer. */
const LINGER_MS = 1_000;

/**
 * Answers what Node's parser refuses, before there is a request: the handler of `clientError`. The error's message and
 * bytes are the caller's, so neither is used.
 */
export function createUnparsedRequestHandler(
  logger: Logger,
  random: Random,
): (error: Error, socket: Socket) => void {
  return (error, socket) => {
    const parserCode = errorCode(error);
    if (parserCode === 'ECONNRESET' || !socket.writable) {
      // More bytes of what was answered already come here, too: they do not cut the answer short.
      if (!socket.writableEnded) socket.destroy();
      return;
    }
    const code = NODE_CODES[parserCode ?? ''] ?? 'request.malformed';
    const correlationId = formatCorrelationId(random.bytes(16));
    logger.info('request refused', { correlationId, code, parserCode });
    socket.end(responseOf(problemOf(code, { correlationId })));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}

function responseOf(problem: Problem): string {
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
