import { DEFAULT_MACHINE_RULES } from '@gatehouse/protocol';
import type { MachinePolicy, MachineRules } from '@gatehouse/protocol';

import { FolderFiles } from '../../../service/src/files/durable-files.js';
import { FileCounters } from '../../../service/src/offline/file-counters.js';
import { MachinePolicyStore } from '../../../service/src/policy/machine-policy-store.js';
import { PolicyKeeper } from '../../../service/src/policy/policy-keeper.js';
import { KeptRules } from '../../../service/src/policy/rules.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeVault } from '../../fakes/fake-vault.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { PowerCutDisk } from '../../fakes/power-cut-disk.js';
import { KitSigner } from '../../support/offline-scene.js';
import { SeededRandom } from '../../support/seeded-random.js';

const DAY_MS = 86_400_000;
const FALLBACK = { ...DEFAULT_MACHINE_RULES, isFallback: true };
const OBSERVE: MachineRules = { ...DEFAULT_MACHINE_RULES, mode: 'observe' };

function setUp() {
  const server = new KitSigner();
  const [clock, vault, logger] = [new FakeClock(), new FakeVault(), new MemoryLogger()];
  const disk = new PowerCutDisk(new SeededRandom('policy'));
  const files = new FolderFiles(disk, '/policy');
  const counters = new FileCounters(new FolderFiles(disk, '/counters'));
  let signers: typeof server.signers | undefined = server.signers;
  const store = new MachinePolicyStore({ files, counters, vault, signers: () => signers });
  const policy = (change: Partial<MachinePolicy> = {}): MachinePolicy => ({
    version: 1,
    workstationId: server.workstationId,
    issuedAt: clock.now().toISOString(),
    expiresAt: new Date(clock.now().getTime() + DAY_MS).toISOString(),
    policy: 'everyone@1',
    rules: OBSERVE,
    ...change,
  });
  const sign = (change?: Partial<MachinePolicy>) => server.signPolicy(policy(change));
  const current = () => store.current(clock.now());
  const trust = (other: typeof signers) => {
    signers = other;
  };
  return { server, clock, vault, files, counters, store, sign, current, trust, logger };
}

describe('what the server signed of this workstation', () => {
  it('is kept, and has an age', async () => {
    const { store, sign, current, clock } = setUp();
    expect(await current()).toEqual({ missing: 'none' });
    expect(await store.keep(await sign())).toMatchObject({ policy: { rules: OBSERVE } });
    clock.advance({ seconds: 90 });
    expect(await current()).toMatchObject({ policy: { rules: OBSERVE }, ageSeconds: 90 });
  });

  it('expires, and is not believed where the clock cannot be', async () => {
    const { store, sign, current, clock } = setUp();
    await store.keep(await sign());
    expect(await store.current(undefined)).toEqual({ missing: 'clock' });
    clock.advance({ minutes: 24 * 60 });
    expect(await current()).toEqual({ missing: 'expired' });
  });

  it('is refused where it is of another server, workstation or kind, or was changed', async () => {
    const { store, sign, server, trust } = setUp();
    const stranger = new KitSigner(server.workstationId);
    const other = new KitSigner();
    const signed = await sign();
    expect(await store.keep(await sign({ workstationId: other.workstationId }))).toEqual({
      refused: 'wrong-workstation',
    });
    const [head, , tail] = signed.split('.');
    const forged = { ...OBSERVE, foreignAccounts: 'excluded' };
    const body = Buffer.from(JSON.stringify(forged)).toString('base64url');
    expect(await store.keep([head, body, tail].join('.'))).toEqual({ refused: 'wrong-key' });
    expect(await store.keep('no statement')).toEqual({ refused: 'malformed' });
    expect(await store.keep('x'.repeat(100_000))).toEqual({ refused: 'malformed' });
    trust(stranger.signers);
    expect(await store.keep(signed)).toEqual({ refused: 'wrong-key' });
    trust(undefined);
    expect(await store.keep(signed)).toEqual({ refused: 'not-joined' });
  });

  it('is verified again when other keys count, also where it was found right before', async () => {
    const { server, store, sign, current, trust } = setUp();
    await store.keep(await sign());
    expect(await current()).toMatchObject({ policy: { rules: OBSERVE } });
    for (const other of [new KitSigner().signers, new KitSigner(server.workstationId).signers]) {
      trust(other);
      expect(await current()).toMatchObject({
        missing: expect.stringMatching(/^wrong-/) as string,
      });
    }
    trust(undefined);
    expect(await current()).toEqual({ missing: 'not-joined' });
  });

  it('is opened once for as long as the file is the same, and its dates count each time', async () => {
    const { store, sign, current, clock, files, counters, vault } = setUp();
    await store.keep(await sign());
    expect(await current()).toMatchObject({ ageSeconds: 0 });
    vault.isAway = true;
    clock.advance({ seconds: 1 });
    expect(await current()).toMatchObject({ ageSeconds: 1 });
    vault.isAway = false;
    files.replace('machine-policy', files.read('machine-policy')!.slice(1));
    expect(await current()).toEqual({ missing: 'unreadable' });
    await store.keep(await sign({ rules: DEFAULT_MACHINE_RULES }));
    expect(await current()).toMatchObject({ policy: { rules: { mode: 'enforce' } } });
    counters.write('machine-policy', clock.now().getTime() / 1000 + 60);
    expect(await current()).toEqual({ missing: 'older' });
    counters.write('machine-policy', 0);
    clock.advance({ minutes: 24 * 60 });
    expect(await current()).toEqual({ missing: 'expired' });
  });

  it('gives way to a later one alone, and an earlier file that is copied back is found out', async () => {
    const { store, sign, current, clock, files } = setUp();
    const first = await sign();
    await store.keep(first);
    const copy = files.read('machine-policy')!;
    clock.advance({ seconds: 5 });
    await store.keep(await sign({ rules: DEFAULT_MACHINE_RULES }));
    expect(await store.keep(first)).toEqual({ refused: 'older' });
    expect(await current()).toMatchObject({ policy: { rules: { mode: 'enforce' } } });
    files.replace('machine-policy', copy);
    expect(await current()).toEqual({ missing: 'older' });
    files.remove('machine-policy');
    expect(await current()).toEqual({ missing: 'older' });
  });

  it('is not believed where the file is spoilt or sealed for something else', async () => {
    const { store, sign, current, files, vault } = setUp();
    await store.keep(await sign());
    files.replace('machine-policy', vault.seal(Buffer.from(await sign()), 'kit/alice'));
    expect(await current()).toEqual({ missing: 'unreadable' });
    files.replace('machine-policy', new Uint8Array(200_000));
    expect(await current()).toEqual({ missing: 'unreadable' });
  });
});

