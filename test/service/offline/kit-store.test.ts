import type { Kit } from '@gatehouse/protocol';

import { fileStem } from '../../../service/src/offline/state-store.js';
import { VaultUnavailableError } from '../../../service/src/vault/vault.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeRecoveryLocks } from '../../fakes/fake-recovery-locks.js';
import { FakeVault } from '../../fakes/fake-vault.js';
import { PowerCutDisk } from '../../fakes/power-cut-disk.js';
import {
  CORRELATION,
  KitSigner,
  Person,
  SeededBytes,
  issueKit,
  startOfflineScene,
} from '../../support/offline-scene.js';
import type { OfflineScene } from '../../support/offline-scene.js';
import { SeededRandom } from '../../support/seeded-random.js';

const alice = new Person('alice');
const stem = fileStem(alice.principalId);

class Machine {
  readonly disk = new PowerCutDisk(new SeededRandom('store'));
  readonly clock = new FakeClock();
  readonly vault = new FakeVault();
  signer = new KitSigner();
  #starts = 0;

  async start(): Promise<OfflineScene> {
    const random = new SeededBytes(`start ${this.#starts++}`);
    const { disk, clock, signer, vault } = this;
    return startOfflineScene({ disk, clock, signer, vault, random });
  }
}

async function put(
  { store, signer, clock }: OfflineScene,
  change: Partial<Kit> = {},
  expected: { sid?: string; revive?: boolean } = {},
): Promise<string> {
  const signed = await signer.sign(alice.kit(signer.workstationId, clock.now(), change));
  const outcome = await store.put(signed, { revive: false, ...expected }, CORRELATION);
  return 'refused' in outcome ? outcome.refused : 'kept';
}

const load = async (scene: OfflineScene) => scene.store.load(alice.principalId, CORRELATION);
const told = (scene: OfflineScene) =>
  scene.events.first(64).map(({ type, code }) => `${type} ${code ?? ''}`);

