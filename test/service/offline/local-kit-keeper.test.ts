import { setTimeout as sleep } from 'node:timers/promises';

import { formatId, totp } from '@gatehouse/protocol';
import type { Granted, Kit, LogonId } from '@gatehouse/protocol';

import { UnreachableError } from '../../../service/src/authority/authority.js';
import { KitRefresher } from '../../../service/src/offline/kit-refresher.js';
import { LocalKitKeeper } from '../../../service/src/offline/local-kit-keeper.js';
import { unmaskSeed } from '../../../service/src/offline/masked-seed.js';
import { FakeKitServer } from '../../fakes/fake-kit-server.js';
import { PowerCutDisk } from '../../fakes/power-cut-disk.js';
import {
  CHEAP,
  CORRELATION,
  Person,
  SeededBytes,
  beginRequest,
  issueKit,
  startOfflineScene,
} from '../../support/offline-scene.js';
import { SeededRandom } from '../../support/seeded-random.js';

const ids = new SeededBytes('keeper');

async function setUp() {
  const scene = await startOfflineScene({ disk: new PowerCutDisk(new SeededRandom('keeper')) });
  const server = new FakeKitServer(scene.signer.signers);
  const keeper = new LocalKitKeeper({
    ...scene,
    server,
    correlationId: CORRELATION,
    cost: CHEAP,
    pausesMs: [1, 1],
  });
  const alice = new Person('alice');

  /** A logon that the server granted, and the kit that it gives for it. */
  async function grant(change: Partial<Kit> = {}): Promise<Granted> {
    const logonId = formatId('lgn', ids.bytes(16));
    const kit = alice.kit(scene.signer.workstationId, scene.clock.now(), change);
    const seed = Buffer.from(alice.seed).toString('base64url');
    const { credentialId } = alice;
    server.issued.set(logonId, { kit: await scene.signer.sign(kit), seed: { credentialId, seed } });
    return {
      outcome: 'granted',
      logonId,
      account: kit.account,
      generation: alice.generation,
      kit: true,
      correlationId: CORRELATION,
    };
  }

  async function keep(granted: Granted): Promise<void> {
    const password = new Uint8Array(Buffer.from(alice.password));
    keeper.keep({ ...granted, password }, { correlationId: CORRELATION });
    // It was copied: the caller wipes at once.
    password.fill(0);
    await settled();
  }

  const settled = async () => {
    for (let round = 0; round < 50; round++) await sleep(2);
  };
  const stateOf = () => scene.store.find({ sid: alice.sid, name: '' })?.state;
  const unmask = async () =>
    Promise.all(
      (stateOf()?.seeds ?? []).map(async (seed) =>
        Buffer.from(await unmaskSeed(seed, Buffer.from(alice.password))).equals(alice.seed),
      ),
    );
  return { scene, server, keeper, alice, grant, keep, settled, stateOf, unmask };
}

