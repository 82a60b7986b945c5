import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { CorrelationId } from '@gatehouse/protocol';

import { systemClock } from '../../../service/src/clock.js';
import { joinInBackground } from '../../../service/src/identity/background-join.js';
import { IdentityHolder } from '../../../service/src/identity/identity-holder.js';
import { IdentityStore } from '../../../service/src/identity/identity-store.js';
import { join } from '../../../service/src/identity/join.js';
import { fingerprintOf, isTemplate } from '../../../service/src/identity/machine.js';
import type { Machine } from '../../../service/src/identity/machine.js';
import { systemRandom } from '../../../service/src/random.js';
import { FileVault } from '../../../service/src/vault/file-vault.js';
import { FakeVault } from '../../fakes/fake-vault.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { createTestCertificateAuthority } from '../../support/certificate-authority.js';
import { startFakeServer } from '../../support/fake-server.js';
import type { FakeServer } from '../../support/fake-server.js';
import { waitUntil } from '../../support/service.js';

const CORRELATION = '4bf92f3577b34da6a3ce929d0e0e4736' as CorrelationId;
const facts = {
  hostname: 'pc1',
  platform: 'linux' as const,
  version: '0.1.0',
  proxyUrl: undefined,
  clock: systemClock,
  random: systemRandom,
  correlationId: CORRELATION,
};

