import type { webcrypto } from 'node:crypto';

import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

import { createLock, openLock } from '../../../protocol/src/recovery/index.js';
import { LabelledBytes, typed } from './vectors.js';
import type {
  AnswerVector,
  LockVector,
  OpenVector,
  RecoveryVectors,
  SealedVector,
  TypedAnswers,
} from './vectors.js';

const CHEAP = { memoryKib: 32, passes: 1, lanes: 1 };
const FIVE: TypedAnswers = {
  'birth-town': 'Aalborg',
  'first-boss': 'Mrs. Okonkwo',
  'first-pet': 'Rumpelstilzchen',
  'first-school': 'St. Hedwig',
  'oldest-friend': 'Bartholomew',
};

/** Written by hand: Unicode's NFKC_Casefold and white space, and the two foldings that are our own, at the end. */
const ANSWERS: AnswerVector[] = [
  ['', ''],
  ['\u200b\u00ad\ufeff\u2060 \u115f', ''],
  ['\u00a0\u2003\t\r\n\u3000\u0085', ''],
  ['  New \t\n York\u00a0', 'new york'],
  ['ÄPFEL', 'äpfel'],
  ['Straße STRAẞE', 'strasse strasse'],
  ['ΟΔΟΣ οδος οδοσ', 'οδοσ οδοσ οδοσ'],
  ['ﬁne Ŀoﬀ', 'fine l·off'],
  ['Ａｌｉｃｅ１', 'alice1'],
  ['a\u0308rger', 'ärger'],
  ['résumé', 'résumé'],
  ['O’Neill-Smith', 'o’neill-smith'],
  ['👩\u200d🚀', '👩🚀'],
  ['A\u0345', 'aι'],
  ['İstanbul', 'i\u0307stanbul'],
  ['ısı', 'isi'],
  ['ᎣᏏ', '\uab73\uab9f'],
].map(([typed = '', normal = '']) => ({ typed, normal }));

/** Makes the vectors again. The result is the same every time. */
export async function makeVectors(): Promise<RecoveryVectors> {
  const locks = [
    await makeLock('three-of-five', {}, FIVE, 3),
    await makeLock(
      'mandatory-and-two-of-three',
      { pin: '4711 0815', badge: 'GH-00042' },
      { 'first-car': 'Trabant', 'first-street': 'Am Hang 3', nickname: 'Mäuschen' },
      2,
      { memoryKib: 64, passes: 2, lanes: 2 },
    ),
    await makeLock('mandatory-alone', { 'first-pet': 'Ada', 'first-boss': 'Bob' }, {}, 0),
    await makeLock(
      'unicode',
      {},
      {
        'q-1': ' ＡＬＩＣＥ\u00a0\t Straße ',
        'q-2': 'Ολυμποσ',
        'q-3': '👩‍🚀 密码',
        'q-😀': 'Ångström',
      },
      2,
    ),
  ];
  return {
    answers: ANSWERS,
    locks,
    open: openVectors(locks),
    sealedPasswords: await sealedVectors(locks),
  };
}

async function makeLock(
  name: string,
  mandatory: TypedAnswers,
  optional: TypedAnswers,
  threshold: number,
  cost = CHEAP,
): Promise<LockVector> {
  const principalId = `principal of ${name}`;
  const questions = { mandatory: typed(mandatory), optional: typed(optional) };
  const random = new LabelledBytes(name);
  const created = await createLock({ principalId, questions, threshold, cost, random });
  const answers = typed({ ...mandatory, ...optional });
  const opened = await openLock(created.lock, { expectedPrincipalId: principalId, answers });
  return {
    name,
    principalId,
    mandatory,
    optional,
    threshold,
    cost,
    lock: hex(created.lock),
    publicKey: hex(created.publicKey),
    privateKey: hex(opened.privateKey),
    keyId: created.keyId,
  };
}