describe('a code that the server took', () => {
  async function spend(code: 'shown now' | 'shown before' | 'of another seed', change = {}) {
    const test = await setUp();
    const { scene, server, alice, grant, keep, keeper, settled } = test;
    await keep(await grant());
    Object.assign(alice, change);
    server.offsetMs = 120_000;
    const present = new Date(scene.clock.now().getTime() + server.offsetMs);
    const { sid } = alice;
    const codes = {
      'shown now': alice.code(present),
      'shown before': alice.code(present, -1),
      'of another seed': new Person('bob').code(present),
    };
    const password = new Uint8Array(Buffer.from(alice.password));
    keeper.spent({ sid, code: codes[code], password }, { correlationId: CORRELATION });
    password.fill(0);
    await settled();
    return { ...test, step: totp.stepAt(present.getTime() / 1000) };
  }

  it.each([
    ['shown now', 0],
    ['shown before', -1],
  ] as const)('is spent here at once, by the server’s clock (%s)', async (code, offset) => {
    const { stateOf, step, scene } = await spend(code);
    expect(stateOf()).toMatchObject({ lastStep: step + offset, wrongCodes: 0 });
    expect(scene.logger.of('code.not-spent')).toEqual([]);
  });

  it('is spent with its neighbours where no seed here shows which step it was', async () => {
    for (const { stateOf, step } of [
      await spend('of another seed'),
      await spend('shown now', { password: 'changed' }),
    ]) {
      expect(stateOf()?.lastStep).toBe(step + 1);
    }
  });

  it('is spent with its neighbours in a self-service, where there is no password', async () => {
    const { scene, server, alice, grant, keep, keeper, stateOf } = await setUp();
    await keep(await grant());
    server.offsetMs = 120_000;
    const step = totp.stepAt((scene.clock.now().getTime() + server.offsetMs) / 1000);
    const spend = (sid: string | undefined, name: string) =>
      keeper.spentUnknown({ sid, name }, { correlationId: CORRELATION });
    spend(undefined, 'nobody');
    expect(stateOf()?.lastStep).toBe(0);
    spend(undefined, 'CORP\\alice');
    expect(stateOf()?.lastStep).toBe(step + 1);
    scene.store.change(alice.principalId, () => ({ lastStep: step + 9 }));
    spend(alice.sid, '');
    expect(stateOf()?.lastStep).toBe(step + 9);
  });

  it('brings back no step that was spent before', async () => {
    const { scene, alice, keeper, settled, stateOf, step } = await spend('shown now');
    scene.store.change(alice.principalId, () => ({ lastStep: step + 9 }));
    const { sid } = alice;
    const password = new Uint8Array(Buffer.from(alice.password));
    const code = alice.code(new Date(step * 30_000));
    keeper.spent({ sid, code, password }, { correlationId: CORRELATION });
    await settled();
    expect(stateOf()?.lastStep).toBe(step + 9);
  });

  it('says nothing of somebody of whom nothing is kept, and is seen to the end at a stop', async () => {
    const { scene, keeper, grant, keep, alice, stateOf } = await setUp();
    const taken = { code: '123456', password: new Uint8Array(Buffer.from(alice.password)) };
    keeper.spent({ ...taken, sid: 'S-1-5-21-9' }, { correlationId: CORRELATION });
    await keep(await grant());
    expect(stateOf()?.lastStep).toBe(0);
    keeper.spent({ ...taken, sid: alice.sid }, { correlationId: CORRELATION });
    await keeper.close();
    expect(stateOf()?.lastStep).toBe(totp.stepAt(scene.clock.now().getTime() / 1000) + 1);
  });
});

describe('after a logon that the server granted', () => {
  it('the kit is kept, and the seed masked with the password', async () => {
    const { scene, server, grant, keep, stateOf, unmask } = await setUp();
    await keep(await grant());
    expect(scene.store.entries()).toHaveLength(1);
    expect(server.maskedSeeds).toEqual([undefined]);
    expect(stateOf()).toMatchObject({ seeds: [{ generation: '100' }] });
    expect(await unmask()).toEqual([true]);
  });

  it('nothing is fetched where the verdict has no kit', async () => {
    const { server, grant, keep } = await setUp();
    await keep({ ...(await grant()), kit: false });
    expect(server.maskedSeeds).toEqual([]);
  });

  it('a seed that is masked with this password already is not asked for again', async () => {
    const { alice, server, grant, keep, unmask } = await setUp();
    await keep(await grant());
    await keep(await grant({ serial: 2 }));
    expect(server.maskedSeeds).toEqual([undefined, alice.credentialId]);
    alice.password = 'changed';
    alice.generation = '200';
    await keep(await grant({ serial: 3 }));
    expect(server.maskedSeeds).toEqual([undefined, alice.credentialId, undefined]);
    expect(await unmask()).toEqual([true]);
  });

  it('the seed stays under the password that Windows accepted here until it accepts the new one', async () => {
    const { alice, keeper, grant, keep, settled, stateOf, unmask } = await setUp();
    const first = await grant();
    await keep(first);
    keeper.accepted(first);
    await settled();
    expect(stateOf()).toMatchObject({ accepted: '100' });
    alice.password = 'changed';
    alice.generation = '200';
    const second = await grant({ serial: 2 });
    await keep(second);
    expect(stateOf()?.seeds.map(({ generation }) => generation)).toEqual(['100', '200']);
    expect(await unmask()).toEqual([false, true]);
    keeper.accepted(second);
    await settled();
    expect(stateOf()).toMatchObject({ accepted: '200', seeds: [{ generation: '200' }] });
  });

  it('what Windows said waits for the kit that is on its way', async () => {
    const { keeper, grant, settled, stateOf, alice } = await setUp();
    const granted = await grant();
    keeper.keep(
      { ...granted, password: new Uint8Array(Buffer.from(alice.password)) },
      { correlationId: CORRELATION },
    );
    keeper.accepted(granted);
    await settled();
    expect(stateOf()).toMatchObject({ accepted: '100', seeds: [{}] });
  });

  it('attempts are forgiven, and a destroyed kit comes back', async () => {
    const { scene, alice, grant, keep, stateOf } = await setUp();
    await keep(await grant());
    scene.store.change(alice.principalId, () => ({ attempts: 2, wrongCodes: 2 }));
    await keep(await grant({ serial: 2 }));
    expect(stateOf()).toMatchObject({ attempts: 0, wrongCodes: 0 });
    scene.store.destroy(alice.principalId, 'wrong-codes', CORRELATION);
    await keep(await grant({ serial: 3 }));
    expect(stateOf()).toMatchObject({ serial: 3, seeds: [{}] });
    expect(stateOf()?.gone).toBeUndefined();
  });

  it('a server that is away for a moment is asked again', async () => {
    const { server, grant, keep, stateOf } = await setUp();
    server.failures = 2;
    await keep(await grant());
    expect(stateOf()).toBeDefined();
  });

  it('R29: the kit of somebody else is not kept', async () => {
    const { scene, grant, keep } = await setUp();
    const bob = new Person('bob', 1002).kit(scene.signer.workstationId, scene.clock.now());
    const granted = await grant();
    await keep({ ...granted, account: bob.account });
    expect(scene.store.entries()).toEqual([]);
  });
});

