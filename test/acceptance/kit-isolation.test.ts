import { formatId } from '@gatehouse/protocol';
import type { Kit } from '@gatehouse/protocol';
import { createLock, sealPassword } from '@gatehouse/protocol/recovery';

import { ProtocolRecoveryLocks } from '../../service/src/offline/protocol-recovery-locks.js';
import { fileStem } from '../../service/src/offline/state-store.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { PowerCutDisk } from '../fakes/power-cut-disk.js';
import {
  CHEAP,
  CORRELATION,
  KitSigner,
  Person,
  SeededBytes,
  beginRequest,
  issueKit,
  startOfflineScene,
} from '../support/offline-scene.js';
import type { OfflineScene } from '../support/offline-scene.js';
import { SeededRandom } from '../support/seeded-random.js';

/** `GATEHOUSE_ISOLATION_SEED=<seed>` repeats a run. */
const SEED = process.env['GATEHOUSE_ISOLATION_SEED'] ?? 'isolation';
const STEPS = 250;

const PEOPLE = ['alice', 'bob', 'carol', 'dörte'].map((name, at) => new Person(name, 1001 + at));
const random = new SeededBytes(SEED);
const secret = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));

/** A kit's recovery with a real lock, cheap to open. */
async function recoveryOf(person: Person): Promise<NonNullable<Kit['recovery']>> {
  const { principalId, generation, password } = person;
  const optional = person.answers().map(({ id, answer }) => ({ id, answer: secret(answer) }));
  const questions = { mandatory: [], optional };
  const made = await createLock({ principalId, questions, threshold: 2, cost: CHEAP, random });
  const recipient = { ...made, principalId, generation: BigInt(generation) };
  const sealed = await sealPassword(recipient, secret(password));
  return {
    attempts: 0,
    reveal: 'fill-in',
    showSeconds: 30,
    secondFactor: false,
    questions: optional.map(({ id }) => ({ id, text: `${id}?` })),
    lock: Buffer.from(made.lock).toString('base64url'),
    passwords: [{ generation, sealed: Buffer.from(sealed).toString('base64url') }],
  };
}

/** One server, three workstations, and everybody has logged on at each of them. */
async function company() {
  const clock = new FakeClock();
  const signer = new KitSigner();
  const logon = { offline: 'offline-otp', wrongCodes: 0 } as const;
  const kits = new Map<Person, Partial<Kit>>();
  for (const person of PEOPLE) kits.set(person, { recovery: await recoveryOf(person), logon });
  const machines: OfflineScene[] = [];
  for (const name of ['one', 'two', 'three']) {
    // The server's key is one; the workstation that a kit is for is each one's own.
    const own = Object.create(signer, {
      workstationId: { value: formatId('wks', random.bytes(16)), enumerable: true },
    }) as KitSigner;
    Object.defineProperty(own, 'signers', {
      get: () => ({ ...signer.signers, workstationId: own.workstationId }),
    });
    Object.defineProperty(own, 'sign', { value: (kit: Kit) => signer.sign(kit) });
    const scene = await startOfflineScene({
      disk: new PowerCutDisk(new SeededRandom(name)),
      locks: new ProtocolRecoveryLocks(),
      random: new SeededBytes(name),
      signer: own,
      clock,
    });
    for (const person of PEOPLE) await issueKit(scene, person, kits.get(person));
    machines.push(scene);
  }
  return { clock, machines };
}

const passwordOf = (outcome: { outcome: string; password?: Uint8Array }) =>
  outcome.password === undefined ? undefined : Buffer.from(outcome.password).toString();

