import { createLock, sealPassword } from '@gatehouse/protocol/recovery';

import { ProtocolRecoveryLocks } from '../../../service/src/offline/protocol-recovery-locks.js';
import type { KitRecovery, RecoveryLocks } from '../../../service/src/offline/recovery-locks.js';
import { FakeRecoveryLocks } from '../../fakes/fake-recovery-locks.js';
import { CHEAP, SeededBytes } from '../../support/offline-scene.js';

const principalId = 'corp/alice';
const random = new SeededBytes('locks');
const secret = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const PASSWORDS = [
  ['134217727000000001', 'the old one'],
  ['134217727000000002', 'Grüße, 東京'],
] as const;
const OPTIONAL = { first: 'eins', second: 'zwei', third: 'drei' };

async function real(): Promise<Pick<KitRecovery, 'lock' | 'passwords'>> {
  const answer = ([id, text]: [string, string]) => ({ id, answer: secret(text) });
  const questions = {
    mandatory: [answer(['always', 'immer'])],
    optional: Object.entries(OPTIONAL).map(answer),
  };
  const made = await createLock({ principalId, questions, threshold: 2, cost: CHEAP, random });
  const passwords = [];
  for (const [generation, text] of PASSWORDS) {
    const recipient = { ...made, principalId, generation: BigInt(generation) };
    const sealed = Buffer.from(await sealPassword(recipient, secret(text))).toString('base64url');
    passwords.push({ generation, sealed });
  }
  return { lock: Buffer.from(made.lock).toString('base64url'), passwords };
}

async function fake(): Promise<Pick<KitRecovery, 'lock' | 'passwords'>> {
  return {
    lock: FakeRecoveryLocks.lock({
      principalId,
      threshold: 2,
      mandatory: { always: 'immer' },
      optional: OPTIONAL,
    }),
    passwords: PASSWORDS.map(([generation, text]) => ({
      generation,
      sealed: FakeRecoveryLocks.seal(text),
    })),
  };
}

/** What opens kits promises, run against the real lock and the fake. */
describe.each<[string, RecoveryLocks, typeof real]>([
  ['ProtocolRecoveryLocks', new ProtocolRecoveryLocks(), real],
  ['FakeRecoveryLocks', new FakeRecoveryLocks(), fake],
])('%s', (_, locks, make) => {
  const fields = { attempts: 5, reveal: 'fill-in', showSeconds: 30, secondFactor: true } as const;
  const questions = [{ id: 'always', text: 'Always?' }];
  const open = async (given: Record<string, string>, prefer?: string, who = principalId) => {
    const answers = Object.entries(given).map(([id, answer]) => ({ id, answer }));
    const recovery = { ...fields, questions, ...(await make()) };
    const opening = await locks.open(recovery, { principalId: who, answers, prefer });
    return opening.outcome === 'opened'
      ? { ...opening, password: Buffer.from(opening.password).toString('utf8') }
      : opening;
  };
  const right = { always: 'immer', first: 'eins', third: 'drei' };

  it('tells what a lock asks for', async () => {
    expect(await locks.describe((await make()).lock)).toMatchObject({
      principalId,
      mandatory: ['always'],
      optional: ['first', 'second', 'third'],
      threshold: 2,
    });
    expect(await locks.describe('bm8gbG9jaw')).toBeUndefined();
  });

  it('opens the password that is wanted, or the newest', async () => {
    const [[old, oldText], [newest, newestText]] = PASSWORDS;
    expect(await open(right, old)).toMatchObject({ generation: old, password: oldText });
    expect(await open(right, newest)).toMatchObject({ generation: newest, password: newestText });
    expect(await open(right)).toMatchObject({ generation: newest, password: newestText });
    expect(await open(right, '7')).toMatchObject({ generation: newest, password: newestText });
  });

  it.each<[string, Record<string, string>]>([
    ['a wrong one', { ...right, third: 'four' }],
    ['a wrong mandatory one', { ...right, always: 'nie' }],
    ['too few', { always: 'immer', first: 'eins' }],
    ['none', {}],
  ])('does not open for %s', async (__, given) => {
    expect(await open(given)).toEqual({ outcome: 'wrong-answers' });
  });

  it('R29: is broken for somebody else', async () => {
    expect(await open(right, undefined, 'corp/bob')).toEqual({ outcome: 'broken' });
  });
});