describe('after Windows changed the password here', () => {
  async function change() {
    const set = await setUp();
    const { keeper, alice, grant, keep, settled } = set;
    const before = await grant();
    await keep(before);
    keeper.accepted(before);
    await settled();
    const renew = async (granted: Granted) => {
      const password = new Uint8Array(Buffer.from(alice.password));
      keeper.changed({ ...granted, password }, { correlationId: CORRELATION });
      password.fill(0);
      await settled();
    };
    return { ...set, renew };
  }

  it('the kit is fetched anew, its newest password is the one to recover, and the seed is masked with it', async () => {
    const { server, alice, grant, renew, stateOf, unmask } = await change();
    alice.password = 'changed';
    alice.generation = '200';
    // As the server granted it: with the generation of the password that was to go, and without a kit.
    await renew({ ...(await grant({ serial: 2 })), generation: '100', kit: false });
    expect(server.maskedSeeds).toEqual([undefined, undefined]);
    expect(stateOf()).toMatchObject({ serial: 2, accepted: '200', seeds: [{ generation: '200' }] });
    expect(await unmask()).toEqual([true]);
  });

  it('a password that the server did not seal leaves the one to recover, and the codes go with the new one', async () => {
    const { alice, grant, renew, stateOf, unmask } = await change();
    const granted = await grant({ serial: 2 });
    alice.password = 'changed';
    await renew(granted);
    expect(stateOf()).toMatchObject({ accepted: '100' });
    expect(await unmask()).toEqual([false, true]);
  });

  async function remask({ keeper, alice }: Awaited<ReturnType<typeof change>>, sid = alice.sid) {
    const oldPassword = new Uint8Array(Buffer.from(alice.password));
    const newPassword = new Uint8Array(Buffer.from('changed'));
    const remasking = keeper.remask(
      { sid, oldPassword, newPassword },
      { correlationId: CORRELATION },
    );
    oldPassword.fill(0);
    newPassword.fill(0);
    await remasking;
  }

  it('and the server is away: right codes stay right, and the old password opens nothing', async () => {
    const set = await change();
    const { scene, alice, stateOf, unmask } = set;
    const { attempts, serial } = stateOf()!;
    await remask(set);
    expect(await unmask()).toEqual([false]);
    alice.password = 'changed';
    expect(await unmask()).toEqual([true]);
    expect(stateOf()).toMatchObject({ attempts, serial, accepted: '100' });
    scene.passwords.known.set('CORP\\alice', 'changed');
    const challenge = await scene.authority.begin(beginRequest(alice), scene.context);
    const { logonId } = challenge as { logonId: LogonId };
    const code = alice.code(scene.clock.now());
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toMatchObject({
      outcome: 'granted',
    });
  });

  it('a kit that was asked for before does not put the old one back', async () => {
    const set = await change();
    const { server, keeper, alice, grant, settled, unmask } = set;
    server.failures = 1;
    const password = new Uint8Array(Buffer.from(alice.password));
    const granted = { ...(await grant({ serial: 2 })), generation: '150', password };
    keeper.keep(granted, { correlationId: CORRELATION });
    await remask(set);
    await settled();
    alice.password = 'changed';
    expect(await unmask()).toEqual([true]);
  });

  it('of somebody else, nothing is masked anew', async () => {
    const set = await change();
    await remask(set, 'S-1-5-21-9');
    expect(await set.unmask()).toEqual([true]);
  });

  it('nothing is fetched where no kit is kept', async () => {
    const { server, keeper, grant, settled } = await setUp();
    const password = new Uint8Array(Buffer.from('changed'));
    keeper.changed({ ...(await grant()), password }, { correlationId: CORRELATION });
    await settled();
    expect(server.maskedSeeds).toHaveLength(0);
  });
});

