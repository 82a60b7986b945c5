import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTcpServer, connect as connectTcp } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CorrelationId, Verdict } from '@gatehouse/protocol';
import { formatId } from '@gatehouse/protocol';

import type { UnreachableReason } from '../../../service/src/authority/authority.js';
import { HttpAuthority } from '../../../service/src/authority/http-authority.js';
import { systemClock } from '../../../service/src/clock.js';
import { IdentityHolder } from '../../../service/src/identity/identity-holder.js';
import { IdentityStore } from '../../../service/src/identity/identity-store.js';
import { join } from '../../../service/src/identity/join.js';
import { systemRandom } from '../../../service/src/random.js';
import { verdicts } from '../../fakes/fake-authority.js';
import { FakeVault } from '../../fakes/fake-vault.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { createTestCertificateAuthority } from '../../support/certificate-authority.js';
import { startFakeServer } from '../../support/fake-server.js';
import type { FakeServer, Misbehaviour } from '../../support/fake-server.js';
import { waitUntil } from '../../support/service.js';

const CORRELATION = '4bf92f3577b34da6a3ce929d0e0e4736' as CorrelationId;
const BUDGET_MS = 700;

let server: FakeServer;
let folder: string;
let store: IdentityStore;
let logger: MemoryLogger;
const made: HttpAuthority[] = [];