describe('a kit that arrives', () => {
  it('is kept, and is there after a restart', async () => {
    const machine = new Machine();
    const kit = await issueKit(await machine.start(), alice);
    const again = await machine.start();
    expect(await load(again)).toMatchObject({ kit, state: { serial: 1, attempts: 0 } });
  });

  it('R22: is refused when it is signed by somebody else, for another workstation, or changed', async () => {
    const scene = await new Machine().start();
    const forged = await new KitSigner(scene.signer.workstationId).sign(
      alice.kit(scene.signer.workstationId, scene.clock.now()),
    );
    const kit = await scene.signer.sign(
      alice.kit(new KitSigner().workstationId, scene.clock.now()),
    );
    const tampered = `${kit.slice(0, -4)}AAAA`;
    const outcomes = [];
    for (const signed of [forged, kit, tampered, 'garbage', 'x'.repeat(70_000)]) {
      outcomes.push(await scene.store.put(signed, { revive: true }, CORRELATION));
    }
    expect(outcomes).toEqual([
      { refused: 'wrong-key' },
      { refused: 'wrong-workstation' },
      { refused: 'wrong-key' },
      { refused: 'malformed' },
      { refused: 'malformed' },
    ]);
    expect(scene.store.entries()).toEqual([]);
  });

  it('R29: is refused when it is not of whoever logged on', async () => {
    const scene = await new Machine().start();
    expect(await put(scene, {}, { sid: new Person('bob', 1002).sid })).toBe('person');
    expect(told(scene)).toEqual(['kit.refused person']);
  });

  it('is refused when it has expired, or its lock is not one of this principal', async () => {
    const scene = await new Machine().start();
    expect(await put(scene, { expiresAt: scene.clock.now().toISOString() })).toBe('expired');
    const { recovery } = alice.kit(scene.signer.workstationId, scene.clock.now());
    const others = new Person('bob', 1002).kit(scene.signer.workstationId, scene.clock.now());
    for (const changed of [
      { lock: 'AAAA' },
      { lock: others.recovery!.lock },
      { questions: recovery!.questions.slice(1) },
    ]) {
      expect(await put(scene, { recovery: { ...recovery!, ...changed } })).toBe('lock');
    }
  });

  it('takes the place of an older one alone: a lock changes with a newer statement of the server', async () => {
    const scene = await new Machine().start();
    await issueKit(scene, alice, { serial: 5 });
    const { recovery } = alice.kit(scene.signer.workstationId, scene.clock.now());
    const lock = FakeRecoveryLocks.lock({
      principalId: alice.principalId,
      threshold: 1,
      mandatory: {},
      optional: { first: 'known to somebody else' },
    });
    const changed = { recovery: { ...recovery!, lock } };
    expect(await put(scene, { serial: 5 })).toBe('kept');
    expect(await put(scene, { ...changed, serial: 4 })).toBe('older');
    expect(await put(scene, { ...changed, serial: 5 })).toBe('older');
    expect(await put(scene, { ...changed, serial: 6 })).toBe('kept');
    expect(scene.logger.of('kit.lock-changed')).toHaveLength(1);
  });

  it('does not bring back attempts, and not the steps that the server has seen spent', async () => {
    const scene = await new Machine().start();
    await issueKit(scene, alice);
    scene.store.change(alice.principalId, () => ({ attempts: 2, wrongCodes: 1, lastStep: 50 }));
    const authenticator = { credentialId: alice.credentialId, lastStep: 70 };
    expect(await put(scene, { serial: 2, authenticator })).toBe('kept');
    expect(await load(scene)).toMatchObject({
      state: { attempts: 2, wrongCodes: 1, lastStep: 70, seeds: [{}] },
    });
  });

  it('drops the seed of an authenticator that it does not name any more', async () => {
    const scene = await new Machine().start();
    await issueKit(scene, alice);
    const { credentialId } = new Person('other');
    await put(scene, { serial: 2, authenticator: { credentialId, lastStep: 0 } });
    expect(await load(scene)).toMatchObject({ state: { seeds: [] } });
  });

  it('follows a destroyed one only when somebody has just proven who they are', async () => {
    const machine = new Machine();
    const scene = await machine.start();
    await issueKit(scene, alice);
    scene.store.destroy(alice.principalId, 'recovery-attempts', CORRELATION);
    expect(await put(scene, { serial: 2 })).toBe('destroyed');
    expect(await put(await machine.start(), { serial: 2 })).toBe('destroyed');
    expect(await put(scene, { serial: 2 }, { revive: true })).toBe('kept');
    expect(await load(scene)).toMatchObject({ kit: { serial: 2 }, state: { attempts: 0 } });
  });
});