describe('a refresh in the background', () => {
  it('says what is kept and accepted, keeps what is newer, and drops what is withdrawn', async () => {
    const { scene, server, alice, keeper } = await setUp();
    const bob = new Person('bob', 1002);
    await issueKit(scene, alice);
    await issueKit(scene, bob);
    const newer = alice.kit(scene.signer.workstationId, scene.clock.now(), { serial: 7 });
    const kits = [await scene.signer.sign(newer)];
    server.refreshes.push({ kits, withdrawn: [bob.principalId] });
    expect(await keeper.refresh()).toBe(true);
    expect(server.asked[0]?.kits).toEqual([
      { principalId: alice.principalId, serial: 1, accepted: '100' },
      { principalId: bob.principalId, serial: 1, accepted: '100' },
    ]);
    expect(scene.store.entries().map(({ kit }) => kit?.serial)).toEqual([7]);
    expect(scene.store.entryOf(alice.principalId)?.state.seeds).toHaveLength(1);
  });

  it('asks again where not everything fitted', async () => {
    const { server, keeper } = await setUp();
    server.refreshes.push({ kits: [], withdrawn: [], more: true });
    await keeper.refresh();
    expect(server.asked).toHaveLength(2);
  });

  it('keeps nothing of anybody when the workstation was revoked', async () => {
    const { scene, server, alice, keeper } = await setUp();
    await issueKit(scene, alice);
    server.refusal = new UnreachableError('revoked', 'the server answered');
    expect(await keeper.refresh()).toBe(false);
    expect(scene.store.entries()).toEqual([]);
  });

  it('tells each event until the server took it', async () => {
    const { scene, server, alice, keeper } = await setUp();
    await issueKit(scene, alice);
    scene.store.destroy(alice.principalId, 'recovery-attempts', CORRELATION);
    for (let count = 0; count < 100; count++) {
      const { principalId } = alice;
      scene.events.record({ type: 'offline.denied', principalId, correlationId: CORRELATION });
    }
    server.failures = 1;
    expect(await keeper.refresh()).toBe(false);
    expect(scene.events.first(256)).toHaveLength(101);
    expect(await keeper.refresh()).toBe(true);
    expect(server.events).toHaveLength(101);
    expect(new Set(server.events.map(({ id }) => id)).size).toBe(101);
    expect(scene.events.first(256)).toEqual([]);
    expect(scene.store.entryOf(alice.principalId)?.state.gone).toMatchObject({ told: true });
    // A destroyed kit is not asked for.
    expect(server.asked[0]?.kits).toEqual([]);
  });

  it('confirms the clock, if the server agrees with it', async () => {
    const { scene, server, keeper } = await setUp();
    scene.time.now();
    scene.clock.advance({ minutes: -60 });
    server.offsetMs = 3_600_000;
    await keeper.refresh();
    expect(scene.time.now()).toBeUndefined();
    server.offsetMs = 0;
    await keeper.refresh();
    expect(scene.time.now()).toEqual(scene.clock.now());
  });

  it('comes after the start, again and again, and soon after an event', async () => {
    const { scene, server, alice, keeper } = await setUp();
    const times = { firstMs: 1, eventMs: 1, everyMs: 60_000, retryMs: 5 };
    server.failures = 1;
    const refresher = new KitRefresher(keeper, scene.events, { random: ids, times });
    await sleep(100);
    expect(server.asked).toHaveLength(1);
    const { principalId } = alice;
    scene.events.record({ type: 'offline.denied', principalId, correlationId: CORRELATION });
    await sleep(100);
    expect(server.events).toHaveLength(1);
    refresher.close();
    refresher.soon();
    await sleep(20);
    expect(server.asked).toHaveLength(2);
  });
});
