import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createRotatingLogger } from '../../service/src/rotating-logger.js';
import { FAKE_SID, verdicts } from '../fakes/fake-authority.js';
import { startFakeServer } from '../support/fake-server.js';
import type { FakeServer } from '../support/fake-server.js';
import { startTestService, waitUntil } from '../support/service.js';

let server: FakeServer;
beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

describe('the service', () => {
  it('joins in the background while its tile already answers, then logs a person on', async () => {
    server.misbehaviour = 'http-500';
    await using service = await startTestService({ token: server.joinToken() });
    using client = await service.connect();
    const tile = await client.openTile({ sid: FAKE_SID, userName: 'CORP\\alice' });
    await tile.submit({ password: 'canary-password' });
    expect(tile.field('message')?.text).toMatch(/not set up/);
    server.misbehaviour = undefined;
    await waitUntil(() => service.logger.of('identity.joined').length > 0);
    await tile.follow(/Try again/);
    server.verdicts.push(verdicts.challenge(), verdicts.granted());
    await tile.submit({ password: 'canary-password' });
    expect(await tile.submit({ code: '123456' })).toMatchObject({ type: 'grant', domain: 'CORP' });
    await tile.report(0);
    await waitUntil(() => server.seen.some((seen) => seen.path.endsWith('/report')));
    expect(JSON.stringify(service.logger.lines)).not.toMatch(/canary|123456|gatehouse1/);
  });

  it('keeps its identity over a restart', async () => {
    await using service = await startTestService({ token: server.joinToken() });
    await waitUntil(() => service.logger.of('identity.joined').length > 0);
    await service.restart();
    using client = await service.connect();
    const tile = await client.openTile();
    server.verdicts.push(verdicts.granted());
    expect(await tile.submit({ userName: 'alice', password: 'x' })).toMatchObject({
      type: 'grant',
    });
    const ids = new Set(server.seen.slice(1).map(({ keyId }) => keyId));
    expect(ids.size).toBe(1);
  });

  it('R5: answers within its budget when the server is black-holed', async () => {
    await using service = await startTestService({
      token: server.joinToken(),
      config: { serverTimeoutMs: 600 },
    });
    await waitUntil(() => service.logger.of('identity.joined').length > 0);
    server.misbehaviour = 'black-hole';
    using client = await service.connect();
    const tile = await client.openTile();
    const startedAt = performance.now();
    await tile.submit({ userName: 'alice', password: 'x' });
    expect(performance.now() - startedAt).toBeLessThan(2500);
    expect(tile.field('message')?.text).toMatch(/cannot be reached/);
    expect(service.logger.of('logon.no-verdict')).toMatchObject([{ code: 'timeout' }]);
  });

  it('stops at once though a call is in flight, and tells the tile', async () => {
    const service = await startTestService({ token: server.joinToken() });
    await waitUntil(() => service.logger.of('identity.joined').length > 0);
    server.misbehaviour = 'black-hole';
    using client = await service.connect();
    const tile = await client.openTile();
    tile.submitOn(1, { userName: 'alice', password: 'x' });
    await waitUntil(() => tile.progress.length > 0);
    const startedAt = performance.now();
    await service[Symbol.asyncDispose]();
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await waitUntil(() => tile.fault !== undefined);
    expect(tile.fault?.code).toBe('service.stopping');
  });

  it('R5: denies when its own half that talks to the server does not start', async () => {
    await using service = await startTestService({
      adapters: { openVault: () => Promise.reject(new Error('no vault')) },
    });
    using client = await service.connect();
    const tile = await client.openTile();
    await tile.submit({ userName: 'alice', password: 'x' });
    expect(tile.grant).toBeUndefined();
    expect(tile.field('message')?.text).toMatch(/had a fault/);
  });

  it('R17: does not start beside another', async () => {
    await using service = await startTestService();
    const { socketPath } = service.config;
    await expect(startTestService({ config: { socketPath } })).rejects.toMatchObject({
      name: 'PipeNameTakenError',
    });
  });
});

describe('the log', () => {
  it('is JSON lines with an id on every line, in private files that rotate', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gh-log-'));
    const correlationId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const logger = createRotatingLogger({
      folder,
      level: 'info',
      maxBytes: 1_000_000,
      files: 2,
      console: false,
      correlationId,
    });
    logger.info('service.started', { pid: 1 });
    logger.debug('not.logged');
    logger.warn('logon.denied', { correlationId: 'f'.repeat(32), code: 'credentials.wrong' });
    await logger.close();
    const lines = readFileSync(path.join(folder, 'service.log'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'info', message: 'service.started', correlationId, pid: 1 },
      { level: 'warn', message: 'logon.denied', correlationId: 'f'.repeat(32) },
    ]);
    rmSync(folder, { recursive: true });
  });
});