describe('the rules that hold', () => {
  const rulesOf = (scene: ReturnType<typeof setUp>, fetch = () => Promise.resolve()) =>
    new KeptRules({
      store: () => Promise.resolve(scene.store),
      now: () => Promise.resolve(scene.clock.now()),
      fetch,
      logger: scene.logger,
    });

  it('are those of the policy, and the defaults where none can be believed', async () => {
    const scene = setUp();
    const rules = rulesOf(scene);
    expect(await rules.current({ mayAsk: false })).toEqual(FALLBACK);
    await scene.store.keep(await scene.sign());
    expect(await rules.current({ mayAsk: false })).toEqual(OBSERVE);
    scene.vault.isAway = true;
    scene.files.replace('machine-policy', Buffer.from('another file'));
    expect(await rules.current({ mayAsk: false })).toEqual(FALLBACK);
    expect(scene.logger.of('policy.fault')).toHaveLength(1);
    // The one event of a time without a policy ends with this line.
    expect(scene.logger.of('policy.not-in-force')).toMatchObject([{ reason: 'none' }]);
    expect(scene.logger.of('policy.in-force')).toHaveLength(1);
  });

  it('are asked for first where the server may be', async () => {
    const scene = setUp();
    let asked = 0;
    const rules = rulesOf(scene, async () => {
      asked++;
      await scene.store.keep(await scene.sign());
    });
    expect(await rules.current({ mayAsk: false })).toEqual(FALLBACK);
    expect(await rules.current({ mayAsk: true })).toEqual(OBSERVE);
    expect(await rules.current({ mayAsk: true })).toEqual(OBSERVE);
    expect(asked).toBe(2);
    expect(await rules.current({ mayAsk: false })).toEqual(OBSERVE);
    expect(asked).toBe(2);
  });

  it('are the defaults where the server cannot be asked either', async () => {
    const rules = rulesOf(setUp(), () => Promise.reject(new Error('away')));
    expect(await rules.current({ mayAsk: true })).toEqual(FALLBACK);
  });
});

describe('what the filter is told', () => {
  const keeperOf = (
    scene: ReturnType<typeof setUp>,
    now: () => Date | undefined = () => scene.clock.now(),
  ) => {
    const told: string[] = [];
    const stage = { set: (mode: string) => void told.push(mode) };
    const { store, logger } = scene;
    const keeper = new PolicyKeeper({
      ...{ store: () => Promise.resolve(store), stage: () => Promise.resolve(stage) },
      now: () => Promise.resolve(now()),
      logger,
    });
    return { keeper, told };
  };

  it('is nothing before the first answer, then the mode, and to enforce when it has expired', async () => {
    const scene = setUp();
    const { keeper, told } = keeperOf(scene);
    await keeper.take(undefined);
    expect(told).toEqual([]);
    await keeper.take(await scene.sign());
    await keeper.take(undefined);
    expect(told).toEqual(['observe', 'observe']);
    scene.clock.advance({ minutes: 24 * 60 });
    await keeper.take(undefined);
    expect(told.at(-1)).toBe('enforce');
  });

  it('is to enforce where the clock was set back: what has expired would hold again', async () => {
    const scene = setUp();
    let isTrusted = true;
    const { keeper, told } = keeperOf(scene, () => (isTrusted ? scene.clock.now() : undefined));
    await keeper.take(await scene.sign());
    isTrusted = false;
    await keeper.take(undefined);
    expect(told).toEqual(['observe', 'enforce']);
  });

  it('stays as it is where an answer is refused', async () => {
    const scene = setUp();
    const { keeper, told } = keeperOf(scene);
    await keeper.take(await scene.sign());
    await keeper.take('nonsense');
    expect(told).toEqual(['observe', 'observe']);
    expect(scene.logger.of('policy.refused')).toMatchObject([{ reason: 'malformed' }]);
  });
});