beforeEach(async () => {
  server = await startFakeServer();
  folder = mkdtempSync(path.join(tmpdir(), 'gh-authority-'));
  store = new IdentityStore(path.join(folder, 'identity.json'), new FakeVault(), 'this computer');
  logger = new MemoryLogger();
  store.save(
    await join({
      token: server.joinToken(),
      hostname: 'pc1',
      platform: 'linux',
      version: '0.1.0',
      proxyUrl: undefined,
      clock: systemClock,
      random: systemRandom,
      correlationId: CORRELATION,
      signal: AbortSignal.timeout(10_000),
    }),
  );
  server.seen.length = 0;
});
afterEach(async () => {
  for (const authority of made.splice(0)) authority.close();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function authorityWith(
  changes: Partial<ConstructorParameters<typeof HttpAuthority>[0]> = {},
): HttpAuthority {
  const authority = new HttpAuthority({
    identities: new IdentityHolder(store, logger),
    clock: systemClock,
    random: systemRandom,
    logger,
    budgetMs: BUDGET_MS,
    proxyUrl: undefined,
    ...changes,
  });
  made.push(authority);
  return authority;
}

const context = (signal = new AbortController().signal) => ({ correlationId: CORRELATION, signal });

const begin = (authority: HttpAuthority, signal?: AbortSignal, password = Buffer.from('s3cret')) =>
  authority.begin(
    { name: 'CORP\\alice', password, scenario: 'logon', remote: false, language: 'en' },
    context(signal),
  );

describe('a call that works', () => {
  it('is signed, carries the password sealed to the server, and wipes it', async () => {
    server.verdicts.push(verdicts.granted());
    const password = Buffer.from('s3cret-canary');
    const verdict = await begin(authorityWith(), undefined, password);
    expect(verdict).toMatchObject({ outcome: 'granted', correlationId: CORRELATION });
    expect(server.seen).toMatchObject([{ password: 's3cret-canary', correlationId: CORRELATION }]);
    expect(JSON.stringify(server.seen[0]?.body)).not.toContain('canary');
    expect(password.every((byte) => byte === 0)).toBe(true);
  });

  it('carries a changed password sealed to the server, for this logon and request, and does not wipe it', async () => {
    const password = Buffer.from('n3w-canary');
    const authority = authorityWith();
    const { logonId } = verdicts.granted() as Extract<Verdict, { outcome: 'granted' }>;
    await authority.passwordChanged({ logonId, password }, context());
    expect(server.seen).toMatchObject([{ password: 'n3w-canary', correlationId: CORRELATION }]);
    expect(JSON.stringify(server.seen[0]?.body)).not.toContain('canary');
    expect(password.toString()).toBe('n3w-canary');
    // A key that was retired meanwhile is replaced, and the password sealed anew.
    await server.rotateSealingKey();
    await authority.passwordChanged({ logonId, password }, context());
    expect(server.seen.at(-1)).toMatchObject({ password: 'n3w-canary' });
  });

  it('keeps its connection for the next one', async () => {
    server.verdicts.push(verdicts.challenge(), verdicts.challenge(), verdicts.granted());
    const before = server.connections;
    const authority = authorityWith();
    const challenge = await begin(authority);
    if (challenge.outcome !== 'challenge') throw new Error('no challenge');
    const { logonId, challengeId } = challenge;
    await authority.choose({ logonId, challengeId, method: 'email' }, context());
    await authority.answer({ logonId, challengeId, code: '123456' }, context());
    await authority.report({ logonId, ntStatus: 0, subStatus: 0 }, context());
    await authority.cancel({ logonId }, context());
    expect(server.connections - before).toBe(1);
    expect(server.seen.map((seen) => seen.path.split('/').at(-1))).toEqual([
      'logons',
      'challenges',
      'answers',
      'report',
      'cancel',
    ]);
  });
});

describe('R5, R22: whatever else comes', () => {
  const cases: [Misbehaviour, UnreachableReason][] = [
    ['http-500', 'http-status'],
    ['unsigned-401', 'http-status'],
    ['redirect', 'http-status'],
    ['garbage', 'malformed'],
    ['signed-garbage', 'malformed'],
    ['wrong-shape', 'malformed'],
    ['huge', 'malformed'],
    ['truncated', 'malformed'],
    ['unsigned', 'unsigned'],
    ['altered', 'unsigned'],
    ['wrong-key', 'wrong-key'],
    ['own-key-forged', 'wrong-key'],
    ['other-answer', 'wrong-key'],
    ['reset', 'connect'],
    ['black-hole', 'timeout'],
    ['slow', 'timeout'],
  ];
  it.each(cases)(
    '%s is %s, within the budget, with the address in the log',
    async (how, reason) => {
      const authority = authorityWith();
      if (how === 'other-answer') {
        server.verdicts.push(verdicts.granted());
        await begin(authority);
      }
      server.verdicts.push(verdicts.granted());
      server.misbehaviour = how;
      const startedAt = performance.now();
      await expect(begin(authority)).rejects.toMatchObject({ name: 'UnreachableError', reason });
      expect(performance.now() - startedAt).toBeLessThan(2 * BUDGET_MS);
      const lines = logger.of('authority.unreachable');
      expect(lines).toMatchObject([{ reason, correlationId: CORRELATION, server: server.url }]);
      expect(lines[0]?.address).toMatch(/127\.0\.0\.1|::1/);
      expect(JSON.stringify(logger.lines)).not.toContain('s3cret');
    },
  );

  it('answers may take the server longer than a logon may', async () => {
    const authority = authorityWith();
    server.misbehaviour = 'black-hole';
    const person = new AbortController();
    const password = Buffer.from('s3cret');
    const logonId = formatId('lgn', new Uint8Array(16));
    const answers = [{ id: 'city', answer: 'Vienna' }];
    let over = false;
    const enrolled = authority
      .enroll({ logonId, action: { action: 'answers', answers, password } }, context(person.signal))
      .finally(() => (over = true));
    const refused = expect(enrolled).rejects.toMatchObject({ name: 'UnreachableError' });
    await sleep(2 * BUDGET_MS);
    expect(over).toBe(false);
    person.abort();
    await refused;
  });

  it.each([
    ['server.error', 'unable'],
    ['server.unavailable', 'unable'],
    ['directory.unavailable', 'unable'],
    ['rate.limited', 'unable'],
    ['workstation.revoked', 'revoked'],
    ['signature.invalid', 'refused'],
    ['signature.replayed', 'refused'],
    ['request.malformed', 'refused'],
  ] as const)('the signed problem %s is %s', async (code, reason) => {
    server.problems.push(code);
    await expect(begin(authorityWith())).rejects.toMatchObject({ reason });
  });

  it('an unsigned problem teaches nothing, not even the time', async () => {
    server.misbehaviour = 'unsigned-401';
    await expect(begin(authorityWith())).rejects.toMatchObject({ reason: 'http-status' });
    expect(server.requests).toBe(2);
    expect(logger.of('authority.clock-skew')).toHaveLength(0);
  });

  it('nobody listening is connect', async () => {
    await server[Symbol.asyncDispose]();
    await expect(begin(authorityWith())).rejects.toMatchObject({ reason: 'connect' });
    server = await startFakeServer();
  });

  it('a name that does not resolve is dns', async () => {
    store.save({ ...store.load()!, serverUrl: 'https://gatehouse.invalid' });
    await expect(begin(authorityWith({ budgetMs: 5000 }))).rejects.toMatchObject({ reason: 'dns' });
  });

  it("R22: a certificate of another authority is tls, even when the machine's store has it", async () => {
    const identity = store.load()!;
    const other = await createTestCertificateAuthority('Other');
    store.save({ ...identity, serverKeys: { ...identity.serverKeys, tlsAuthority: other.ca } });
    await expect(begin(authorityWith())).rejects.toMatchObject({ reason: 'tls' });
    expect(server.requests).toBe(1);
    const { tlsAuthority: _, ...publicKeys } = identity.serverKeys;
    store.save({ ...identity, serverKeys: publicKeys });
    await expect(begin(authorityWith())).rejects.toMatchObject({ reason: 'tls' });
  });

  it('a certificate for another host is tls', async () => {
    const port = new URL(server.url).port;
    store.save({ ...store.load()!, serverUrl: `https://127.0.0.2:${port}` });
    const relay = createTcpServer((socket) => {
      const upstream = connectTcp(Number(port), '127.0.0.1');
      socket.pipe(upstream).pipe(socket);
      socket.on('error', () => undefined);
      upstream.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => relay.listen(Number(port), '127.0.0.2', resolve));
    await expect(begin(authorityWith())).rejects.toMatchObject({ reason: 'tls' });
    relay.close();
  });

  it('a workstation that has not joined is not-joined', async () => {
    rmSync(store.path);
    await expect(begin(authorityWith())).rejects.toMatchObject({ reason: 'not-joined' });
  });

  it('a person who cancels waits for nothing', async () => {
    server.misbehaviour = 'black-hole';
    const controller = new AbortController();
    const call = begin(authorityWith(), controller.signal);
    setTimeout(() => controller.abort(), 50);
    const startedAt = performance.now();
    await expect(call).rejects.toMatchObject({ name: 'UnreachableError' });
    expect(performance.now() - startedAt).toBeLessThan(BUDGET_MS);
    expect(logger.of('authority.unreachable')).toHaveLength(0);
  });
});

describe('the clock', () => {
  it('is learnt from a signed refusal, once', async () => {
    server.clockOffset = 3_600_000;
    server.verdicts.push(verdicts.granted(), verdicts.granted());
    const authority = authorityWith();
    expect(await begin(authority)).toMatchObject({ outcome: 'granted' });
    expect(await begin(authority)).toMatchObject({ outcome: 'granted' });
    // join, refused, granted, granted
    expect(server.requests).toBe(4);
    expect(logger.of('authority.clock-skew')).toHaveLength(1);
  });

  it('that a server never agrees with is clock', async () => {
    server.problems.push('signature.clock-skew', 'signature.clock-skew', 'signature.clock-skew');
    await expect(begin(authorityWith())).rejects.toMatchObject({ reason: 'clock' });
  });
});

describe("the server's keys", () => {
  it('are fetched when the password was sealed to a retired one, and kept', async () => {
    await server.rotateSealingKey();
    server.verdicts.push(verdicts.granted());
    expect(await begin(authorityWith())).toMatchObject({ outcome: 'granted' });
    expect(store.load()?.serverKeys.version).toBe(2);
    expect(server.seen.at(-1)?.password).toBe('s3cret');
  });

  it('may change to the announced successor', async () => {
    const authority = authorityWith();
    server.announceSuccessor();
    await authority.refresh(context());
    server.adoptSuccessor();
    server.verdicts.push(verdicts.granted());
    expect(await begin(authority)).toMatchObject({ outcome: 'granted' });
    await waitUntil(() => store.load()?.serverKeys.version === 3);
    expect(store.load()?.serverKeys.identityKey).toBe(server.keys.identityKey);
  });

  it('may not change to one that was never announced', async () => {
    server.announceSuccessor();
    server.adoptSuccessor();
    await expect(authorityWith().refresh(context())).rejects.toMatchObject({ reason: 'wrong-key' });
    server.verdicts.push(verdicts.granted());
    await expect(begin(authorityWith())).rejects.toMatchObject({ reason: 'wrong-key' });
  });

  it('never go back to an older statement', async () => {
    const old = server.keys;
    await server.rotateSealingKey();
    const authority = authorityWith();
    await authority.refresh(context());
    server.keys = old;
    await expect(authority.refresh(context())).rejects.toMatchObject({ reason: 'wrong-key' });
    expect(store.load()?.serverKeys.version).toBe(2);
  });
});

describe('an HTTP proxy', () => {
  let proxy: Server;
  let proxyUrl: string;
  let tunnels: string[];
  let refuse: string | undefined;

  beforeEach(async () => {
    tunnels = [];
    refuse = undefined;
    proxy = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (head: Buffer) => {
        const target = /^CONNECT ([^ ]+) HTTP/.exec(head.toString('latin1'))?.[1] ?? '';
        tunnels.push(target);
        if (refuse !== undefined) return void socket.end(refuse);
        const upstream = connectTcp(Number(target.split(':')[1]), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(upstream).pipe(socket);
        });
        upstream.on('error', () => socket.destroy());
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    proxyUrl = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
  });
  afterEach(() => {
    proxy.close();
  });

  it('carries the calls, with the pinned authority as without it', async () => {
    server.verdicts.push(verdicts.granted());
    expect(await begin(authorityWith({ proxyUrl }))).toMatchObject({ outcome: 'granted' });
    expect(tunnels).toEqual([new URL(server.url).host]);
    const identity = store.load()!;
    const other = await createTestCertificateAuthority('Other');
    store.save({ ...identity, serverKeys: { ...identity.serverKeys, tlsAuthority: other.ca } });
    await expect(begin(authorityWith({ proxyUrl }))).rejects.toMatchObject({ reason: 'tls' });
  });

  it('that refuses is proxy', async () => {
    refuse = 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n';
    await expect(begin(authorityWith({ proxyUrl }))).rejects.toMatchObject({ reason: 'proxy' });
  });

  it('that is not there is proxy', async () => {
    const authority = authorityWith({ proxyUrl: 'http://127.0.0.1:9' });
    await expect(begin(authority)).rejects.toMatchObject({ reason: 'proxy' });
  });
});
