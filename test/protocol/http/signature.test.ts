import { generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { httpbis } from 'http-message-signatures';

import {
  SignatureFormatError,
  contentDigest,
  readRequestClaim,
  readResponseClaim,
  signRequest,
  signResponse,
} from '../../../protocol/src/index.js';
import type {
  SignatureHeaders,
  SignatureParameters,
  SignedRequest,
} from '../../../protocol/src/index.js';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ecdsa = (privateKey: KeyObject) => (base: Uint8Array) =>
  sign('sha256', base, { key: privateKey, dsaEncoding: 'ieee-p1363' });

const request: SignedRequest = {
  method: 'POST',
  path: '/api/v1/desktop/logons',
  query: '?',
  body: Buffer.from('{"name":"alice"}'),
};
const parameters: SignatureParameters = {
  created: 1_800_000_000,
  nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
  keyId: 'wks_0000000000000000000000000w',
  algorithm: 'ecdsa-p256-sha256',
};
const signed = () => signRequest(request, parameters, ecdsa(key.privateKey));
const verified = ({ base, signature }: { base: Uint8Array; signature: Uint8Array }) =>
  verify('sha256', base, { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, signature);

describe('a signed request (RFC 9421)', () => {
  it('is read back with its parameters, and verifies', async () => {
    const claim = readRequestClaim(request, await signed());
    expect(claim.parameters).toEqual(parameters);
    expect(verified(claim)).toBe(true);
  });

  it('verifies with an implementation that is not ours', async () => {
    const headers = await signed();
    const result = await httpbis.verifyMessage(
      {
        keyLookup: () =>
          Promise.resolve({
            id: parameters.keyId,
            algs: ['ecdsa-p256-sha256'],
            verify: (base: Buffer, signature: Buffer) =>
              Promise.resolve(
                verify(
                  'sha256',
                  base,
                  { key: key.publicKey, dsaEncoding: 'ieee-p1363' },
                  signature,
                ),
              ),
          }),
        notAfter: parameters.created + 60,
        requiredFields: ['@method', '@path', '@query', 'content-digest'],
      },
      {
        method: 'POST',
        url: 'https://gatehouse.test/api/v1/desktop/logons',
        headers: { ...headers },
      },
    );
    expect(result).toBe(true);
  });

  it.each<[string, Partial<SignedRequest>]>([
    ['method', { method: 'PUT' }],
    ['path', { path: '/api/v1/desktop/logons/' }],
    ['query', { query: '?a=1' }],
  ])('does not verify with another %s', async (_part, change) => {
    const claim = readRequestClaim({ ...request, ...change }, await signed());
    expect(verified(claim)).toBe(false);
  });

  it('is refused with another body', async () => {
    const headers = await signed();
    expect(() => readRequestClaim({ ...request, body: Buffer.from('{}') }, headers)).toThrow(
      SignatureFormatError,
    );
  });

  it.each<[string, (h: SignatureHeaders) => Record<string, string | string[] | undefined>]>([
    ['no signature', () => ({})],
    ['no digest', (h) => ({ ...h, 'content-digest': undefined })],
    ['a repeated header', (h) => ({ ...h, signature: [h.signature, h.signature] })],
    ['two signatures', (h) => ({ ...h, signature: `${h.signature}, other=:AAAA:` })],
    [
      'two inputs',
      (h) => ({
        ...h,
        'signature-input': `${h['signature-input']}, ${h['signature-input'].replace('gatehouse', 'g2')}`,
      }),
    ],
    [
      'a component left out',
      (h) => ({ ...h, 'signature-input': h['signature-input'].replace(' "content-digest"', '') }),
    ],
    [
      'a component more',
      (h) => ({
        ...h,
        'signature-input': h['signature-input'].replace('"@path"', '"@path" "date"'),
      }),
    ],
    [
      'components in another order',
      (h) => ({
        ...h,
        'signature-input': h['signature-input'].replace('"@method" "@path"', '"@path" "@method"'),
      }),
    ],
    [
      'the tag of a response',
      (h) => ({
        ...h,
        'signature-input': h['signature-input'].replace('gatehouse-request', 'gatehouse-response'),
      }),
    ],
    [
      'no nonce',
      (h) => ({ ...h, 'signature-input': h['signature-input'].replace(/;nonce="[^"]*"/, '') }),
    ],
    [
      'a short nonce',
      (h) => ({
        ...h,
        'signature-input': h['signature-input'].replace(/nonce="[^"]*"/, 'nonce="A"'),
      }),
    ],
    [
      'an unknown algorithm',
      (h) => ({
        ...h,
        'signature-input': h['signature-input'].replace('ecdsa-p256-sha256', 'hmac-sha256'),
      }),
    ],
    [
      'white space of another form',
      (h) => ({ ...h, 'signature-input': h['signature-input'].replace('" "', '"  "') }),
    ],
    ['a text as signature', (h) => ({ ...h, signature: 'gatehouse="abc"' })],
    ['garbage', (h) => ({ ...h, 'signature-input': 'gatehouse=((((' })],
    [
      'an endless header',
      (h) => ({ ...h, 'signature-input': `${h['signature-input']}${' '.repeat(4096)}` }),
    ],
  ])('is refused with %s', async (_what, spoil) => {
    const headers = spoil(await signed());
    expect(() => readRequestClaim(request, headers)).toThrow(SignatureFormatError);
  });
});

describe('a signed response', () => {
  const server = generateKeyPairSync('ed25519');
  const response = { status: 200, body: Buffer.from('{"outcome":"denied"}') };
  const answered = (requestSignature: string) =>
    signResponse(response, requestSignature, { ...parameters, algorithm: 'ed25519' }, (base) =>
      sign(null, base, server.privateKey),
    );

  it('fits the request it answers', async () => {
    const { signature } = await signed();
    const claim = readResponseClaim(response, signature, await answered(signature));
    expect(verify(null, claim.base, server.publicKey, claim.signature)).toBe(true);
  });

  it('fits no other request, status or body', async () => {
    const { signature } = await signed();
    const headers = await answered(signature);
    const other = (await signed()).signature;
    expect(other).not.toBe(signature);
    const swapped = readResponseClaim(response, other, headers);
    expect(verify(null, swapped.base, server.publicKey, swapped.signature)).toBe(false);
    const status = readResponseClaim({ ...response, status: 201 }, signature, headers);
    expect(verify(null, status.base, server.publicKey, status.signature)).toBe(false);
    expect(() =>
      readResponseClaim({ ...response, body: Buffer.from('{}') }, signature, headers),
    ).toThrow(SignatureFormatError);
  });

  it('cannot be replayed as a request', async () => {
    const { signature } = await signed();
    const headers = await answered(signature);
    expect(() => readRequestClaim({ ...request, body: response.body }, headers)).toThrow(
      SignatureFormatError,
    );
  });
});

describe('the content digest', () => {
  it('is the one of RFC 9530, appendix D', () => {
    expect(contentDigest(Buffer.from('{"hello": "world"}\n'))).toBe(
      'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
    );
  });
});
