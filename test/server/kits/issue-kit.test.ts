import { randomBytes } from 'node:crypto';

import { formatId } from '@gatehouse/protocol';

import { recoverPassword } from '../../fakes/fake-recovery-lock-store.js';
import { CanarySearch, textCanary } from '../../support/canary.js';
import { KitScene, PASSWORD } from '../../support/kit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { ADMITTED } from '../../support/server-core.js';
import { tableDump } from '../../support/table-dump.js';

let postgres: TestPostgres;
let scene: KitScene;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
beforeEach(async () => {
  scene = await KitScene.start(postgres);
});
afterEach(() => scene[Symbol.asyncDispose]());
afterAll(() => postgres[Symbol.asyncDispose]());

const refused = (code: string): unknown =>
  expect.objectContaining({ name: 'ApplicationError', code });

describe('the kit of a granted logon', () => {
  test('holds what offline logons and offline recovery need', async () => {
    const { account, seed, lock } = await scene.addPerson('alice');
    const pc = scene.workstation();
    const { kit, seed: sent } = await scene.keep(pc, 'alice', seed);
    expect(kit).toMatchObject({
      version: 1,
      serial: 1,
      principalId: account.principalId,
      workstationId: pc.key,
      account: { sid: account.sid, netbiosDomain: 'CORP', samAccountName: 'alice' },
      userPrincipalName: 'alice@corp.test',
      issuedAt: scene.test.clock.now().toISOString(),
      expiresAt: new Date(scene.test.clock.now().getTime() + 14 * 86_400_000).toISOString(),
      logon: { offline: 'offline-otp', wrongCodes: 10 },
      authenticator: { credentialId: sent?.credentialId, lastStep: scene.step() },
      recovery: { attempts: 5, reveal: 'fill-in', showSeconds: 30, secondFactor: true },
    });
    expect(Buffer.from(sent!.seed, 'base64url').equals(seed)).toBe(true);
    expect(Buffer.from(kit.recovery!.lock, 'base64url').equals(lock)).toBe(true);
    const [password] = kit.recovery!.passwords;
    expect(password?.generation).toBe(account.passwordGeneration);
    const { keyId } = (await scene.test.recoveryLocks.find(account.principalId))!;
    const sealed = Buffer.from(password!.sealed, 'base64url');
    const entry = { keyId, generation: password!.generation, sealed };
    expect(await recoverPassword(lock, account.principalId, entry)).toBe(PASSWORD);
    expect(await scene.audited('kit.issued')).toMatchObject([
      {
        principalId: account.principalId,
        workstationId: pc.key,
        detail: { serial: 1, seed: true },
      },
    ]);
  });

  test('of whoever is excluded asks for the password alone, and ends when the exclusion does', async () => {
    const { account } = await scene.addPerson('alice');
    const until = new Date(scene.test.clock.now().getTime() + 3_600_000).toISOString();
    const exclusions = [{ sid: account.sid, reason: 'scanner', until }];
    // What others are denied without the server is not what this is about.
    await scene.applyPolicy({ desktop: { offline: 'deny', exclusions } });
    const { kit } = await scene.keep(scene.workstation(), 'alice');
    expect(kit).toMatchObject({ logon: { offline: 'password-only' }, expiresAt: until });
    const { seed } = await scene.addPerson('bob');
    const pc = scene.workstation();
    const logonId = await scene.logOn(pc, 'bob', seed);
    await expect(scene.requestKit(pc, logonId)).rejects.toEqual(refused('kit.none'));
  });

  test('of whoever is only observed asks for the password alone, and is not to be had without a proof', async () => {
    const { account, seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    const { kit } = await scene.keep(pc, 'alice', seed);
    await scene.applyPolicy({ desktop: { mode: 'observe' } });
    const refreshed = await scene.refresh(pc, [
      { principalId: account.principalId, serial: kit.serial },
    ]);
    expect(refreshed.kits[0]?.logon.offline).toBe('password-only');
    // Nobody looked at the password: it may have been anybody's.
    const logonId = await scene.logOn(pc, 'alice');
    await expect(scene.requestKit(pc, logonId)).rejects.toEqual(refused('request.not-found'));
  });

  test('of whoever has no factor asks for the password alone while that is optional, and for a code from then on', async () => {
    const { account } = await scene.addPerson('alice', { authenticator: false });
    await scene.applyPolicy({ desktop: { mode: 'optional' } });
    const pc = scene.workstation();
    const { kit } = await scene.keep(pc, 'alice');
    expect(kit.logon.offline).toBe('password-only');
    const seed = await scene.enrollTotp(account);
    const { kit: next } = await scene.keep(pc, 'alice', seed);
    expect(next.logon.offline).toBe('offline-otp');
  });

  test('of whoever gets codes by mail is no way round them while factors are optional', async () => {
    const { account } = await scene.addPerson('alice', { authenticator: false });
    const pc = scene.workstation();
    await scene.applyPolicy({ desktop: { mode: 'optional' } });
    const logonId = await scene.logOn(pc, 'alice');
    const owner = { principalId: account.principalId, principalName: 'alice' };
    await scene.test.core.credentials.enrollEmail(owner, 'alice@corp.test', pc);
    expect((await scene.requestKit(pc, logonId)).kit.logon.offline).toBe('offline-otp');
  });

  test('asks in the language of the person, and asks what the policy has dropped as it was', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    const logonId = await scene.logOn(pc, 'alice', seed, { language: 'de-AT' });
    const { kit } = await scene.requestKit(pc, logonId);
    expect(kit.recovery?.questions).toEqual([
      { id: 'first-concert', text: 'Welches Konzert hast du als erstes besucht?' },
      { id: 'childhood-hero', text: 'Wer war als Kind dein Vorbild?' },
      { id: 'no-such-question', text: 'no such question' },
    ]);
  });

  test('the seed is of the newest authenticator, and not sent where it is masked already', async () => {
    const { account, seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    const first = await scene.keep(pc, 'alice', seed);
    scene.test.clock.advance({ minutes: 1 });
    const again = await scene.requestKit(pc, await scene.logOn(pc, 'alice', seed), {
      maskedSeed: first.seed!.credentialId,
    });
    expect(again.seed).toBeUndefined();
    expect(again.kit.authenticator?.credentialId).toBe(first.seed!.credentialId);

    scene.test.clock.advance({ minutes: 1 });
    const newer = await scene.enrollTotp(account);
    const replaced = await scene.requestKit(pc, await scene.logOn(pc, 'alice', newer), {
      maskedSeed: first.seed!.credentialId,
    });
    expect(Buffer.from(replaced.seed!.seed, 'base64url').equals(newer)).toBe(true);
    expect(replaced.kit.authenticator?.credentialId).not.toBe(first.seed!.credentialId);
    expect(replaced.kit.serial).toBe(3);
  });

  test('leaves out what the policy does not want, seeds included', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    await scene.applyPolicy({
      desktop: { offline: 'password-only' },
      recovery: { offline: false },
    });
    const passwordOnly = await scene.keep(pc, 'alice', seed);
    expect(passwordOnly.kit).not.toHaveProperty('authenticator');
    expect(passwordOnly.kit).not.toHaveProperty('recovery');
    expect(passwordOnly.seed).toBeUndefined();

    scene.test.clock.advance({ minutes: 1 });
    await scene.applyPolicy({ desktop: { offline: 'password-only', kitDays: 3 } });
    const recoverable = await scene.keep(pc, 'alice', seed);
    expect(recoverable.kit.recovery?.secondFactor).toBe(true);
    expect(recoverable.kit).toHaveProperty('authenticator');
    const days = Date.parse(recoverable.kit.expiresAt) - Date.parse(recoverable.kit.issuedAt);
    expect(days).toBe(3 * 86_400_000);
  });

  test('R33: has no recovery for whoever lacks the authenticator whose code must follow', async () => {
    await scene.applyPolicy({ logon: { desktop: { require: 'none' } } });
    await scene.addPerson('carol', { authenticator: false });
    const pc = scene.workstation();
    const strict = await scene.keep(pc, 'carol');
    expect(strict.kit).not.toHaveProperty('recovery');
    scene.test.clock.advance({ minutes: 1 });
    await scene.applyPolicy({
      logon: { desktop: { require: 'none' } },
      recovery: { secondFactor: false },
    });
    expect((await scene.keep(pc, 'carol')).kit.recovery?.secondFactor).toBe(false);
  });

  test('is there without anything enrolled: it says what the policy is', async () => {
    await scene.applyPolicy({ logon: { desktop: { require: 'none' } } });
    await scene.addPerson('bob', { authenticator: false, answers: false });
    const { kit, seed } = await scene.keep(scene.workstation(), 'bob');
    expect(kit.logon.offline).toBe('offline-otp');
    expect(kit).not.toHaveProperty('authenticator');
    expect(kit).not.toHaveProperty('recovery');
    expect(seed).toBeUndefined();
  });

  test('is none where the policy leaves nothing to keep, and the grant says so', async () => {
    const { seed } = await scene.addPerson('alice');
    // Answers do not give what is denied: recovery is on by default.
    await scene.applyPolicy({ desktop: { offline: 'deny' } });
    const pc = scene.workstation();
    const logonId = await scene.logOn(pc, 'alice', seed);
    await expect(scene.requestKit(pc, logonId)).rejects.toEqual(refused('kit.none'));
    expect(await scene.refresh(pc, [])).toEqual({ kits: [], withdrawn: [] });
  });

  test.each([
    ['was disabled', () => scene.test.directory.setState('alice', 'disabled')],
    ['expired', () => scene.test.directory.setState('alice', 'account-expired')],
    ['is gone', () => scene.test.directory.remove('alice')],
  ])('is none when the account %s since', async (_name, change) => {
    const { seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    const logonId = await scene.logOn(pc, 'alice', seed);
    change();
    await expect(scene.requestKit(pc, logonId)).rejects.toEqual(refused('kit.none'));
  });
});

describe('R29: nobody gets the kit of a logon that is not theirs', () => {
  test('interleaved people and workstations each get their own', async () => {
    const names = ['alice', 'bob', 'carol'];
    const people = await Promise.all(names.map((name) => scene.addPerson(name)));
    const pcs = [scene.workstation(), scene.workstation(), scene.workstation()];
    const pairs = people.flatMap((person) => pcs.map((pc) => ({ person, pc })));
    const logons: {
      person: (typeof people)[number];
      pc: (typeof pcs)[number];
      id: Parameters<KitScene['requestKit']>[1];
    }[] = [];
    for (const [at, { person, pc }] of pairs.entries()) {
      // A step is good for one logon.
      if (at % pcs.length > 0) scene.test.clock.advance({ seconds: 30 });
      const id = await scene.logOn(pc, person.account.samAccountName, person.seed);
      logons.push({ person, pc, id });
    }
    const received = await Promise.all(logons.map(({ pc, id }) => scene.requestKit(pc, id)));
    for (const [at, { person, pc }] of logons.entries()) {
      const { kit, seed } = received[at]!;
      expect(kit.principalId).toBe(person.account.principalId);
      expect(kit.workstationId).toBe(pc.key);
      expect(Buffer.from(seed!.seed, 'base64url').equals(person.seed)).toBe(true);
      expect(Buffer.from(kit.recovery!.lock, 'base64url').equals(person.lock)).toBe(true);
    }
    for (const { pc, id } of logons) {
      for (const other of pcs.filter((one) => one !== pc)) {
        await expect(scene.requestKit(other, id)).rejects.toEqual(refused('request.not-found'));
      }
    }
    // Nobody else's kit verifies at a workstation.
    const [first, second] = received;
    await expect(scene.verify(pcs[1]!.key, first!.signed)).rejects.toThrow('another workstation');
    await expect(scene.verify(pcs[0]!.key, second!.signed)).rejects.toThrow('another workstation');
  });

  test('no kit before the grant, after a denial, for a cancelled logon, or for no logon', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    const { engine } = scene.test.core;
    const begin = async () => {
      const request = { scenario: 'logon' as const, remote: false, admission: ADMITTED };
      const password = Buffer.from(PASSWORD);
      const verdict = await engine.begin({ ...request, source: pc, name: 'alice', password });
      if (verdict.outcome !== 'challenge') throw new Error(verdict.outcome);
      return verdict.logonId;
    };
    const open = await begin();
    await expect(scene.requestKit(pc, open)).rejects.toEqual(refused('request.not-found'));
    await engine.cancel({ source: pc, logonId: open });
    await expect(scene.requestKit(pc, open)).rejects.toEqual(refused('request.not-found'));
    const none = formatId('lgn', randomBytes(16));
    await expect(scene.requestKit(pc, none)).rejects.toEqual(refused('request.not-found'));
    await expect(scene.keep(pc, 'alice', seed)).resolves.toMatchObject({ kit: { serial: 1 } });
  });

  test('an hour after the logon it is too late', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    const logonId = await scene.logOn(pc, 'alice', seed);
    scene.test.clock.advance({ minutes: 59 });
    await expect(scene.requestKit(pc, logonId)).resolves.toBeDefined();
    // The ten minutes that the code was good for count besides.
    scene.test.clock.advance({ minutes: 12 });
    await expect(scene.requestKit(pc, logonId)).rejects.toEqual(refused('request.not-found'));
  });

  test('a reply key that is no key is refused, and counts no kit', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    const logonId = await scene.logOn(pc, 'alice', seed);
    const replyKey = Buffer.alloc(32).toString('base64url');
    const request = { source: pc, logonId, replyKey };
    await expect(scene.kits.issue(request)).rejects.toEqual(refused('request.malformed'));
    expect((await scene.requestKit(pc, logonId)).kit.serial).toBe(1);
  });
});

