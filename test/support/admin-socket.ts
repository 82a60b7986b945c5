import { request as requestHttp } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/** A request to the administrator's socket. */
export function askSocket(
  socketPath: string,
  method: string,
  target: string,
  body: unknown,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: unknown }> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = requestHttp(
      {
        socketPath,
        method,
        path: target,
        headers: text === undefined ? {} : { 'content-type': 'application/json' },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const answer: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || 'null');
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: answer });
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(text);
  });
}
