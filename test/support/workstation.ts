import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  JoinResponse,
  NONCE_BYTES,
  Verdict,
  WorkstationPublicKey,
  formatTraceparent,
  identityKeyObject,
  parseJoinToken,
  pathOf,
  readResponseClaim,
  sealSecret,
  signRequest,
  verifyServerKeys,
} from '@gatehouse/protocol';
import type {
  BeginLogon,
  CorrelationId,
  JoinToken,
  ServerKeys,
  SignatureHeaders,
  SignatureParameters,
} from '@gatehouse/protocol';

import { thumbprintOf } from '../../server/src/workstation/joining.js';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: unknown;
  raw: Buffer;
}

/** A signed request, taken apart so that tests can spoil it. */
export interface PreparedRequest {
  method: string;
  path: string;
  body: Buffer;
  headers: Record<string, string>;
}

export interface TestWorkstationOptions {
  /** The server's URL as reached from here. */
  url: string;
  /** PEM of the TLS authority. */
  authority: string;
  /** Connections at once; unlimited when absent. */
  maxSockets?: number;
  /** Its clock in milliseconds; that of the machine when absent. */
  now?: () => number;
}

/** A workstation without a service: keys, signatures, sealing, and nothing else. */
export class TestWorkstation {
  readonly agent: Agent;
  #url: URL;
  readonly #authority: string;
  readonly #now: () => number;
  readonly privateKey: KeyObject;
  readonly publicKey: WorkstationPublicKey;
  id = '';
  serverKeys: ServerKeys | undefined;

  constructor({ url, authority, maxSockets, now = Date.now }: TestWorkstationOptions) {
    this.#url = new URL(url);
    this.#authority = authority;
    this.#now = now;
    this.agent = new Agent({
      keepAlive: true,
      ...(maxSockets === undefined ? {} : { maxSockets }),
    });
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = pair.privateKey;
    const { x, y } = pair.publicKey.export({ format: 'jwk' });
    this.publicKey = WorkstationPublicKey.parse({ kty: 'EC', crv: 'P-256', x, y });
  }

  /** Talks to another node from now on. */
  turnTo(url: string): void {
    this.#url = new URL(url);
  }

  /** Joins with a token. @throws Error when it is refused */
  async join(tokenText: string): Promise<this> {
    const token = parseJoinToken(tokenText);
    const answer = await this.tryJoin(token);
    if (answer.status !== 200) throw new Error(`not joined: ${answer.raw.toString()}`);
    const { workstationId, serverKeys } = JoinResponse.parse(answer.body);
    this.id = workstationId;
    this.serverKeys = await verifyServerKeys(serverKeys, { pin: token.identityPin });
    return this;
  }

  async tryJoin(token: Pick<JoinToken, 'secret'>): Promise<Answer> {
    const body = {
      secret: token.secret,
      hostname: 'test-host',
      platform: 'linux',
      version: '0.1.0',
      publicKey: this.publicKey,
      hardwareKey: false,
    };
    const request = await this.prepare('POST', pathOf('join'), body, {
      keyId: thumbprintOf(this.publicKey),
    });
    return this.send(request);
  }

  /** Signs a request. `changes` are signature parameters to get wrong. */
  async prepare(
    method: string,
    path: string,
    body?: unknown,
    changes: Partial<SignatureParameters> = {},
  ): Promise<PreparedRequest> {
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
    const [pathname = '', query] = path.split(/(?=\?)/, 2);
    const signature = await signRequest(
      { method, path: pathname, query: query ?? '?', body: bytes },
      {
        created: Math.floor(this.#now() / 1000),
        nonce: randomBytes(NONCE_BYTES).toString('base64url'),
        keyId: this.id,
        algorithm: 'ecdsa-p256-sha256',
        ...changes,
      },
      (base) => sign('sha256', base, { key: this.privateKey, dsaEncoding: 'ieee-p1363' }),
    );
    const headers = {
      ...signature,
      ...(bytes.length > 0 ? { 'content-type': 'application/json' } : {}),
    };
    return { method, path, body: bytes, headers };
  }

  send({ method, path, body, headers }: PreparedRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = requestHttps(
        {
          host: this.#url.hostname,
          port: this.#url.port,
          method,
          path,
          headers: { ...headers, 'content-length': body.length },
          agent: this.agent,
          ca: this.#authority,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.once('error', reject);
          incoming.once('end', () => {
            const raw = Buffer.concat(chunks);
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: parseJson(raw),
              raw,
            });
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    options: { correlationId?: CorrelationId } = {},
  ): Promise<Answer> {
    const request = await this.prepare(method, path, body);
    if (options.correlationId !== undefined) {
      request.headers['traceparent'] = formatTraceparent(options.correlationId, randomBytes(8));
    }
    return this.send(request);
  }

  /** Whether an answer is signed by the pinned identity key, for just this request. */
  isSigned(answer: Answer, request: Pick<PreparedRequest, 'headers'>): boolean {
    if (this.serverKeys === undefined) return false;
    const headers = answer.headers as Partial<Record<keyof SignatureHeaders, string>>;
    const claim = readResponseClaim(
      { status: answer.status, body: answer.raw },
      request.headers['signature'] ?? '',
      headers,
    );
    const key = identityKeyObject(this.serverKeys.identityKey);
    return verify(null, claim.base, key, claim.signature);
  }

  /** Seals the password and prepares the signed request that begins a logon. */
  async prepareBegin(
    name: string,
    password: string,
    changes: Partial<Omit<BeginLogon, 'password'>> = {},
  ): Promise<PreparedRequest> {
    if (this.serverKeys === undefined) throw new Error('not joined');
    const { id, publicKey } = this.serverKeys.sealingKey;
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    const logon = { name, scenario: 'logon' as const, remote: false, ...changes };
    const sealed = await sealSecret(
      Buffer.from(password, 'utf8'),
      { keyId: id, publicKey: Buffer.from(publicKey, 'base64url') },
      { workstationId: this.id, nonce, scenario: logon.scenario, name: logon.name },
    );
    return this.prepare('POST', pathOf('beginLogon'), { ...logon, password: sealed }, { nonce });
  }

  async begin(
    name: string,
    password: string,
    changes: Partial<Omit<BeginLogon, 'password'>> = {},
  ): Promise<Verdict> {
    return readVerdict(await this.send(await this.prepareBegin(name, password, changes)));
  }

  async answer(logonId: string, challengeId: string, code: string): Promise<Verdict> {
    const path = pathOf('answerChallenge', { logonId });
    return readVerdict(await this.call('POST', path, { challengeId, code }));
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Refusals of a busy server that somebody stands, each with a new request after a pause. */
const MAX_SHEDS = 50;

/**
 * Asks anew while the server sheds load (503) or has enough of this computer for a second (429), as a client may: with a new
 * nonce. @returns also how often that was
 */
export async function untilHeard<A extends Pick<Answer, 'status' | 'body'>>(
  send: () => Promise<A>,
): Promise<{ answer: A; shed: number }> {
  for (let shed = 0; ; shed++) {
    const answer = await send();
    const isRefused = answer.status === 503 || answer.status === 429;
    if (!isRefused || shed === MAX_SHEDS) return { answer, shed };
    await sleep(100);
  }
}

export function readVerdict(answer: Answer): Verdict {
  if (answer.status !== 200)
    throw new Error(`no verdict: ${answer.status} ${answer.raw.toString()}`);
  return Verdict.parse(answer.body);
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}