test('serials grow by one, whichever node counts, however many count at once', async () => {
  const { seed } = await scene.addPerson('alice');
  const pc = scene.workstation();
  const logonId = await scene.logOn(pc, 'alice', seed);
  const node = await scene.addNode();
  const received = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      scene.requestKit(pc, logonId, { kits: at % 2 === 0 ? scene.kits : node.kits }),
    ),
  );
  const serials = received.map(({ kit }) => kit.serial).toSorted((a, b) => a - b);
  expect(serials).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
});

test('R8: nothing in the database holds the seed or the password unsealed', async () => {
  const { seed, account } = await scene.addPerson('alice');
  const password = `canary ${randomBytes(12).toString('hex')}`;
  scene.test.directory.setPassword('alice', password);
  const pc = scene.workstation();
  const logonId = await scene.logOn(pc, 'alice', seed, { password });
  const { kit } = await scene.requestKit(pc, logonId);
  await scene.refresh(pc, [{ principalId: account.principalId, serial: 0 }]);
  const search = new CanarySearch([
    textCanary('password', password),
    { name: 'seed', bytes: Buffer.from(seed) },
    { name: 'lock', bytes: Buffer.from(kit.recovery!.lock, 'base64url') },
    {
      name: 'password that answers open',
      bytes: Buffer.from(kit.recovery!.passwords[0]!.sealed, 'base64url'),
    },
  ]);
  const dump = await tableDump(scene.test.connections.pool);
  expect(search.inBytes('tables', dump)).toEqual([]);
  // The search works: what is public is found.
  const names = new CanarySearch([textCanary('name', account.principalId)]);
  expect(names.inBytes('tables', dump)).not.toEqual([]);
});