describe('what is kept', () => {
  it('R31: is destroyed when an older kit is copied back', async () => {
    const machine = new Machine();
    const scene = await machine.start();
    await issueKit(scene, alice);
    const older = scene.files.read(`${stem}.kit`)!;
    await put(scene, { serial: 2 });
    scene.files.replace(`${stem}.kit`, older);
    expect(await load(scene)).toEqual({ missing: 'tampered' });
    expect(scene.files.read(`${stem}.kit`)).toBeUndefined();
    expect(await load(await machine.start())).toEqual({ missing: 'tampered' });
    expect(told(scene)).toEqual(['kit.destroyed tampered']);
  });

  it.each([
    ['an older state is copied back', 'state'],
    ['an older state and kit are copied back', 'both'],
    ['the state is taken away', 'none'],
    ['the second store is put back', 'counter'],
    ['the second store is emptied', 'no counter'],
    ['the state is spoilt', 'spoilt'],
  ])('R31: is destroyed when %s', async (_, what) => {
    const machine = new Machine();
    const scene = await machine.start();
    await issueKit(scene, alice);
    const [kit, state] = [scene.files.read(`${stem}.kit`)!, scene.files.read(`${stem}.state`)!];
    const count = scene.counters.read(stem)!;
    for (let attempts = 1; attempts <= 2; attempts++) {
      scene.store.change(alice.principalId, () => ({ attempts }));
    }
    if (what === 'state' || what === 'both') scene.files.replace(`${stem}.state`, state);
    if (what === 'both') scene.files.replace(`${stem}.kit`, kit);
    if (what === 'none') scene.files.remove(`${stem}.state`);
    if (what === 'counter') scene.counters.write(stem, count);
    if (what === 'no counter') scene.counters.remove(stem);
    if (what === 'spoilt') scene.files.replace(`${stem}.state`, Buffer.from('{'));
    const again = await machine.start();
    expect(await load(again)).toEqual({ missing: 'tampered' });
    expect(again.files.read(`${stem}.kit`)).toBeUndefined();
    expect(told(again)).toContain('kit.destroyed tampered');
    // It is still said after one more restart, and the person is still found.
    const last = await machine.start();
    expect(last.store.find({ sid: alice.sid, name: '' })?.state.gone?.why).toBe('destroyed');
  });

  it('takes a second store that is one behind for a power cut', async () => {
    const machine = new Machine();
    const scene = await machine.start();
    await issueKit(scene, alice);
    const count = scene.counters.read(stem)!;
    scene.store.change(alice.principalId, () => ({ attempts: 1 }));
    scene.counters.write(stem, count);
    const again = await machine.start();
    expect(await load(again)).toMatchObject({ state: { attempts: 1 } });
    expect(again.counters.read(stem)).toBe(count + 1);
  });

  it('is destroyed and reported when it cannot be read', async () => {
    const machine = new Machine();
    const scene = await machine.start();
    await issueKit(scene, alice);
    scene.files.replace(`${stem}.kit`, Buffer.from('spoilt'));
    const again = await machine.start();
    expect(await load(again)).toEqual({ missing: 'tampered' });
    expect(again.files.list().filter((name) => name.endsWith('.kit'))).toEqual([]);
    expect(told(again)).toEqual(['kit.refused broken']);
  });

  it.each([
    ['recovery-attempts', 'destroyed'],
    ['wrong-codes', 'codes-destroyed'],
    ['tampered', 'tampered'],
    ['broken', 'tampered'],
  ] as const)(
    'that was destroyed for %s is said to be %s, after a restart too',
    async (code, missing) => {
      const machine = new Machine();
      const scene = await machine.start();
      await issueKit(scene, alice);
      scene.store.destroy(alice.principalId, code, CORRELATION);
      expect(await load(scene)).toEqual({ missing });
      expect(await load(await machine.start())).toEqual({ missing });
    },
  );

  it('goes when it is of another workstation', async () => {
    const machine = new Machine();
    await issueKit(await machine.start(), alice);
    machine.signer = Object.assign(machine.signer, {
      workstationId: new KitSigner().workstationId,
    });
    const again = await machine.start();
    expect(again.store.entries()).toEqual([]);
    expect(again.files.list()).toEqual(['events.json']);
    expect(told(again)).toEqual(['kit.refused foreign']);
  });

  it('is of no use, but not lost, when the server has another key: a refresh brings it anew', async () => {
    const machine = new Machine();
    await issueKit(await machine.start(), alice);
    machine.signer = new KitSigner(machine.signer.workstationId);
    const again = await machine.start();
    expect(await load(again)).toEqual({ missing: 'no-kit' });
    expect(await put(again, { serial: 1 })).toBe('kept');
    expect(await load(again)).toMatchObject({ kit: { serial: 1 } });
  });

  it('R15: goes when its time is over, and that is what is said of it', async () => {
    const machine = new Machine();
    const scene = await machine.start();
    await issueKit(scene, alice);
    machine.clock.advance({ minutes: 14 * 24 * 60 });
    expect(await load(scene)).toEqual({ missing: 'expired' });
    expect(scene.files.read(`${stem}.kit`)).toBeUndefined();
    expect(await load(await machine.start())).toEqual({ missing: 'expired' });
    expect(await put(await machine.start(), { serial: 2 })).toBe('kept');
  });

  it('leaves nothing behind when the server withdraws it', async () => {
    const machine = new Machine();
    const scene = await machine.start();
    await issueKit(scene, alice);
    await scene.store.remove(alice.principalId);
    expect(scene.files.list()).toEqual([]);
    expect(scene.counters.read(stem)).toBeUndefined();
    expect(await load(scene)).toEqual({ missing: 'no-kit' });
  });

  it('is tidied of what cannot be told whose it is', async () => {
    const machine = new Machine();
    const scene = await machine.start();
    const other = 'f'.repeat(32);
    scene.files.replace(`${other}.kit`, Buffer.from('who knows'));
    const again = await machine.start();
    expect(again.files.list()).toEqual(['events.json']);
    expect(told(again)).toEqual(['kit.refused broken']);
  });
});

