import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';

import { BROWSER_HEADER, ENDPOINTS, pathOf } from '@gatehouse/protocol';
import type {
  Challenged,
  EndpointName,
  FactorMethod,
  LogonId,
  ProofVerdict,
  WebVerdict,
} from '@gatehouse/protocol';

export const SESSION_COOKIE = '__Host-gatehouse-session';

export interface BrowserAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The `set-cookie` lines as they came. */
  cookies: string[];
  /** Empty for what is no JSON. */
  body: Record<string, unknown>;
}

/** A browser with pages of the server open: it keeps cookies and names its origin, as browsers do. */
export class TestBrowser {
  /** By name. */
  readonly jar = new Map<string, string>();
  readonly url: string;
  readonly #agent: Agent;
  readonly #headers: Record<string, string>;

  /** @param headers that it sends with everything, as `user-agent` */
  constructor(server: { url: string; authority: string }, headers: Record<string, string> = {}) {
    this.url = server.url;
    this.#agent = new Agent({ ca: server.authority, keepAlive: true, maxSockets: 32 });
    this.#headers = headers;
  }

  /**
   * What a page of the server sends. The path goes over the line as it is written; `headers` go over those of the browser, and an
   * empty one is not sent.
   */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<BrowserAnswer> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const all: Record<string, string> = {
      origin: this.url,
      'sec-fetch-site': 'same-origin',
      [BROWSER_HEADER]: '1',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      // Node gives a DELETE no length, and what follows would be another request.
      ...(text !== '' && { 'content-length': String(Buffer.byteLength(text)) }),
      cookie,
      ...this.#headers,
      ...headers,
    };
    const named = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
    const answer = await this.#ask(method, path, text, named);
    for (const line of answer.cookies) this.#keep(line);
    return answer;
  }

  call(name: EndpointName, parameters: Record<string, string> = {}, body?: unknown) {
    return this.send(ENDPOINTS[name].method, pathOf(name, parameters), body);
  }

  async begin(name: string, password: string): Promise<WebVerdict> {
    return verdictOf(await this.call('beginSignIn', {}, { name, password }));
  }

  /** A right password, and the challenge that it leads to. */
  async challenge(name: string, password: string): Promise<Challenged> {
    const verdict = await this.begin(name, password);
    if (verdict.outcome !== 'challenge') throw new Error(JSON.stringify(verdict));
    return verdict;
  }

  async answer(
    { logonId, challengeId }: Pick<Challenged, 'logonId' | 'challengeId'>,
    code: string,
  ): Promise<WebVerdict> {
    return verdictOf(await this.call('answerSignIn', { logonId }, { challengeId, code }));
  }

  async choose(
    { logonId, challengeId }: Pick<Challenged, 'logonId' | 'challengeId'>,
    method: FactorMethod,
  ): Promise<WebVerdict> {
    return verdictOf(await this.call('chooseSignInMethod', { logonId }, { challengeId, method }));
  }

  async enroll(logonId: LogonId, action: unknown): Promise<WebVerdict> {
    return verdictOf(await this.call('enrollAtSignIn', { logonId }, action));
  }

  async prove(password: string): Promise<ProofVerdict> {
    return verdictOf(await this.call('beginProof', {}, { password })) as ProofVerdict;
  }

  async answerProof(
    { logonId, challengeId }: Pick<Challenged, 'logonId' | 'challengeId'>,
    code: string,
  ): Promise<ProofVerdict> {
    const answer = await this.call('answerProof', { logonId }, { challengeId, code });
    return verdictOf(answer) as ProofVerdict;
  }

  /** Another browser with the same cookies: whoever copied them. */
  copy(): TestBrowser {
    const copied = new TestBrowser({ url: this.url, authority: String(this.#agent.options.ca) });
    for (const [name, value] of this.jar) copied.jar.set(name, value);
    return copied;
  }

  close(): void {
    this.#agent.destroy();
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';', 1);
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (/;\s*max-age=0\s*(;|$)/i.test(line)) this.jar.delete(name);
    else this.jar.set(name, pair.slice(at + 1));
  }

  #ask(
    method: string,
    path: string,
    body: string,
    headers: Record<string, string>,
  ): Promise<BrowserAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(this.url, { method, path, agent: this.#agent, headers });
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = /^application\/(problem\+)?json\b/.test(
            incoming.headers['content-type'] ?? '',
          );
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            cookies: incoming.headers['set-cookie'] ?? [],
            body: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
          });
        });
      });
      outgoing.end(body);
    });
  }
}

/** @throws Error for a problem: the test expects a verdict */
export function verdictOf({ status, body }: BrowserAnswer): WebVerdict {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body as unknown as WebVerdict;
}