function openVectors(locks: LockVector[]): OpenVector[] {
  const ids = Object.keys(FIVE);
  const some = (...places: number[]): TypedAnswers =>
    Object.fromEntries(places.map((place) => [ids[place]!, FIVE[ids[place]!]!]));
  const triples = ids.flatMap((_, a) =>
    ids.flatMap((__, b) => ids.flatMap((___, c) => (a < b && b < c ? [[a, b, c]] : []))),
  );
  const lock = 'three-of-five';
  const bytes = Buffer.from(locks[0]!.lock, 'hex');
  const right = some(0, 1, 2);
  const two = locks[1]!;
  const all = { ...two.mandatory, ...two.optional };
  const without = (id: string) =>
    Object.fromEntries(Object.entries(all).filter(([other]) => other !== id));
  const principalAt = 49;
  const idsAt = principalAt + Buffer.byteLength(locks[0]!.principalId);
  const wrapsAt = bytes.length - 48 - 10 * 96;
  const refused = (
    name: string,
    error: string,
    change: Partial<OpenVector>,
    answers = right,
  ): OpenVector => ({ name, lock, ...change, answers, error });
  const patched = (name: string, error: string, at: number, hexBytes: string): OpenVector =>
    refused(name, error, { patch: { at, hex: hexBytes } });
  const flipped = (at: number) => hex(Uint8Array.of((bytes[at] ?? 0) ^ 1));
  return [
    ...triples.map((triple) => ({
      name: `answers ${triple.join(', ')} of five`,
      lock,
      answers: some(...triple),
    })),
    { name: 'four of five', lock, answers: some(1, 2, 3, 4) },
    { name: 'all five', lock, answers: FIVE },
    {
      name: 'all five, two of them wrong, the last subset right',
      lock,
      answers: { ...FIVE, 'birth-town': 'Odense', 'first-boss': 'Mr. Smith' },
    },
    {
      name: 'three, and a blank one',
      lock,
      answers: { ...some(2, 3, 4), 'birth-town': ' \u200b ' },
    },
    { name: 'three, and a question that was not asked', lock, answers: { ...right, other: 'x' } },
    {
      name: 'other spelling of the same answers',
      lock,
      answers: {
        'birth-town': '  aalBORG ',
        'first-boss': 'mrs.\u00a0okonkwo',
        'first-pet': 'ＲUMPELſtilzchen',
      },
    },
    { name: 'both mandatory and two optional', lock: two.name, answers: without('nickname') },
    { name: 'all there are', lock: two.name, answers: all },
    { name: 'the mandatory alone', lock: 'mandatory-alone', answers: locks[2]!.mandatory },
    {
      name: 'answers in other cases, widths and compositions',
      lock: 'unicode',
      answers: { 'q-1': 'alice STRASSE', 'q-2': 'ΟΛΥΜΠΟΣ', 'q-😀': 'A\u030angstro\u0308m' },
    },

    refused('nothing answered', 'wrong-answers', {}, {}),
    refused('two of three', 'wrong-answers', {}, some(0, 1)),
    refused(
      'two of three, and a blank one',
      'wrong-answers',
      {},
      { ...some(0, 1), 'first-pet': '\t' },
    ),
    ...triples.flatMap((triple) =>
      triple.map((wrong) =>
        refused(
          `answers ${triple.join(', ')} of five, ${wrong} wrong`,
          'wrong-answers',
          {},
          {
            ...some(...triple),
            [ids[wrong]!]: 'something else',
          },
        ),
      ),
    ),
    refused(
      'all five, three of them wrong',
      'wrong-answers',
      {},
      {
        ...FIVE,
        'birth-town': 'x',
        'first-boss': 'y',
        'first-school': 'z',
      },
    ),
    refused(
      'answers to each other’s questions',
      'wrong-answers',
      {},
      {
        'birth-town': FIVE['first-boss']!,
        'first-boss': FIVE['birth-town']!,
        'first-pet': FIVE['first-pet']!,
      },
    ),
    refused('a mandatory one missing', 'wrong-answers', { lock: two.name }, without('pin')),
    refused('a mandatory one wrong', 'wrong-answers', { lock: two.name }, { ...all, pin: '4711' }),
    refused(
      'one of two mandatory',
      'wrong-answers',
      { lock: 'mandatory-alone' },
      { 'first-pet': 'Ada' },
    ),
    refused('another principal', 'malformed', { principalId: 'principal of unicode' }),

    refused('no bytes', 'malformed', { cutTo: 0 }),
    refused('the magic alone', 'malformed', { cutTo: 4 }),
    refused('cut in the header', 'malformed', { cutTo: 40 }),
    refused('cut in the questions', 'malformed', { cutTo: idsAt + 3 }),
    refused('one byte short', 'malformed', { cutTo: bytes.length - 1 }),
    refused('one byte more', 'malformed', { appendedZeros: 1 }),
    refused('oversize', 'malformed', { appendedZeros: 16_385 }),
    patched('another magic', 'malformed', 0, '47485250'),
    patched('version 0', 'unsupported', 4, '0000'),
    patched('version 2', 'unsupported', 4, '0002'),
    refused('version 2, longer than any lock of version 1', 'unsupported', {
      patch: { at: 4, hex: '0002' },
      appendedZeros: 20_000,
    }),
    patched('4 TiB of memory', 'unsupported', 6, 'ffffffff'),
    patched('one KiB more than is paid', 'unsupported', 6, '00040001'),
    patched('less memory than Argon2 needs', 'malformed', 6, '00000007'),
    patched('255 passes', 'unsupported', 10, 'ff'),
    patched('11 passes', 'unsupported', 10, '0b'),
    patched('no pass', 'malformed', 10, '00'),
    patched('5 lanes', 'unsupported', 6, '000000280105'),
    patched('no lane', 'malformed', 11, '00'),
    patched('another cost', 'wrong-answers', 6, '00000021'),
    patched('threshold 0', 'malformed', 12, '00'),
    patched('a threshold of one', 'malformed', 12, '01'),
    patched('a lower threshold with as many subsets', 'wrong-answers', 12, '02'),
    patched('more than there are', 'malformed', 12, '06'),
    patched('255 optional questions', 'malformed', 14, 'ff'),
    patched('another public key', 'wrong-answers', 15, flipped(15)),
    patched('another principal in the header', 'malformed', principalAt, flipped(principalAt)),
    patched('a principal that is not UTF-8', 'malformed', principalAt, 'ff'),
    patched('a principal longer than the lock', 'malformed', 47, 'ffff'),
    patched('no principal', 'malformed', 47, '0000'),
    patched('questions out of order', 'malformed', idsAt + 1, hex(Buffer.from('z'))),
    patched('a question of no bytes', 'malformed', idsAt, '00'),
    patched('another salt', 'wrong-answers', wrapsAt, flipped(wrapsAt)),
    patched('another commitment', 'wrong-answers', wrapsAt + 16, flipped(wrapsAt + 16)),
    patched('another wrapped key', 'malformed', wrapsAt + 48, flipped(wrapsAt + 48)),
    patched('another wrap than the one used', 'malformed', wrapsAt + 96, flipped(wrapsAt + 96)),
    patched('another private key box', 'malformed', bytes.length - 1, flipped(bytes.length - 1)),
  ];
}

