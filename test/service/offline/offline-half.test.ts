import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { FolderFiles } from '../../../service/src/files/durable-files.js';
import { kitsFolder } from '../../../service/src/files/kits-folder.js';
import { nodeDisk } from '../../../service/src/files/node-disk.js';
import { FileCounters } from '../../../service/src/offline/file-counters.js';
import { startOffline } from '../../../service/src/offline/offline-half.js';
import type { OfflineHalf } from '../../../service/src/offline/offline-half.js';
import { OnDemandOffline } from '../../../service/src/offline/on-demand-offline.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeKitServer } from '../../fakes/fake-kit-server.js';
import { FakeVault } from '../../fakes/fake-vault.js';
import { FakeWindowsPasswords } from '../../fakes/fake-windows-passwords.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import {
  CHEAP,
  CORRELATION,
  KitSigner,
  Person,
  SeededBytes,
  beginRequest,
} from '../../support/offline-scene.js';

const stateFolder = mkdtempSync(path.join(tmpdir(), 'gh-offline-'));
afterAll(() => rmSync(stateFolder, { recursive: true, force: true }));

const clock = new FakeClock();
const signer = new KitSigner();
const logger = new MemoryLogger();
const passwords = new FakeWindowsPasswords();
const server = new FakeKitServer(signer.signers);
const context = { correlationId: CORRELATION, signal: new AbortController().signal };
const never = 1 << 30;
let starts = 0;

const start = async (noteEveryMs = never): Promise<OfflineHalf> =>
  startOffline({
    noteEveryMs,
    stateFolder,
    vault: new FakeVault(),
    counters: new FileCounters(new FolderFiles(nodeDisk, path.join(stateFolder, 'counters'))),
    passwords,
    server,
    clock,
    random: new SeededBytes(`half ${starts++}`),
    logger,
    correlationId: CORRELATION,
    cost: CHEAP,
    times: { firstMs: never, eventMs: 20, everyMs: never, retryMs: never },
  });

it('keeps a kit, logs on with it after a restart, and tells the server later', async () => {
  const alice = new Person('alice');
  const { recovery: _, ...kit } = alice.kit(signer.workstationId, clock.now());
  const logonId = 'lgn_00000000000000000000000001' as never;
  const seed = Buffer.from(alice.seed).toString('base64url');
  const { credentialId } = alice;
  server.issued.set(logonId, { kit: await signer.sign(kit), seed: { credentialId, seed } });

  const first = await start();
  const password = new Uint8Array(Buffer.from(alice.password));
  const { account } = kit;
  const granted = { outcome: 'granted', logonId, account, kit: true, ...context } as const;
  first.keeper.keep({ ...granted, password }, context);
  while (logger.of('kit.kept').length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await first.close();

  passwords.known.set('CORP\\alice', alice.password);
  let half: OfflineHalf | undefined;
  const hasKits = () => existsSync(kitsFolder(stateFolder));
  const offline = new OnDemandOffline({
    load: async () => (half ??= await start()),
    hasKits,
    logger,
  });
  const subject = { sid: alice.sid, name: '' };
  // Not loaded yet: there is something to look for. Loaded: the kit has no recovery.
  expect(offline.canRecover(subject)).toBe(true);
  const challenge = await offline.begin(beginRequest(alice), context);
  expect(offline.canRecover(subject)).toBe(false);
  if (challenge.outcome !== 'challenge') throw new Error(challenge.outcome);
  const answer = { logonId: challenge.logonId, code: alice.code(clock.now()) };
  expect(await offline.answer(answer, context)).toMatchObject({ outcome: 'granted' });
  while (server.events.length === 0) await sleep(20);
  expect(server.events.map(({ type }) => type)).toEqual(['offline.granted']);
  await half!.close();
  // R11: the seed is nowhere in what is kept; here not even the vault hides anything.
  const hex = Buffer.from(alice.seed).toString('hex');
  for (const name of readdirSync(kitsFolder(stateFolder))) {
    const file = Buffer.from(nodeDisk.read(path.join(kitsFolder(stateFolder), name))!).toString();
    const inner = /"sealed":"([^"]+)"/.exec(file)?.[1] ?? '';
    const opened = Buffer.from(inner, 'base64').toString();
    for (const text of [file, opened, Buffer.from(opened.replace(/\W/g, ''), 'hex').toString()]) {
      expect(text).not.toContain(hex);
      expect(text).not.toContain(seed);
    }
  }
});

describe('the highest time that was seen', () => {
  const noted = () => Number(nodeDisk.read(path.join(kitsFolder(stateFolder), 'clock')));
  const seconds = () => Math.floor(clock.now().getTime() / 1000);

  it('is noted at a stop and when the computer wakes up', async () => {
    const half = await start();
    clock.advance({ minutes: 1 });
    half.refreshSoon();
    expect(noted()).toBe(seconds());
    clock.advance({ minutes: 1 });
    await half.close();
    expect(noted()).toBe(seconds());
  });

  it('is noted again and again while nobody logs on, and a disk that fails ends nothing', async () => {
    const half = await start(10);
    clock.advance({ minutes: 10 });
    while (noted() !== seconds()) await sleep(5);
    rmSync(path.join(kitsFolder(stateFolder), 'clock'));
    mkdirSync(path.join(kitsFolder(stateFolder), 'clock'));
    clock.advance({ minutes: 10 });
    while (logger.of('clock.not-noted').length === 0) await sleep(5);
    await half.close();
    rmSync(path.join(kitsFolder(stateFolder), 'clock'), { recursive: true });
  });
});

it('rejects or logs when the half does not load, and grants nothing', async () => {
  const offline = new OnDemandOffline({
    load: () => Promise.reject(new Error('no disk')),
    hasKits: () => false,
    logger,
  });
  expect(offline.canRecover({ sid: undefined, name: 'alice' })).toBe(false);
  await expect(offline.begin(beginRequest(new Person('alice')), context)).rejects.toThrow(
    'no disk',
  );
  offline.accepted({ outcome: 'granted', account: { sid: 'S-1-5-1' } } as never);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(logger.of('offline.fault')).toHaveLength(1);
});