let server: FakeServer;
let folder: string;
let store: IdentityStore;
beforeEach(async () => {
  server = await startFakeServer();
  folder = mkdtempSync(path.join(tmpdir(), 'gh-join-'));
  store = storeOf(MACHINE);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const MACHINE: Machine = { systemId: '5f1d7a52-0d2b-4c38-9a37-3c1d2e0c7a11', name: 'PC-0001' };

const storeOf = (machine: Machine): IdentityStore =>
  new IdentityStore(
    path.join(folder, 'identity.json'),
    FileVault.open(path.join(folder, 'vault.key')),
    fingerprintOf(machine),
  );

const joinWith = (token: string) => join({ ...facts, token, signal: AbortSignal.timeout(5000) });
const pin = (pem: string) =>
  createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');

describe('a template', () => {
  it.each<[string | undefined, boolean]>([
    ['PC-0001', true],
    ['pc-0001', true],
    ['PC-0002', false],
    [undefined, false],
  ])('named %s: %p', (name, expected) => {
    expect(isTemplate(MACHINE, name)).toBe(expected);
  });
});

describe('joining', () => {
  it("makes a key, proves it, and learns the server's keys", async () => {
    const identity = await joinWith(server.joinToken());
    expect(identity.serverKeys).toEqual(server.keys);
    expect(identity.serverUrl).toBe(server.url);
    expect(server.seen[0]).toMatchObject({ body: { publicKey: identity.signingKey.publicKey } });
  });

  it('keeps the identity over a restart, sealed, for its owner alone', async () => {
    const identity = await joinWith(server.joinToken());
    store.save(identity);
    const again = storeOf(MACHINE).load();
    expect(again).toMatchObject({
      workstationId: identity.workstationId,
      serverKeys: server.keys,
      joinedAt: identity.joinedAt,
    });
    expect(again?.signingKey.publicKey).toEqual(identity.signingKey.publicKey);
    expect(statSync(store.path).mode & 0o777).toBe(0o600);
    expect(readFileSync(store.path, 'utf8')).not.toContain(identity.workstationId);
  });

  it('anew gives another key and another id', async () => {
    const [first, second] = [
      await joinWith(server.joinToken()),
      await joinWith(server.joinToken()),
    ];
    expect(second.workstationId).not.toBe(first.workstationId);
    expect(second.signingKey.publicKey).not.toEqual(first.signingKey.publicKey);
  });

  it('works while the clock is wrong', async () => {
    server.clockOffset = 86_400_000;
    await expect(joinWith(server.joinToken())).resolves.toBeDefined();
  });
});

describe('R22: joining believes only what the token pins', () => {
  it('refuses a server that does not present the pinned authority, before the secret is sent', async () => {
    const other = await createTestCertificateAuthority('Other');
    const token = server.joinToken({ tlsPin: pin(other.ca) });
    await expect(joinWith(token)).rejects.toMatchObject({ code: 'tls' });
    expect(server.requests).toBe(0);
  });

  it('refuses a leaf as authority, though the token names it', async () => {
    const { cert } = await server.authority.issue(['localhost']);
    await expect(joinWith(server.joinToken({ tlsPin: pin(cert) }))).rejects.toMatchObject({
      code: 'tls',
    });
    expect(server.requests).toBe(0);
  });

  it("refuses a private authority when the token relies on the machine's own store", async () => {
    const { tlsPin: _, ...token } = JSON.parse(
      Buffer.from(server.joinToken().slice('gatehouse1.'.length), 'base64url').toString(),
    ) as Record<string, unknown>;
    const text = `gatehouse1.${Buffer.from(JSON.stringify(token)).toString('base64url')}`;
    await expect(joinWith(text)).rejects.toMatchObject({ code: 'tls' });
    expect(server.requests).toBe(0);
  });

  it('refuses a server with another identity key', async () => {
    const identityPin = createHash('sha256').update('another').digest('base64url');
    await expect(joinWith(server.joinToken({ identityPin }))).rejects.toMatchObject({
      code: 'wrong-key',
    });
  });

  it.each([
    ['wrong-key', 'wrong-key'],
    ['own-key-forged', 'wrong-key'],
    ['unsigned', 'unsigned'],
    ['wrong-shape', 'wrong-key'],
    ['http-500', 'http-status'],
    ['reset', 'connect'],
  ] as const)('refuses an answer that is %s', async (how, code) => {
    server.misbehaviour = how;
    await expect(joinWith(server.joinToken())).rejects.toMatchObject({ name: 'JoinError', code });
  });

  it('refuses the answer to another join', async () => {
    await joinWith(server.joinToken());
    server.misbehaviour = 'other-answer';
    await expect(joinWith(server.joinToken())).rejects.toMatchObject({ code: 'wrong-key' });
  });

  it('passes on why the server refuses, and that another token is needed', async () => {
    const secret = Buffer.alloc(32).toString('base64url');
    await expect(joinWith(server.joinToken({ secret }))).rejects.toMatchObject({
      code: 'token.invalid',
      retriable: false,
    });
  });

  it.each(['', 'gatehouse1.', 'gatehouse1.e30', 'gatehouse2.e30', 'x'.repeat(5000)])(
    'refuses a text that is no token',
    async (text) => {
      await expect(joinWith(text)).rejects.toMatchObject({ name: 'JoinTokenError' });
    },
  );
});

describe('the identity file', () => {
  it('that was changed is not believed', async () => {
    store.save(await joinWith(server.joinToken()));
    const contents = JSON.parse(readFileSync(store.path, 'utf8')) as { sealed: string };
    const sealed = Buffer.from(contents.sealed, 'base64');
    sealed[40]! ^= 1;
    writeFileSync(store.path, JSON.stringify({ format: 1, sealed: sealed.toString('base64') }));
    expect(() => store.load()).toThrow('cannot be opened');
    const logger = new MemoryLogger();
    expect(new IdentityHolder(store, logger).current()).toBeUndefined();
    expect(logger.of('identity.unreadable')).toHaveLength(1);
  });

  it('that cannot be read now is read when it can be', async () => {
    const vault = new FakeVault();
    const kept = new IdentityStore(store.path, vault, fingerprintOf(MACHINE));
    const identity = await joinWith(server.joinToken());
    kept.save(identity);
    const logger = new MemoryLogger();
    const holder = new IdentityHolder(kept, logger);
    vault.isAway = true;
    expect(holder.current()).toBeUndefined();
    expect(holder.current()).toBeUndefined();
    expect(logger.of('identity.unreadable')).toMatchObject([{ reason: 'VaultUnavailableError' }]);
    vault.isAway = false;
    expect(holder.current()?.workstationId).toBe(identity.workstationId);
  });

  it.each(['', '{}', '{"format":2,"sealed":""}', 'x'.repeat(300_000)])(
    'that is something else is not believed',
    (text) => {
      writeFileSync(store.path, text);
      expect(() => store.load()).toThrow('identity file');
    },
  );

  it('is followed by a running service when another process replaces it', async () => {
    const holder = new IdentityHolder(store, new MemoryLogger());
    expect(holder.current()).toBeUndefined();
    const identity = await joinWith(server.joinToken());
    storeOf(MACHINE).save(identity);
    expect(holder.current()?.workstationId).toBe(identity.workstationId);
  });

  it.each<[string, Machine]>([
    ['another name', { ...MACHINE, name: 'PC-0002' }],
    ['another system id', { ...MACHINE, systemId: '00000000-0d2b-4c38-9a37-3c1d2e0c7a11' }],
  ])('is not taken by a clone with %s, which is told to join again', async (_, clone) => {
    store.save(await joinWith(server.joinToken()));
    expect(() => storeOf(clone).load()).toThrow(/another computer.*join again/);
    const logger = new MemoryLogger();
    const holder = new IdentityHolder(storeOf(clone), logger);
    expect(holder.current()).toBeUndefined();
    expect(holder.current()).toBeUndefined();
    expect(logger.of('identity.unreadable')).toMatchObject([{ reason: 'identity.foreign' }]);
  });

  it('is taken whatever the case of the name is', async () => {
    store.save(await joinWith(server.joinToken()));
    expect(storeOf({ ...MACHINE, name: 'pc-0001' }).load()).toBeDefined();
  });

  it('of another computer is replaced by the background join, one that is broken is not', async () => {
    const first = await joinWith(server.joinToken());
    store.save(first);
    const tokenFile = path.join(folder, 'token');
    const clone = storeOf({ ...MACHINE, name: 'PC-0002' });
    writeFileSync(tokenFile, server.joinToken(), { mode: 0o600 });
    const { signal } = new AbortController();
    const parameters = { tokenFile, logger: new MemoryLogger(), facts, signal };
    await joinInBackground({ ...parameters, store: clone });
    expect(clone.load()?.workstationId).not.toBe(first.workstationId);
    expect(existsSync(tokenFile)).toBe(false);

    writeFileSync(store.path, 'broken');
    writeFileSync(tokenFile, server.joinToken(), { mode: 0o600 });
    await joinInBackground({ ...parameters, store });
    expect(readFileSync(store.path, 'utf8')).toBe('broken');
  });

  it('of another join is not undone by keys that were fetched for the one before', async () => {
    const holder = new IdentityHolder(store, new MemoryLogger());
    store.save(await joinWith(server.joinToken()));
    const before = holder.current();
    const joined = await joinWith(server.joinToken());
    store.save(joined);
    if (before === undefined) throw new Error('there was no identity');
    holder.update(before, { ...server.keys, version: server.keys.version + 1 });
    expect(store.load()?.workstationId).toBe(joined.workstationId);
    expect(holder.current()?.workstationId).toBe(joined.workstationId);
  });
});

describe('joining in the background', () => {
  it('waits for the file and for the server, then removes the token', async () => {
    const tokenFile = path.join(folder, 'token');
    const logger = new MemoryLogger();
    const stopping = new AbortController();
    server.misbehaviour = 'http-500';
    const joining = joinInBackground({
      tokenFile,
      store,
      logger,
      facts,
      signal: stopping.signal,
      firstPauseMs: 10,
    });
    writeFileSync(tokenFile, server.joinToken(), { mode: 0o600 });
    await waitUntil(() => logger.of('identity.join-failed').length > 0);
    server.misbehaviour = undefined;
    await joining;
    expect(store.load()).toBeDefined();
    expect(existsSync(tokenFile)).toBe(false);
    expect(JSON.stringify(logger.lines)).not.toContain('gatehouse1.');
  });

  it('does not read a token that others can read', async () => {
    const tokenFile = path.join(folder, 'token');
    const logger = new MemoryLogger();
    const stopping = new AbortController();
    writeFileSync(tokenFile, server.joinToken(), { mode: 0o644 });
    const joining = joinInBackground({ tokenFile, store, logger, facts, signal: stopping.signal });
    await waitUntil(() => logger.of('identity.join-failed').length > 0);
    stopping.abort();
    await joining;
    expect(logger.of('identity.join-failed')).toMatchObject([{ reason: 'TokenFileError' }]);
    expect(server.requests).toBe(0);
  });
});