/** Sealed with the library's own HPKE, and an ephemeral key that follows from a label. */
async function sealedVectors(locks: LockVector[]): Promise<SealedVector[]> {
  const [lock, other] = [locks[0]!, locks[1]!];
  const sealed = await seal(lock, 7, 'Tr0ub4dor&3');
  const patch = (at: number, hexBytes: string) => {
    const bytes = Buffer.from(sealed, 'hex');
    Buffer.from(hexBytes, 'hex').copy(bytes, at);
    return hex(bytes);
  };
  const good = { lock: lock.name, generation: 7 };
  const bad = (name: string, error: string, change: Partial<SealedVector>): SealedVector => ({
    name,
    ...good,
    sealed,
    ...change,
    error,
  });
  return [
    { name: 'a password', ...good, sealed, password: 'Tr0ub4dor&3' },
    { name: 'an empty one', ...good, sealed: await seal(lock, 7, ''), password: '' },
    ...(await Promise.all(
      ['пароль-密码-🔑', 'p'.repeat(510), 'p'.repeat(511), 'p'.repeat(1022)].map(
        async (password) => ({
          name: `${Buffer.byteLength(password)} bytes`,
          ...good,
          sealed: await seal(lock, 7, password),
          password,
        }),
      ),
    )),
    {
      name: 'the greatest generation',
      lock: lock.name,
      generation: Number.MAX_SAFE_INTEGER,
      sealed: await seal(lock, Number.MAX_SAFE_INTEGER, 'x'),
      password: 'x',
    },
    bad('of another generation', 'malformed', { generation: 8 }),
    bad('for another principal', 'malformed', { lock: other.name }),
    bad('no bytes', 'malformed', { sealed: '' }),
    bad('one byte short', 'malformed', { sealed: sealed.slice(0, -2) }),
    bad('one byte more', 'malformed', { sealed: `${sealed}00` }),
    bad('another magic', 'malformed', { sealed: patch(0, '4748524c') }),
    bad('version 2', 'unsupported', { sealed: patch(4, '0002') }),
    bad('an encapsulated key of small order', 'malformed', { sealed: patch(6, '00'.repeat(32)) }),
    bad('another ciphertext', 'malformed', { sealed: patch(100, '00000000') }),
    bad('padding that claims more than there is', 'malformed', {
      sealed: await sealPadded(lock, 7, Buffer.alloc(512, 0xff)),
    }),
  ];
}

async function seal(lock: LockVector, generation: number, password: string): Promise<string> {
  const bytes = Buffer.from(password);
  const padded = Buffer.alloc(bytes.length + 2 <= 512 ? 512 : 1024);
  padded.writeUInt16BE(bytes.length);
  bytes.copy(padded, 2);
  return sealPadded(lock, generation, padded);
}

async function sealPadded(lock: LockVector, generation: number, padded: Buffer): Promise<string> {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const counted = Buffer.alloc(8);
  counted.writeBigUInt64BE(BigInt(generation));
  const parts = [Buffer.from(lock.principalId), Buffer.from(lock.keyId), counted];
  const aad = Buffer.concat(
    parts.flatMap((part) => [Uint8Array.of(0, 0, part.length >> 8, part.length & 0xff), part]),
  );
  const key = (await suite.kem.deserializePublicKey(buffer(lock.publicKey))) as webcrypto.CryptoKey;
  const { enc, ct } = await suite.seal(
    {
      recipientPublicKey: key,
      info: buffer(hex(Buffer.from('gatehouse/v1/recovery-password'))),
      ekm: buffer(hex(new LabelledBytes(`${lock.name}/sealing`).bytes(32))),
    },
    buffer(hex(padded)),
    buffer(hex(aad)),
  );
  return hex(
    Buffer.concat([Buffer.from('GHSP\u0000\u0001'), new Uint8Array(enc), new Uint8Array(ct)]),
  );
}

function buffer(hexBytes: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(hexBytes, 'hex')).buffer;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
