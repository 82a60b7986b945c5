import { connect } from 'node:tls';

import { PROBLEM_MEDIA_TYPE, Problem } from '@gatehouse/protocol';

import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';

const CANARY = 'canary-7f3a';

let gatehouse: TestGatehouse | undefined;
beforeAll(async () => {
  gatehouse = await startTestGatehouse();
});
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

/** Sends bytes and reads until the server closes. */
function send(...pieces: (string | Buffer)[]): Promise<string> {
  const { authority, port } = gatehouse!.server.running;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: authority! });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.once('error', reject);
    for (const piece of pieces) socket.write(piece);
  });
}

function parse(answer: string) {
  const [head = '', ...bodies] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(/: (.*)/);
      return [name.toLowerCase(), value] as const;
    }),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, body: bodies.join('\r\n\r\n') };
}

const GET = 'GET /health/live HTTP/1.1\r\nHost: x\r\n';
const POST = 'POST /api/v1/administrators/bootstrap HTTP/1.1\r\nHost: x\r\n';

const UNPARSED: Record<string, [number, ...(string | Buffer)[]]> = {
  'no HTTP': [400, `${CANARY}\r\n\r\n`],
  'bytes of no text': [400, Buffer.from([0, 255, 13, 10, 1, 2, 3, 13, 10, 13, 10])],
  'a method that there is not': [400, `${CANARY} / HTTP/1.1\r\nHost: x\r\n\r\n`],
  'a version that there is not': [400, `GET /${CANARY} HTTP/9.9\r\nHost: x\r\n\r\n`],
  "HTTP/2's preface": [400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  'a space in the path': [400, `GET /${CANARY} ${CANARY} HTTP/1.1\r\nHost: x\r\n\r\n`],
  'a header without a name': [400, `${GET}: ${CANARY}\r\n\r\n`],
  'a null byte in a header': [400, `${GET}X: ${CANARY}\0\r\n\r\n`],
  'a length that is no number': [400, `${POST}Content-Length: ${CANARY}\r\n\r\n`],
  'two lengths': [400, `${POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
  'a length and chunks': [
    400,
    `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  'chunks that are none': [
    400,
    `${POST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${CANARY}\r\n`,
  ],
  'a header that is too large': [431, `${GET}X: ${CANARY.repeat(10_000)}\r\n\r\n`],
  'headers that are too many': [
    431,
    GET,
    ...Array.from({ length: 400 }, (_, index) => `X-${index}: ${CANARY.repeat(20)}\r\n`),
    '\r\n',
  ],
  'a path that is too long': [431, `GET /${CANARY.repeat(10_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  'an answer pending before it': [400, `${GET}\r\n`, `${CANARY}\r\n\r\n`],
};

test.each(Object.keys(UNPARSED))(
  'a request of %s gets a problem with a correlation id, and none of it back',
  async (what) => {
    const [status, ...pieces] = UNPARSED[what]!;
    const before = gatehouse!.server.logLines.length;
    const answer = await send(...pieces);
    expect(answer).not.toContain(CANARY);
    const { headers, body, ...rest } = parse(answer.slice(answer.lastIndexOf('HTTP/1.1 ')));
    expect(rest.status).toBe(status);
    expect(headers.get('content-type')).toBe(PROBLEM_MEDIA_TYPE);
    expect(headers.get('connection')).toBe('close');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(body));
    const problem = Problem.parse(JSON.parse(body));
    expect(problem.status).toBe(status);
    expect(problem.correlationId).toMatch(/^[0-9a-f]{32}$/);
    const logged = gatehouse!.server.logLines.slice(before).join('');
    expect(logged).toContain(problem.correlationId);
    expect(logged).not.toContain(CANARY);
  },
);

test('a request whose headers or body do not arrive in time gets a problem', async () => {
  const begun = performance.now();
  const json = 'Content-Type: application/json\r\n';
  const late = [POST, `${POST}${json}Content-Length: 10\r\n\r\n12345`];
  for (const answer of await Promise.all(late.map((bytes) => send(bytes)))) {
    const { status, headers, body } = parse(answer);
    expect(status).toBe(408);
    expect(headers.get('content-type')).toBe(PROBLEM_MEDIA_TYPE);
    expect(JSON.parse(body)).toMatchObject({ code: 'request.timeout', status: 408 });
  }
  // The limit, the interval at which it is looked at, and what a busy machine takes.
  expect(performance.now() - begun).toBeLessThan(25_000);
}, 60_000);
