import { readTokens } from '../../../server/src/tokens/read-tokens.js';
import {
  PLAIN_SECRET,
  PRE_SHARED,
  PSKC_VECTORS,
  derivedKey,
  encryptedSecret,
  macMethod,
  pskcFile,
  pskcKey,
} from '../../support/pskc.js';

const { seedHex, preSharedKey, passphrase } = PSKC_VECTORS;
const KEY = { key: Buffer.from(preSharedKey.keyHex, 'hex') };
const BEFORE = PRE_SHARED + macMethod(preSharedKey.macKey);
const DERIVED = derivedKey(passphrase) + macMethod(passphrase.macKey);

const read = (text: string, key?: Parameters<typeof readTokens>[2]) =>
  readTokens('pskc', text, key);
const seedsOf = async (...call: Parameters<typeof read>) =>
  (await read(...call)).map(({ seed }) => Buffer.from(seed).toString('hex'));

describe('a PSKC file', () => {
  it('is read where it is plain', async () => {
    const counter = '<Counter><PlainValue>7</PlainValue></Counter>';
    const interval = '<TimeInterval><PlainValue>60</PlainValue></TimeInterval>';
    const text = pskcFile(
      pskcKey(PLAIN_SECRET, { data: counter }) +
        pskcKey(PLAIN_SECRET, {
          serial: 'T-2',
          type: 'totp',
          digits: '6',
          data: interval,
          parameters: '<Suite>HMAC-SHA256</Suite>',
        }),
    );
    expect(await read(text)).toMatchObject([
      { serial: '987654321', method: 'hotp', counter: 7, shape: { algorithm: 'sha1', digits: 8 } },
      {
        serial: 'T-2',
        method: 'totp',
        periodSeconds: 60,
        shape: { algorithm: 'sha256', digits: 6 },
      },
    ]);
    expect(await seedsOf(text)).toEqual([seedHex, seedHex]);
  });

  it('is opened with its pre-shared key (RFC 6030, figure 6)', async () => {
    const text = pskcFile(pskcKey(encryptedSecret(preSharedKey)), BEFORE);
    expect(await seedsOf(text, KEY)).toEqual([seedHex]);
  });

  it('is opened with its passphrase (RFC 6030, figure 7)', async () => {
    const text = pskcFile(pskcKey(encryptedSecret(passphrase)), DERIVED);
    expect(await seedsOf(text, { passphrase: passphrase.passphrase })).toEqual([seedHex]);
  });
});

