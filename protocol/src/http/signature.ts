import { createHash } from 'node:crypto';

import { parseDictionary, serializeInnerList } from 'structured-headers';
import type { BareItem, InnerList } from 'structured-headers';

/**
 * RFC 9421 HTTP message signatures, in the one form that workstation and server use. The verifier rebuilds the
 * signature base from what *it* expects and accepts nothing else: one signature, one list of components in one
 * order, one set of parameters. There is nothing for an attacker to choose.
 *
 * Request components: method, path, query, content digest. Parameters: created, nonce, keyid, alg, tag.
 * Response components: status, content digest, and the signature of the request it answers (section 2.4), so an
 * answer fits exactly one request.
 */
export const SIGNATURE_LABEL = 'gatehouse';
export const REQUEST_TAG = 'gatehouse-request';
export const RESPONSE_TAG = 'gatehouse-response';

/** How far a request's `created` may be from the server's clock, either way, in seconds. */
export const MAX_CLOCK_SKEW_SECONDS = 300;

/** Random bytes of a nonce before base64url: 128 bits. */
export const NONCE_BYTES = 16;

const NONCE = /^[A-Za-z0-9_-]{22}$/;
const MAX_HEADER_LENGTH = 2048;

export type SignatureAlgorithm = 'ecdsa-p256-sha256' | 'ed25519';

export interface SignatureParameters {
  /** Seconds since the epoch. */
  created: number;
  nonce: string;
  keyId: string;
  algorithm: SignatureAlgorithm;
}

/** The signed parts of a request. `path` and `query` as on the wire; `query` is `?` when there is none. */
export interface SignedRequest {
  method: string;
  path: string;
  query: string;
  body: Uint8Array;
}

export interface SignedResponse {
  status: number;
  body: Uint8Array;
}

/** The headers that carry a signature. */
export interface SignatureHeaders {
  'content-digest': string;
  'signature-input': string;
  signature: string;
}

/** The headers are absent, or are not in the one accepted form. */
export class SignatureFormatError extends Error {
  override readonly name = 'SignatureFormatError';
}