it('R29: interleaved people at interleaved machines never open the kits of others', async () => {
  const { clock, machines } = await company();
  const chance = new SeededRandom(SEED);
  const openLogons: {
    scene: OfflineScene;
    person: Person;
    logonId: Parameters<OfflineScene['authority']['answer']>[0]['logonId'];
  }[] = [];
  const openRecoveries: { scene: OfflineScene; person: Person; recoveryId: string }[] = [];
  const seen = { granted: 0, recovered: 0, refused: 0 };

  /** Mostly who and where it was begun; else anybody, anywhere. */
  const someoneAt = (scene: OfflineScene, person: Person) =>
    [
      chance.chance(0.7) ? scene : chance.pick(machines),
      chance.chance(0.6) ? person : chance.pick(PEOPLE),
    ] as const;

  const beginLogon = async (scene: OfflineScene, person: Person, typist: Person) => {
    const verdict = await scene.authority.begin(
      beginRequest(person, typist.password),
      scene.context,
    );
    expect(verdict.outcome).toBe(typist === person ? 'challenge' : 'denied');
    if (verdict.outcome === 'challenge') {
      openLogons.push({ scene, person, logonId: verdict.logonId });
    }
  };
  const answer = async () => {
    const { scene: at, person, logonId } = chance.pick(openLogons.slice(-6));
    const [scene, typist] = someoneAt(at, person);
    const code = typist.code(clock.now());
    const verdict = await scene.authority.answer({ logonId, code }, scene.context);
    if (scene !== at) {
      expect(verdict).toMatchObject({ outcome: 'denied', code: 'challenge.unknown' });
      seen.refused++;
    } else if (verdict.outcome === 'granted') {
      expect(typist).toBe(person);
      expect(verdict.account.sid).toBe(person.sid);
      seen.granted++;
    }
    clock.advance({ seconds: 30 });
  };
  const beginRecovery = async (scene: OfflineScene, person: Person) => {
    const start = await scene.authority.beginRecovery(
      { sid: undefined, name: person.name },
      scene.context,
    );
    if (start.outcome !== 'questions') throw new Error(start.reason);
    openRecoveries.push({ scene, person, recoveryId: start.recoveryId });
  };
  const recover = async () => {
    const { scene: at, person, recoveryId } = chance.pick(openRecoveries.slice(-6));
    const [scene, typist] = someoneAt(at, person);
    const answers = typist.answers();
    const outcome = await scene.authority.recover({ recoveryId, answers }, scene.context);
    if (scene === at && typist === person && outcome.outcome === 'recovered') {
      expect(passwordOf(outcome)).toBe(person.password);
      expect(outcome.account.sid).toBe(person.sid);
      seen.recovered++;
    } else {
      // Somebody else's answers, another machine, or a recovery that is over.
      expect(outcome.outcome).not.toBe('recovered');
      seen.refused++;
    }
  };

  for (let step = 0; step < STEPS; step++) {
    const [scene, person] = [chance.pick(machines), chance.pick(PEOPLE)];
    const typist = chance.chance(0.6) ? person : chance.pick(PEOPLE);
    const what = chance.below(4);
    if (what === 0 || openLogons.length === 0) await beginLogon(scene, person, typist);
    else if (what === 1 || openRecoveries.length === 0) await beginRecovery(scene, person);
    else if (what === 2) await answer();
    else await recover();
  }
  // Something of each kind happened, or the run says nothing.
  expect(Object.values(seen).every((count) => count > 5)).toBe(true);
});

it('R12, R29: files of another person or machine open nothing, whichever name they are given', async () => {
  const chance = new SeededRandom(`${SEED}/files`);
  for (let round = 0; round < 12; round++) {
    const { machines } = await company();
    const [from, to] = chance.shuffle(machines) as [OfflineScene, OfflineScene];
    const [thief, victim] = chance.shuffle(PEOPLE) as [Person, Person];
    const [own, others] = [fileStem(thief.principalId), fileStem(victim.principalId)];
    const source = chance.chance(0.5) ? to : from;
    const suffixes = chance.pick([['.kit'], ['.state'], ['.kit', '.state']]);
    for (const suffix of suffixes) {
      to.files.replace(own + suffix, source.files.read(others + suffix)!);
    }
    // Whatever is said to the thief, it is not the victim's password.
    const subject = { sid: thief.sid, name: '' };
    const start = await to.authority.beginRecovery(subject, to.context);
    expect(start.outcome).toBe('refused');
    expect((await to.store.load(thief.principalId, CORRELATION)) as object).not.toHaveProperty(
      'kit',
    );
    // And the victim's own kit is as it was.
    expect(await to.store.load(victim.principalId, CORRELATION)).toHaveProperty('kit');
  }
});