describe('a PSKC file is refused', () => {
  const plain = pskcFile(pskcKey(PLAIN_SECRET));
  const withDoctype = (declarations: string, serial = '&a;') =>
    pskcFile(pskcKey(PLAIN_SECRET, { serial })).replace(
      '?>\n',
      `?>\n<!DOCTYPE KeyContainer ${declarations}>\n`,
    );
  const encrypted = (secret: string, mac: string, before = BEFORE) =>
    pskcFile(pskcKey(encryptedSecret({ secret, mac })), before);
  const { secret, mac } = preSharedKey;

  it.each([
    [
      'a billion laughs',
      withDoctype('[<!ENTITY b "lol"><!ENTITY a "&b;&b;&b;&b;">]'),
      /document type/,
    ],
    [
      'an external entity',
      withDoctype('[<!ENTITY a SYSTEM "file:///etc/passwd">]'),
      /document type/,
    ],
    [
      'a parameter entity',
      withDoctype('[<!ENTITY % p SYSTEM "http://192.0.2.1/x"> %p;]'),
      /document type/,
    ],
    [
      'a document type elsewhere',
      withDoctype('SYSTEM "http://192.0.2.1/x.dtd"', '1'),
      /document type/,
    ],
    [
      'an entity nobody declared',
      pskcFile(pskcKey(PLAIN_SECRET, { serial: '&a;' })),
      /not well-formed/,
    ],
    ['an open end', plain.slice(0, -20), /not well-formed/],
    ['another root', '<a/>', /no KeyContainer/],
    ['another namespace', plain.replace('keyprov:pskc"', 'keyprov:other"'), /no KeyContainer/],
    ['nothing', '', /./],
    ['no keys', pskcFile(''), /no keys/],
    ['depth', pskcFile('<a>'.repeat(1000) + '</a>'.repeat(1000)), /too many/],
    ['breadth', pskcFile(`<KeyPackage>${'<a/>'.repeat(1000)}</KeyPackage>`), /too many/],
    ['a long value', pskcFile(pskcKey(PLAIN_SECRET, { serial: 'a'.repeat(10_000) })), /too long/],
    ['a serial that is a formula', pskcFile(pskcKey(PLAIN_SECRET, { serial: '=1+1' })), /serial/],
    [
      'the same serial twice',
      pskcFile(pskcKey(PLAIN_SECRET) + pskcKey(PLAIN_SECRET)),
      /key 2.*key 1/,
    ],
    ['two secrets', pskcFile(pskcKey(`${PLAIN_SECRET}${PLAIN_SECRET}`)), /twice/],
    [
      'base64 that is cut off',
      pskcFile(pskcKey('<PlainValue>MTIzNDU2Nzg5MDEyMzQ1Ng=</PlainValue>')),
      /base64/,
    ],
    ['a short secret', pskcFile(pskcKey('<PlainValue>MTIzNDU2Nzg5MA==</PlainValue>')), /bytes/],
    ['seven digits', pskcFile(pskcKey(PLAIN_SECRET, { digits: '7' })), /digits/],
    ['another kind of token', pskcFile(pskcKey(PLAIN_SECRET, { type: 'ocra' })), /type/],
  ])('for %s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it.each([
    ['a wrong MAC', encrypted(secret, 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='), /wrong MAC/],
    ['a secret that was changed', encrypted(`B${secret.slice(1)}`, mac), /wrong MAC/],
    ['a MAC that is cut off', encrypted(secret, 'Su+NvtQfmvfJzF6bmQiJqg=='), /wrong MAC/],
    ['a secret that is cut off', encrypted(secret.slice(0, 40), mac), /base64|cut off/],
    [
      'a plain secret among encrypted ones',
      pskcFile(pskcKey(PLAIN_SECRET), BEFORE),
      /EncryptedValue/,
    ],
    [
      'no MAC',
      pskcFile(pskcKey(encryptedSecret(preSharedKey).replace(/<ValueMAC>[^]*/, '')), BEFORE),
      /ValueMAC/,
    ],
    ['no MAC method', encrypted(secret, mac, PRE_SHARED), /MACMethod/],
    [
      'another MAC method',
      encrypted(secret, mac, PRE_SHARED + macMethod(preSharedKey.macKey, 'md5')),
      /MACMethod/,
    ],
    ['a key that it does not need', plain, /leave the key out/],
    [
      'a passphrase that it needs',
      encrypted(passphrase.secret, passphrase.mac, DERIVED),
      /passphrase/,
    ],
  ])('for %s', async (_, text, message) => {
    await expect(read(text, KEY)).rejects.toThrow(message);
  });

  it('without its key, with a wrong one, and with iterations without end', async () => {
    await expect(read(encrypted(secret, mac))).rejects.toThrow(/pre-shared key/);
    const wrong = { key: Buffer.alloc(16, 1) };
    await expect(read(encrypted(secret, mac), wrong)).rejects.toThrow(/key does not fit/);
    const endless = derivedKey({ ...passphrase, iterations: 2_000_000_000 });
    const text = encrypted(
      passphrase.secret,
      passphrase.mac,
      endless + macMethod(passphrase.macKey),
    );
    await expect(read(text, { passphrase: 'qwerty' })).rejects.toThrow(/IterationCount/);
  });

  it('without a value in the message', async () => {
    const error: unknown = await read(pskcFile(pskcKey('<PlainValue>QUJDRA</PlainValue>'))).catch(
      (cause: unknown) => cause,
    );
    expect(String(error)).not.toContain('QUJDRA');
  });
});
