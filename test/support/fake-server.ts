import type { KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { X509Certificate, createPublicKey, verify } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

import {
  BeginLogon,
  CHANGED_PASSWORD_PURPOSE,
  ChangedPassword,
  JoinRequest,
  MAX_CLOCK_SKEW_SECONDS,
  formatId,
  formatJoinToken,
  generateSealingKey,
  importSealingKey,
  openMessage,
  openSecret,
  parseTraceparent,
  pinOf,
  problemOf,
  readRequestClaim,
  signMachinePolicy,
  signResponse,
  signServerKeys,
} from '@gatehouse/protocol';
import type {
  CorrelationId,
  MachinePolicy,
  ProblemCode,
  SealingPrivateKey,
  ServerKeys,
  Verdict,
  WorkstationPublicKey,
} from '@gatehouse/protocol';

import { createTestCertificateAuthority } from './certificate-authority.js';
import type { TestCertificateAuthority } from './certificate-authority.js';

/** How a server, or what stands before it, can fail. */
export type Misbehaviour =
  | 'http-500'
  | 'unsigned-401'
  | 'redirect'
  | 'garbage'
  | 'signed-garbage'
  | 'wrong-shape'
  | 'unsigned'
  | 'wrong-key'
  | 'own-key-forged'
  | 'other-answer'
  | 'altered'
  | 'huge'
  | 'truncated'
  | 'reset'
  | 'black-hole'
  | 'slow';

interface IdentityKeys {
  privateKey: KeyObject;
  raw: string;
}

/** A request as the server saw it, after its signature was verified. */
export interface SeenRequest {
  path: string;
  keyId: string;
  body: Record<string, unknown>;
  password?: string;
  correlationId: CorrelationId;
}

/** A small real HTTPS server that speaks the protocol, and can be told not to. */
export interface FakeServer extends AsyncDisposable {
  url: string;
  authority: TestCertificateAuthority;
  seen: SeenRequest[];
  /** Requests that arrived at all, believed or not. */
  requests: number;
  connections: number;
  /** What is wrong with the next answers, until it is set to undefined. */
  misbehaviour: Misbehaviour | undefined;
  /** How far its clock is ahead, in milliseconds. */
  clockOffset: number;
  /** Verdicts, in order; the request's correlation id is put in. */
  verdicts: Verdict[];
  /** Problems that come before any verdict, in order. */
  problems: ProblemCode[];
  keys: ServerKeys;
  joinToken(changes?: Partial<Parameters<typeof formatJoinToken>[0]>): string;
  /** What the server says of a workstation, signed by the present identity key. */
  signPolicy(policy: MachinePolicy): Promise<string>;
  /** Retires the sealing key: passwords sealed to the old one are refused. */
  rotateSealingKey(): Promise<void>;
  /** Announces the next identity key. */
  announceSuccessor(): void;
  /** Makes the announced key the identity key. */
  adoptSuccessor(): void;
}

export async function startFakeServer(): Promise<FakeServer> {
  const authority = await createTestCertificateAuthority('Gatehouse test');
  const { cert, key } = await authority.issue(['localhost', '127.0.0.1']);
  const identity = { current: newIdentity(), next: undefined as IdentityKeys | undefined };
  const stranger = newIdentity();
  const sealing = new Map<string, SealingPrivateKey>();
  const workstations = new Map<string, WorkstationPublicKey>();
  const nonces = new Set<string>();
  const sockets = new Set<Socket>();
  const lastAnswers = new Map<
    string,
    { body: Buffer<ArrayBuffer>; headers: Record<string, string> }
  >();
  const secret = randomBytes(32).toString('base64url');
  let joins = 0;

  const makeSealingKey = async (): Promise<ServerKeys['sealingKey']> => {
    const pair = await generateSealingKey();
    const id = `seal-${String(sealing.size + 1)}-${randomBytes(3).toString('hex')}`;
    sealing.clear();
    sealing.set(id, await importSealingKey(pair.privateKey));
    return { id, publicKey: Buffer.from(pair.publicKey).toString('base64url') };
  };

  const server = createServer({ cert: `${cert}\n${authority.ca}`, key });
  const fake: FakeServer = {
    url: '',
    authority,
    seen: [],
    requests: 0,
    connections: 0,
    misbehaviour: undefined,
    clockOffset: 0,
    verdicts: [],
    problems: [],
    keys: {
      identityKey: identity.current.raw,
      sealingKey: await makeSealingKey(),
      tlsAuthority: authority.ca,
      version: 1,
      issuedAt: new Date().toISOString(),
    },
    joinToken: (changes = {}) =>
      formatJoinToken({
        url: fake.url,
        identityPin: pinOf(fake.keys.identityKey),
        tlsPin: createHash('sha256')
          .update(new X509Certificate(authority.ca).raw)
          .digest('base64url'),
        secret,
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
        ...changes,
      }),
    signPolicy: (policy) => {
      const { privateKey, raw } = identity.current;
      return signMachinePolicy(policy, { privateKey, pin: pinOf(raw) });
    },
    async rotateSealingKey() {
      fake.keys = {
        ...fake.keys,
        version: fake.keys.version + 1,
        sealingKey: await makeSealingKey(),
      };
    },
    announceSuccessor() {
      identity.next = newIdentity();
      fake.keys = { ...fake.keys, version: fake.keys.version + 1, successor: identity.next.raw };
    },
    adoptSuccessor() {
      if (identity.next === undefined) throw new Error('announce it first');
      identity.current = identity.next;
      const { successor: _, ...keys } = fake.keys;
      fake.keys = { ...keys, version: keys.version + 1, identityKey: identity.current.raw };
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answerTo(request: IncomingMessage, body: Buffer): Promise<[number, unknown]> {
    const now = Date.now() + fake.clockOffset;
    const path = request.url ?? '';
    const method = request.method ?? '';
    const claim = readRequestClaim({ method, path, query: '?', body }, signatureHeadersOf(request));
    const { keyId, created, nonce } = claim.parameters;
    const json =
      body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Record<string, unknown>);
    const joining = path.endsWith('/join') ? JoinRequest.parse(json) : undefined;
    const publicKey = joining?.publicKey ?? workstations.get(keyId);
    if (publicKey === undefined) return problem('workstation.unknown');
    const verified = verify(
      'sha256',
      claim.base,
      { key: createPublicKey({ key: publicKey, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      claim.signature,
    );
    if (!verified) return problem('signature.invalid');
    if (Math.abs(created * 1000 - now) > MAX_CLOCK_SKEW_SECONDS * 1000) {
      return problem('signature.clock-skew');
    }
    if (nonces.has(nonce)) return problem('signature.replayed');
    nonces.add(nonce);
    const correlationId = parseTraceparent(request.headers['traceparent'] as string)!;
    const seen: SeenRequest = { path, keyId, body: json, correlationId };
    fake.seen.push(seen);
    const serverKeys = await signServerKeys(fake.keys, identity.current.privateKey);
    if (joining !== undefined) {
      if (joining.secret !== secret) return problem('token.invalid');
      const workstationId = formatId('wks', new Uint8Array(16).fill(++joins));
      workstations.set(workstationId, joining.publicKey);
      return [200, { workstationId, serverKeys }];
    }
    if (path.endsWith('/desktop/policy')) return [200, { mode: 'enforce' }];
    if (path.endsWith('/status')) {
      return [200, { serverKeys, serverTime: new Date(now).toISOString() }];
    }
    if (path.endsWith('/password')) {
      const { sealed } = ChangedPassword.parse(json);
      const privateKey = sealing.get(sealed.keyId ?? '');
      if (privateKey === undefined) return problem('sealed.unknown-key');
      const bound = [keyId, path.split('/').at(-2) ?? '', nonce];
      const binding = { purpose: CHANGED_PASSWORD_PURPOSE, context: bound } as const;
      seen.password = Buffer.from(await openMessage(sealed, privateKey, binding)).toString('utf8');
      return [200, { accepted: true }];
    }
    const queued = fake.problems.shift();
    if (queued !== undefined) return problem(queued);
    if (path.endsWith('/report') || path.endsWith('/cancel')) return [200, { accepted: true }];
    // The service asks for kits in the background, at times of its own: that must not use up a verdict.
    if (/\/kits?$/.test(path)) return problem('server.error');
    if (path.endsWith('/logons')) {
      const begin = BeginLogon.parse(json);
      const privateKey = sealing.get(begin.password.keyId);
      if (privateKey === undefined) return problem('sealed.unknown-key');
      const { scenario, name } = begin;
      const bound = { workstationId: keyId, nonce, scenario, name };
      seen.password = Buffer.from(await openSecret(begin.password, privateKey, bound)).toString(
        'utf8',
      );
    }
    const verdict = fake.verdicts.shift();
    return verdict === undefined ? problem('server.error') : [200, { ...verdict, correlationId }];
  }

  async function respond(request: IncomingMessage, body: Buffer, response: ServerResponse) {
    const { misbehaviour } = fake;
    if (misbehaviour === 'black-hole') return;
    if (misbehaviour === 'reset') {
      (request.socket as Socket & { resetAndDestroy(): void }).destroy();
      return;
    }
    if (misbehaviour === 'slow') await new Promise((resolve) => setTimeout(resolve, 1500));
    if (misbehaviour === 'http-500')
      return void response.writeHead(500).end('Internal Server Error');
    if (misbehaviour === 'unsigned-401') {
      const claimed = JSON.stringify(problemOf('signature.clock-skew'));
      return void response
        .writeHead(401, { 'content-type': 'application/problem+json' })
        .end(claimed);
    }
    if (misbehaviour === 'redirect') {
      return void response.writeHead(302, { location: `${fake.url}/elsewhere` }).end();
    }
    if (misbehaviour === 'garbage')
      return void request.socket.end('\u0000\u0001 not http at all\r\n\r\n');
    if (misbehaviour === 'huge')
      return void response.writeHead(200).end(Buffer.alloc(1_000_000, 32));
    const [status, value] = await answerTo(request, body);
    let bytes = Buffer.from(JSON.stringify(value));
    if (misbehaviour === 'signed-garbage') bytes = Buffer.from('<html>');
    if (misbehaviour === 'wrong-shape') bytes = Buffer.from('{"outcome":"granted"}');
    const requestSignature = String(request.headers['signature']);
    const signer =
      misbehaviour === 'wrong-key' || misbehaviour === 'own-key-forged'
        ? stranger
        : identity.current;
    const claimed = misbehaviour === 'own-key-forged' ? identity.current : signer;
    const signature = await signResponse(
      { status, body: bytes },
      requestSignature,
      {
        created: Math.floor((Date.now() + fake.clockOffset) / 1000),
        nonce: randomBytes(16).toString('base64url'),
        keyId: pinOf(claimed.raw),
        algorithm: 'ed25519',
      },
      (base) => sign(null, base, signer.privateKey),
    );
    let headers: Record<string, string> = { 'content-type': 'application/json', ...signature };
    if (misbehaviour === 'unsigned') headers = { 'content-type': 'application/json' };
    const previous = lastAnswers.get(request.url ?? '');
    lastAnswers.set(request.url ?? '', { body: bytes, headers });
    if (misbehaviour === 'other-answer' && previous !== undefined)
      ({ body: bytes, headers } = previous);
    if (misbehaviour === 'altered')
      bytes = Buffer.from(bytes.toString('utf8').replace('alice', 'admin'));
    if (misbehaviour === 'truncated') {
      response.writeHead(status, { ...headers, 'content-length': String(bytes.length + 100) });
      response.write(bytes, () => request.socket.destroy());
      return;
    }
    response.writeHead(status, headers).end(bytes);
  }

  server.on('connection', (socket: Socket) => {
    fake.connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/health/live') return void response.writeHead(200).end();
    fake.requests++;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      respond(request, Buffer.concat(chunks), response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `https://localhost:${String((server.address() as AddressInfo).port)}`;
  return fake;
}

function signatureHeadersOf({ headers }: IncomingMessage) {
  return {
    'content-digest': headers['content-digest'],
    'signature-input': headers['signature-input'],
    signature: headers['signature'],
  };
}

function problem(code: ProblemCode): [number, unknown] {
  const value = problemOf(code);
  return [value.status, value];
}

function newIdentity(): IdentityKeys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, raw: String(publicKey.export({ format: 'jwk' }).x) };
}
