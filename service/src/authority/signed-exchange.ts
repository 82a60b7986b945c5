import { verify } from 'node:crypto';

import {
  ENDPOINTS,
  NONCE_BYTES,
  Problem,
  SignatureFormatError,
  formatTraceparent,
  identityKeyObject,
  pathOf,
  pinOf,
  readResponseClaim,
  signRequest,
} from '@gatehouse/protocol';
import type { CorrelationId, EndpointName, SignatureClaim } from '@gatehouse/protocol';
import type { ZodType } from 'zod';

import type { SigningKey } from '../identity/signing-key.js';
import type { Random } from '../random.js';
import { UnreachableError } from './authority.js';
import { ExchangeError } from './failure.js';
import type { HttpTransport, IncomingAnswer } from './http-transport.js';

export interface SignedExchange<T> {
  endpoint: EndpointName;
  parameters?: Record<string, string>;
  /** Makes the body; sealed secrets in it are bound to the request's nonce. */
  body?: (nonce: string) => unknown;
  schema: ZodType<T>;
}

/** Who signs, and when it is by the server's clock. */
export interface RequestSigner {
  keyId: string;
  signingKey: SigningKey;
  now: Date;
}

/** Finds the keys that may have signed an answer, given its body: raw Ed25519, base64url. */
export type AnswerKeys = (body: Uint8Array) => Promise<readonly string[]> | readonly string[];

/**
 * Whether a problem is believed because TLS vouches for its sender. Only a joining workstation does: it knows the hash
 * of the identity key, but the key itself comes with the answer that it did not get.
 */
export type ProblemTrust = 'signature' | 'tls';

/** A verified answer. `created` is when the server signed it, in seconds by its clock. */
export type SignedAnswer<T> = { created: number; signedBy: string | undefined } & (
  { kind: 'value'; value: T } | { kind: 'problem'; problem: Problem }
);

/**
 * Sends one signed request, and believes its answer only when that is signed, for this very request, by a key of
 * the server, and has the expected shape.
 *
 * @throws UnreachableError
 */
export async function exchangeSigned<T>(
  exchange: SignedExchange<T>,
  signer: RequestSigner,
  answerKeys: AnswerKeys,
  context: {
    transport: HttpTransport;
    random: Random;
    correlationId: CorrelationId;
    signal: AbortSignal;
    problemTrust?: ProblemTrust;
  },
): Promise<SignedAnswer<T>> {
  const { random, transport, correlationId, signal, problemTrust = 'signature' } = context;
  const nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('base64url');
  const body = await encode(exchange.body, nonce);
  const { method } = ENDPOINTS[exchange.endpoint];
  const path = pathOf(exchange.endpoint, exchange.parameters);
  const signature = await signRequest(
    { method, path, query: '?', body },
    {
      created: Math.floor(signer.now.getTime() / 1000),
      nonce,
      keyId: signer.keyId,
      algorithm: 'ecdsa-p256-sha256',
    },
    (base) => signer.signingKey.sign(base),
  );
  const headers = {
    ...signature,
    ...(body.length === 0 ? {} : { 'content-type': 'application/json' }),
    traceparent: formatTraceparent(correlationId, random.bytes(8)),
  };
  const answer = await transport.exchange({ method, path, headers, body }, signal);
  try {
    return await readAnswer(answer, {
      requestSignature: signature.signature,
      answerKeys: problemTrust === 'tls' && answer.status !== 200 ? undefined : answerKeys,
      schema: exchange.schema,
    });
  } catch (error) {
    if (error instanceof UnreachableError) {
      throw new ExchangeError(error.reason, answer.address, error);
    }
    throw error;
  }
}

async function encode(body: SignedExchange<unknown>['body'], nonce: string): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array(0);
  return Buffer.from(JSON.stringify(await body(nonce)), 'utf8');
}

async function readAnswer<T>(
  answer: IncomingAnswer,
  expected: { requestSignature: string; answerKeys: AnswerKeys | undefined; schema: ZodType<T> },
): Promise<SignedAnswer<T>> {
  const { requestSignature, answerKeys, schema } = expected;
  const claim = readClaim(answer, requestSignature);
  const signedBy =
    answerKeys === undefined ? undefined : await verifyClaim(claim, answer, answerKeys);
  const signed = { created: claim.parameters.created, signedBy };
  const json = parseJson(answer.body);
  if (answer.status === 200) {
    const parsed = schema.safeParse(json);
    if (!parsed.success) {
      throw new UnreachableError('malformed', 'the answer is not of the expected shape');
    }
    return { ...signed, kind: 'value', value: parsed.data };
  }
  const problem = Problem.safeParse(json);
  if (!problem.success) throw httpStatus(answer);
  return { ...signed, kind: 'problem', problem: problem.data };
}

function readClaim(answer: IncomingAnswer, requestSignature: string): SignatureClaim {
  try {
    const { status, body, headers } = answer;
    return readResponseClaim({ status, body }, requestSignature, headers);
  } catch (error) {
    if (!(error instanceof SignatureFormatError)) throw error;
    // Something between us and the server answers when it cannot: a proxy, a balancer, a captive portal.
    throw answer.status === 200
      ? new UnreachableError('unsigned', error.message)
      : httpStatus(answer);
  }
}

async function verifyClaim(
  { base, signature, parameters }: SignatureClaim,
  answer: IncomingAnswer,
  answerKeys: AnswerKeys,
): Promise<string> {
  const key = (await answerKeys(answer.body)).find((known) => pinOf(known) === parameters.keyId);
  if (key === undefined || parameters.algorithm !== 'ed25519') {
    throw new UnreachableError('wrong-key', 'the answer is signed by a key that is not pinned');
  }
  if (!verify(null, base, identityKeyObject(key), signature)) {
    throw new UnreachableError('wrong-key', 'the signature does not fit this request and answer');
  }
  return key;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new UnreachableError('malformed', 'the answer is not JSON');
  }
}

function httpStatus(answer: IncomingAnswer): UnreachableError {
  return new UnreachableError('http-status', `the server answered ${String(answer.status)}`);
}