/** Signs a signature base. ECDSA signatures are r‖s (IEEE P1363, RFC 9421 section 3.3.4). */
export type Sign = (base: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** RFC 9530 digest of a body. */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** Signs a request and returns the headers to send with it. */
export async function signRequest(
  request: SignedRequest,
  parameters: SignatureParameters,
  sign: Sign,
): Promise<SignatureHeaders> {
  return signComponents(requestComponents(request), parameters, REQUEST_TAG, request.body, sign);
}

/** Signs a response to a request whose `signature` header was `requestSignature` (empty when it had none). */
export async function signResponse(
  response: SignedResponse,
  requestSignature: string,
  parameters: SignatureParameters,
  sign: Sign,
): Promise<SignatureHeaders> {
  const components = responseComponents(response, requestSignature);
  return signComponents(components, parameters, RESPONSE_TAG, response.body, sign);
}

/** What a verifier needs: the claimed parameters, the bytes that must have been signed, and the signature. */
export interface SignatureClaim {
  parameters: SignatureParameters;
  base: Uint8Array;
  signature: Uint8Array;
}

/**
 * Reads the claim of a signed request. Nothing in it is to be believed until `signature` was verified over `base`
 * with the key that `parameters.keyId` names and `created` and `nonce` were checked.
 *
 * @throws SignatureFormatError when headers are absent, malformed, or the body does not match its digest
 */
export function readRequestClaim(
  request: SignedRequest,
  headers: Partial<Record<keyof SignatureHeaders, string | string[] | undefined>>,
): SignatureClaim {
  return readClaim(requestComponents(request), headers, REQUEST_TAG, request.body);
}

/** The same for a response. @throws SignatureFormatError */
export function readResponseClaim(
  response: SignedResponse,
  requestSignature: string,
  headers: Partial<Record<keyof SignatureHeaders, string | string[] | undefined>>,
): SignatureClaim {
  const components = responseComponents(response, requestSignature);
  return readClaim(components, headers, RESPONSE_TAG, response.body);
}

/** A covered component: its identifier, its parameters, its value. */
type Component = [name: string, parameters: Map<string, BareItem>, value: string];

function requestComponents(request: SignedRequest): Component[] {
  return [
    ['@method', new Map(), request.method.toUpperCase()],
    ['@path', new Map(), request.path],
    ['@query', new Map(), request.query],
    ['content-digest', new Map(), contentDigest(request.body)],
  ];
}

function responseComponents(response: SignedResponse, requestSignature: string): Component[] {
  return [
    ['@status', new Map(), String(response.status)],
    ['content-digest', new Map(), contentDigest(response.body)],
    ['signature', new Map<string, BareItem>([['req', true]]), requestSignature],
  ];
}

function signatureParameters(
  components: Component[],
  parameters: SignatureParameters,
  tag: string,
): string {
  const list: InnerList = [
    components.map(([name, itemParameters]) => [name, itemParameters]),
    new Map<string, BareItem>([
      ['created', parameters.created],
      ['nonce', parameters.nonce],
      ['keyid', parameters.keyId],
      ['alg', parameters.algorithm],
      ['tag', tag],
    ]),
  ];
  return serializeInnerList(list);
}

function signatureBase(components: Component[], parametersText: string): Uint8Array {
  const lines = components.map(
    ([name, parameters, value]) => `"${name}"${parameters.has('req') ? ';req' : ''}: ${value}`,
  );
  return Buffer.from([...lines, `"@signature-params": ${parametersText}`].join('\n'), 'utf8');
}

async function signComponents(
  components: Component[],
  parameters: SignatureParameters,
  tag: string,
  body: Uint8Array,
  sign: Sign,
): Promise<SignatureHeaders> {
  const parametersText = signatureParameters(components, parameters, tag);
  const signature = await sign(signatureBase(components, parametersText));
  return {
    'content-digest': contentDigest(body),
    'signature-input': `${SIGNATURE_LABEL}=${parametersText}`,
    signature: `${SIGNATURE_LABEL}=:${Buffer.from(signature).toString('base64')}:`,
  };
}

function readClaim(
  components: Component[],
  headers: Partial<Record<keyof SignatureHeaders, string | string[] | undefined>>,
  tag: string,
  body: Uint8Array,
): SignatureClaim {
  const input = requireHeader(headers, 'signature-input');
  const signatureText = requireHeader(headers, 'signature');
  if (requireHeader(headers, 'content-digest') !== contentDigest(body)) {
    throw new SignatureFormatError('the content digest does not match the body');
  }
  const parameters = parseParameters(input);
  const expected = signatureParameters(components, parameters, tag);
  if (input !== `${SIGNATURE_LABEL}=${expected}`) {
    throw new SignatureFormatError('the signature does not cover exactly what it must');
  }
  return {
    parameters,
    base: signatureBase(components, expected),
    signature: parseSignature(signatureText),
  };
}

function requireHeader(
  headers: Partial<Record<keyof SignatureHeaders, string | string[] | undefined>>,
  name: keyof SignatureHeaders,
): string {
  const value = headers[name];
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_HEADER_LENGTH) {
    throw new SignatureFormatError(`the header ${name} is absent, repeated or too long`);
  }
  return value;
}

function parseParameters(input: string): SignatureParameters {
  const parameters = parseMember(input)[1];
  const created = parameters.get('created');
  const nonce = parameters.get('nonce');
  const keyId = parameters.get('keyid');
  const algorithm = parameters.get('alg');
  if (
    typeof created !== 'number' ||
    !Number.isSafeInteger(created) ||
    typeof nonce !== 'string' ||
    !NONCE.test(nonce) ||
    typeof keyId !== 'string' ||
    keyId.length > 128 ||
    (algorithm !== 'ecdsa-p256-sha256' && algorithm !== 'ed25519')
  ) {
    throw new SignatureFormatError('a signature parameter is missing or malformed');
  }
  return { created, nonce, keyId, algorithm };
}

function parseSignature(text: string): Uint8Array {
  const value: unknown = parseMember(text)[0];
  if (!(value instanceof ArrayBuffer)) {
    throw new SignatureFormatError('the signature is not a byte sequence');
  }
  return new Uint8Array(value);
}

function parseMember(text: string) {
  let dictionary;
  try {
    dictionary = parseDictionary(text);
  } catch (cause) {
    throw new SignatureFormatError('a signature header is not a structured field', { cause });
  }
  const member = dictionary.get(SIGNATURE_LABEL);
  if (member === undefined || dictionary.size !== 1) {
    throw new SignatureFormatError(
      `exactly one signature, labelled ${SIGNATURE_LABEL}, is expected`,
    );
  }
  return member;
}