describe('while the vault cannot be asked', () => {
  const kept = ({ files }: OfflineScene) =>
    files.list().map((name) => [name, Buffer.from(files.read(name)!).toString('hex')]);
  const outages = ({ logger }: OfflineScene) =>
    logger.lines.filter(({ event }) => event === 'vault.unavailable').length;

  it('what is kept stays as it is, no tampering is counted, and it is logged once', async () => {
    const machine = new Machine();
    const scene = await machine.start();
    const kit = await issueKit(scene, alice);
    const before = kept(scene);
    machine.vault.isAway = true;
    expect(await load(scene)).toEqual({ missing: 'unavailable' });
    expect(await load(scene)).toEqual({ missing: 'unavailable' });
    await expect(put(scene, { serial: 2 })).rejects.toThrow(VaultUnavailableError);
    expect(outages(scene)).toBe(1);
    expect(kept(scene)).toEqual(before);
    expect(told(scene)).toEqual([]);

    machine.vault.isAway = false;
    expect(await load(scene)).toMatchObject({ kit });
    machine.vault.isAway = true;
    expect(await load(scene)).toEqual({ missing: 'unavailable' });
    expect(outages(scene)).toBe(2);
  });

  it('a start reads nothing and loses nothing: it is read when it can be', async () => {
    const machine = new Machine();
    const kit = await issueKit(await machine.start(), alice);
    machine.vault.isAway = true;
    const scene = await machine.start();
    expect(scene.store.find({ sid: alice.sid, name: '' })).toBeUndefined();
    expect(scene.store).toMatchObject({ isEmpty: false, hasUnread: true });
    expect(outages(scene)).toBe(1);

    machine.vault.isAway = false;
    await scene.store.readUnread(CORRELATION);
    expect(scene.store.hasUnread).toBe(false);
    expect(scene.store.find({ sid: alice.sid, name: '' })?.kit).toEqual(kit);
    expect(told(scene)).toEqual([]);
  });
});

describe('whose kit is meant', () => {
  it('is told by SID, or by a name that only one can have', async () => {
    const scene = await new Machine().start();
    const bob = new Person('bob', 1002);
    await issueKit(scene, alice);
    await issueKit(scene, bob);
    const find = (name: string, sid?: string) =>
      scene.store.find({ sid, name })?.account.samAccountName;
    expect(find('whoever', alice.sid)).toBe('alice');
    for (const name of ['alice', ' ALICE ', 'corp\\Alice', 'Alice@CORP.test']) {
      expect(find(name)).toBe('alice');
    }
    for (const name of [
      '',
      '\\',
      'carol',
      'other\\alice',
      '.\\alice',
      'alice@other.test',
      'corp\\',
    ]) {
      expect(find(name)).toBeUndefined();
    }
    expect(find('alice', 'S-1-5-21-9-9-9-9')).toBeUndefined();
    const namesake = Object.assign(new Person('alice', 1003), { principalId: 'other/alice' });
    const kit = namesake.kit(scene.signer.workstationId, scene.clock.now());
    const account = { ...kit.account, netbiosDomain: 'OTHER' };
    const { recovery: _, ...rest } = kit;
    const signed = await scene.signer.sign({ ...rest, account, userPrincipalName: 'a@other.test' });
    await scene.store.put(signed, { revive: false }, CORRELATION);
    expect(find('alice')).toBeUndefined();
    expect(find('CORP\\alice')).toBe('alice');
    expect(scene.store.find({ sid: undefined, name: 'other\\alice' })?.account.sid).toBe(
      namesake.sid,
    );
  });
});
