import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { AuditExporter } from '../../../server/src/audit/audit-exporter.js';
import { formatEvent } from '../../../server/src/audit/formats/event-format.js';
import { TlsSyslogReceiver } from '../../../server/src/audit/tls-syslog-receiver.js';
import type { SyslogTarget } from '../../../server/src/audit/tls-syslog-receiver.js';
import { createLogger } from '../../../server/src/logger.js';
import { PostgresAuditTrail } from '../../../server/src/storage/postgres-audit-trail.js';
import { PostgresExportCursor } from '../../../server/src/storage/postgres-export-cursor.js';
import { AuditScene, auditRecord } from '../../support/audit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { parseSyslog } from '../../support/syslog-parser.js';
import { TestSyslogReceiver } from '../../support/syslog-receiver.js';

const formats = { enterprise: '32473', version: '0.1.0' };
const never = new AbortController().signal;

describe('passing audit events on', () => {
  let postgres: TestPostgres;
  let scene: AuditScene;
  let receiver: TestSyslogReceiver;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    scene = await AuditScene.create(postgres);
    receiver = await TestSyslogReceiver.start();
  });
  afterEach(async () => {
    await receiver[Symbol.asyncDispose]();
  });

  const target = (changes: Partial<SyslogTarget> = {}): SyslogTarget => ({
    host: '127.0.0.1',
    port: receiver.port,
    ca: receiver.ca,
    ...changes,
  });
  const cursorOf = (holder: string) =>
    new PostgresExportCursor(scene.connections.pool, 'syslog', holder);
  const exporterOf = (holder = 'a', to = target()) =>
    new AuditExporter({
      trail: new PostgresAuditTrail(scene.connections.pool),
      cursor: cursorOf(holder),
      receiver: new TlsSyslogReceiver(to, { timeoutMs: 2_000 }),
      format: (event) => formatEvent(event, 'syslog', formats),
      clock: scene.clock,
      logger: createLogger({ level: 'error' }),
    });
  const write = async (count: number, from = 0) => {
    const log = scene.node('a');
    await Promise.all(
      Array.from({ length: count }, (_, i) => log.append(auditRecord({ detail: { i: from + i } }))),
    );
  };
  const received = () =>
    receiver.messages.map((message) =>
      Number(parseSyslog(message).data['gatehouse@32473']?.['detail.i']),
    );
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

  it('brings each once and in order, over any number of batches', async () => {
    await write(1234);
    const exporter = exporterOf();
    await exporter.run();
    expect(received()).toEqual(numbers(1234));
    expect(exporter.counts).toEqual({ delivered: 1234, failures: 0 });
    await exporter.run();
    await write(3, 1234);
    await exporter.run();
    expect(received()).toEqual(numbers(1237));
    expect(await cursorOf('a').lagSeconds()).toBe(0);
  });

  it('loses nothing when the receiver dies in a batch, and repeats that batch at most', async () => {
    await write(1200);
    // In the second batch: a batch is some 160 kB.
    receiver.dieAfterBytes = 200_000;
    const whole = exporterOf();
    await whole.run();
    expect(received().length).toBeGreaterThanOrEqual(500);
    await receiver.die();
    receiver.dieAfterBytes = 60_000;
    await receiver.resume();
    scene.clock.advance({ minutes: 2 });
    await whole.run();
    const before = received().length;
    await receiver.die();
    receiver.dieAfterBytes = undefined;
    await receiver.resume();
    scene.clock.advance({ minutes: 2 });
    await whole.run();
    expect(whole.counts.failures).toBe(2);
    const all = received();
    expect(new Set(all)).toEqual(new Set(numbers(1200)));
    // Of each of the two deliveries that broke off, a part.
    expect(all.length - 1200).toBeLessThanOrEqual(2 * 500);
    expect(before).toBeLessThan(1200);
  });

  it('waits longer after every failure, and tells how far it is behind', async () => {
    await write(1);
    await receiver.die();
    const exporter = exporterOf();
    for (let second = 0; second < 60; second++) {
      await exporter.run();
      scene.clock.advance({ seconds: 1 });
    }
    // After 1, 2, 4, 8, 16 and 32 seconds.
    expect(exporter.counts.failures).toBe(6);
    // By the clock of the database, and the events are from the clock of the test.
    expect(await cursorOf('a').lagSeconds()).toBeGreaterThan(3600);
    await receiver.resume();
    scene.clock.advance({ minutes: 1 });
    await exporter.run();
    expect(received()).toEqual([0]);
  });

  it('is done by one node at a time, and by another one when that stops or dies', async () => {
    await write(5);
    const [a, b] = [exporterOf('a'), exporterOf('b')];
    await a.run();
    await write(1, 5);
    await b.run();
    expect(received()).toEqual(numbers(5));
    await a.stop();
    await b.run();
    expect(received()).toEqual(numbers(6));
    // The one that held it before comes too late.
    expect(await cursorOf('a').advance('1000')).toBe(false);
    // A node that died without a word is replaced after half a minute.
    await scene.sql(`UPDATE audit_exports SET held_until = now() - interval '1 second'`);
    await write(1, 6);
    await exporterOf('c').run();
    expect(received()).toEqual(numbers(7));
  });

  it.each<[string, () => Promise<Partial<SyslogTarget>>]>([
    [
      'an authority that is not the pinned one',
      async () => {
        await using other = await TestSyslogReceiver.start();
        return { ca: other.ca };
      },
    ],
    ['no pinned authority, and one that the system does not know', async () => ({ ca: undefined })],
    ['a certificate for another name', async () => ({ host: 'localhost' })],
  ])('sends nothing to a receiver with %s', async (_what, change) => {
    await write(1);
    const exporter = exporterOf('a', target(await change()));
    await exporter.run();
    expect(exporter.counts).toEqual({ delivered: 0, failures: 1 });
    expect(receiver.messages).toEqual([]);
  });

  it('gives up on a receiver that takes everything and says nothing', async () => {
    const silent = new TlsSyslogReceiver(target(), { timeoutMs: 300 });
    const { createServer } = await import('node:net');
    const server = createServer((socket) => void socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const begun = performance.now();
    const mute = new TlsSyslogReceiver(target({ port }), { timeoutMs: 300 });
    await expect(mute.deliver(['x'], never)).rejects.toThrow(/in time/);
    expect(performance.now() - begun).toBeLessThan(10_000);
    server.close();
    await silent.deliver(['y'], never);
    expect(receiver.messages).toEqual(['y']);
  });

  it('lets go at once when the server stops', async () => {
    const stop = new AbortController();
    const { createServer } = await import('node:net');
    const server = createServer((socket) => void socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const delivery = new TlsSyslogReceiver(target({ port })).deliver(['x'], stop.signal);
    const failed = expect(delivery).rejects.toThrow();
    await sleep(100);
    stop.abort();
    await failed;
    server.close();
  });
});
