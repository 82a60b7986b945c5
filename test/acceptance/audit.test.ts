import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { totp } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { openDatabase } from '../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../server/src/storage/database.js';
import { gatehouse as runCli } from '../server/cli/run.js';
import { CanarySearch, textCanary } from '../support/canary.js';
import { parseExposition } from '../support/exposition.js';
import { PASSWORD, startTestGatehouse } from '../support/gatehouse.js';
import type { TestGatehouse } from '../support/gatehouse.js';
import { RetentionScene, monthBefore } from '../support/retention-scene.js';
import type { TestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { parseSyslog } from '../support/syslog-parser.js';
import { TestSyslogReceiver } from '../support/syslog-receiver.js';
import { until } from '../support/until.js';
import type { TestWorkstation } from '../support/workstation.js';

jest.setTimeout(120_000);

const UNLIMITED = { guesses: 100_000, public: 100_000, administrator: 100_000 };
/** Typed as a password, and into the field for the name: the one must never, the other may not be written down. */
const TYPED = `canary-password-${randomBytes(9).toString('hex')}`;
const TYPED_AS_NAME = `canary-name-${randomBytes(9).toString('hex')}`;

const started = new Started();
let gatehouse: TestGatehouse;
let second: TestServer;
let receiver: TestSyslogReceiver;
let desk: TestWorkstation;
let other: TestWorkstation;
let folder: string;
let database: DatabaseConnections;
let seed: Uint8Array;
/** The correlation id of a denied logon. */
let denied: string;

const cli = (...words: string[]) =>
  runCli([...words, '--socket', gatehouse.server.running.socketPath ?? '']);
const cliJson = async <T>(...words: string[]) => (await cli(...words, '--json')).json() as T;
const find = async (...words: string[]) =>
  (await cli('audit', 'search', '--json', ...words)).output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as administration.AuditEvent);
const verify = () => cliJson<administration.AuditVerification>('audit', 'verify');

/** Two nodes on one database, a receiver behind the first of them, and some days of work in some seconds. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-audit-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  receiver = started.use(await TestSyslogReceiver.start());
  const caFile = path.join(folder, 'syslog-ca.pem');
  await writeFile(caFile, receiver.ca);
  const environment = {
    GATEHOUSE_SYSLOG_HOST: '127.0.0.1',
    GATEHOUSE_SYSLOG_PORT: String(receiver.port),
    GATEHOUSE_SYSLOG_CA_FILE: caFile,
  };
  gatehouse = started.use(await startTestGatehouse({ rateLimits: UNLIMITED }, environment));
  second = await gatehouse.startNode({ rateLimits: UNLIMITED });
  ({ seed } = await gatehouse.addUser('alice'));
  await gatehouse.addUser('bob');
  desk = await gatehouse.join();
  other = await gatehouse.join(second);
  await gatehouse.server.administer('PUT', '/api/v1/policies/staff', {
    name: 'staff',
    assign: { everyone: true },
    settings: { lockout: { strikes: 3, sourceStrikes: 2 } },
  });

  const verdict = await desk.begin('alice', TYPED);
  if (verdict.outcome !== 'denied') throw new Error(verdict.outcome);
  denied = verdict.correlationId;
  await desk.begin(TYPED_AS_NAME, PASSWORD);
  const challenge = await desk.begin('alice', PASSWORD);
  if (challenge.outcome !== 'challenge') throw new Error(challenge.outcome);
  const code = totp.codeAt(seed, totp.stepAt(Date.now() / 1000));
  expect(await other.answer(challenge.logonId, challenge.challengeId, '000000')).toMatchObject({
    outcome: 'denied',
  });
  expect(await desk.answer(challenge.logonId, challenge.challengeId, code)).toMatchObject({
    outcome: 'granted',
  });
  for (let i = 0; i < 3; i++) await other.begin('bob', TYPED);
  database = openDatabase(gatehouse.database);
  started.defer(() => database.close());
}, 120_000);

afterAll(async () => {
  await started[Symbol.asyncDispose]();
});

describe('events of real logons are found by', () => {
  it('person, by name and by id', async () => {
    const events = await find('--user', 'alice');
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set([
        'user.added',
        'factor.enrolled',
        'logon.begun',
        'logon.denied',
        'challenge.issued',
        'factor.verified',
        'logon.granted',
      ]),
    );
    const id = events[0]!.principalId!;
    expect(await find('--user', id)).toEqual(events);
  });

  it.each<[string, () => string[], (event: administration.AuditEvent) => boolean]>([
    ['door', () => ['--door', 'desktop'], ({ door }) => door === 'desktop'],
    [
      'workstation',
      () => ['--workstation', other.id],
      ({ workstationId }) => workstationId === other.id,
    ],
    ['address', () => ['--source', '127.0.0.1'], ({ source }) => source === '127.0.0.1'],
    ['type', () => ['--type', 'logon.granted'], ({ type }) => type === 'logon.granted'],
    ['outcome', () => ['--outcome', 'failure'], ({ outcome }) => outcome === 'failure'],
    ['code', () => ['--code', 'credentials.wrong'], ({ code }) => code === 'credentials.wrong'],
    [
      'correlation',
      () => ['--correlation', denied],
      ({ correlationId }) => correlationId === denied,
    ],
    ['time', () => ['--since', new Date(Date.now() - 600_000).toISOString()], () => true],
  ])('%s', async (_what, words, fits) => {
    const events = await find(...words());
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter((event) => !fits(event))).toEqual([]);
    const all = await find('--lines', '1000');
    expect(events).toHaveLength(all.filter(fits).length);
  });

  it('nothing outside the time', async () => {
    expect(await find('--until', '2020-01-01')).toEqual([]);
    expect((await cli('audit', 'search', '--since', 'yesterday')).exitCode).toBe(2);
  });

  it('and name the policy, with its version, that decided', async () => {
    const events = await find('--door', 'desktop', '--lines', '1000');
    const decided = events.filter(({ type }) => /^logon\.(begun|granted|denied)$/.test(type));
    expect(decided.length).toBeGreaterThan(5);
    // The foreign answer was refused before anybody knew whose logon it was about.
    const unknown = decided.filter(({ policy }) => policy !== 'staff@1');
    expect(unknown.map(({ code }) => code)).toEqual(['challenge.unknown']);
  });
});

describe('reports', () => {
  const report = async (name: string, ...words: string[]) => {
    const { columns, rows } = await cliJson<administration.Report>('report', name, ...words);
    return rows.map((row): Record<string, string | number | null> =>
      Object.fromEntries(row.map((cell, i) => [columns[i] ?? '', cell])),
    );
  };

  it('tell the last logon of each person', async () => {
    const rows = await report('last-logons');
    expect(rows).toHaveLength(2);
    expect(rows.find(({ name }) => String(name).endsWith('alice'))).toMatchObject({
      door: 'desktop',
      kind: 'online',
      workstation: desk.id,
      source: '127.0.0.1',
    });
    expect(rows.find(({ name }) => String(name).endsWith('bob'))).toMatchObject({ at: null });
  });

  it('tell what locked people out', async () => {
    expect(await report('lockouts')).toMatchObject([
      { lock: 'source', door: 'desktop', cause: 'credentials.wrong', locks: 1, people: 1 },
    ]);
  });

  it('tell which factors are used, and who enrolled what', async () => {
    expect(await report('factors')).toMatchObject([{ method: 'totp', verified: 1, people: 1 }]);
    expect(await report('enrolment')).toMatchObject([
      { authenticators: 1, addresses: 0, answers: null, postponed: 0 },
      { authenticators: 1, addresses: 0, answers: null, postponed: 0 },
    ]);
    const progress = await report('enrolment-progress');
    expect(progress.map(({ people, of }) => `${people}/${of}`).join()).toBe('1/1,0/1,0/1,0/1,0/1');
  });

  it('tell logons over time, in pages', async () => {
    const rows = await report('logons', '--by', 'month');
    const total = rows.reduce((sum, { logons }) => sum + Number(logons), 0);
    expect(total).toBe(
      (await find('--lines', '1000')).filter(({ type }) => /^logon\.(granted|denied)/.test(type))
        .length,
    );
    const pages: unknown[] = [];
    let after: string | undefined;
    do {
      const query = `?bucket=month&limit=1${after === undefined ? '' : `&after=${after}`}`;
      const page = await gatehouse.server.administer<administration.Report>(
        'GET',
        `/api/v1/reports/logons${query}`,
      );
      pages.push(...page.rows);
      after = page.cursor;
    } while (after !== undefined);
    expect(pages).toHaveLength(rows.length);
  });

  it('tell resets', async () => {
    await gatehouse.server.administer('PUT', '/api/v1/users/bob/password', {
      password: 'another password',
    });
    expect(await report('resets')).toMatchObject([{ administrator: 1, selfService: 0 }]);
  });

  it('are tables for people, and CSV that runs nothing', async () => {
    await gatehouse.server.administer('POST', '/api/v1/users', {
      name: 'carol',
      password: PASSWORD,
    });
    const text = (await cli('report', 'last-logons')).output;
    expect(text).toMatch(/^principal +name +at/);
    const csv = (await cli('report', 'resets', '--csv')).output;
    expect(csv.split('\r\n')[0]).toBe('principal,name,selfService,administrator,last');
  });
});

describe('metrics', () => {
  it('are there for administrators only, count what happened, and name nobody', async () => {
    const anonymous = await desk.send({
      method: 'GET',
      path: '/metrics',
      body: Buffer.alloc(0),
      headers: {},
    });
    expect(anonymous.status).toBe(401);
    const { secret } = await gatehouse.server.administer<administration.IssuedApiKey>(
      'POST',
      '/api/v1/api-keys',
      { label: 'prometheus' },
    );
    const answer = await desk.send({
      method: 'GET',
      path: '/metrics',
      body: Buffer.alloc(0),
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = answer.raw.toString();
    const samples = parseExposition(text);
    const value = (name: string, labels: Record<string, string> = {}) =>
      samples.find(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([key, of]) => sample.labels[key] === of),
      )?.value;
    expect(value('gatehouse_logons_total', { door: 'desktop', outcome: 'logon.granted' })).toBe(1);
    expect(
      value('gatehouse_logons_total', { outcome: 'logon.denied', code: 'credentials.wrong' }),
    ).toBe(2);
    expect(value('gatehouse_strikes_total', { code: 'credentials.wrong' })).toBe(2);
    expect(value('gatehouse_verdicts_total', { step: 'begin', outcome: 'challenge' })).toBe(1);
    expect(value('gatehouse_verdict_seconds_count', { step: 'begin' })).toBe(3);
    expect(value('gatehouse_codes_total', { method: 'totp', resent: 'false' })).toBe(1);
    expect(
      value('gatehouse_directory_seconds_count', { operation: 'verifyPassword' }),
    ).toBeGreaterThan(2);
    expect(value('gatehouse_workstations_seen')).toBe(2);
    expect(value('gatehouse_audit_export_lag_seconds')).toBeLessThan(60);
    expect(value('gatehouse_database_connections')).toBeGreaterThan(0);
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(text).not.toMatch(/alice|bob|127\.0\.0\.1|wks_|canary/);
  });
});

describe('the export', () => {
  const idsOf = (lines: string[]) =>
    lines.map((line) => parseSyslog(line).data['gatehouse@32473']!['id']!);
  const allIds = async () =>
    (
      await database.pool.query<{ id: string }>('SELECT id FROM audit_events ORDER BY position')
    ).rows.map(({ id }) => id);

  const NOTED =
    'SELECT 1 FROM audit_exports WHERE position = (SELECT max(position) FROM audit_events)';
  const isAllNoted = async () => (await database.pool.query(NOTED)).rows.length === 1;

  it('to a receiver that dies and comes back loses nothing', async () => {
    await until(async () => new Set(idsOf(receiver.messages)).size === (await allIds()).length);
    // What the receiver has and nobody has noted yet comes again.
    await until(isAllNoted);
    const before = receiver.messages.length;
    await receiver.die();
    for (let i = 0; i < 5; i++) await desk.begin(`nobody${i}`, TYPED);
    await sleep(2_500);
    expect(receiver.messages).toHaveLength(before);
    // The handshake, and a part of the batch.
    receiver.dieAfterBytes = 2_500;
    await receiver.resume();
    await until(() => Promise.resolve((receiver.dieAfterBytes ?? 0) < 0));
    const half = receiver.messages.length - before;
    await receiver.die();
    receiver.dieAfterBytes = undefined;
    await receiver.resume();
    for (let i = 0; i < 5; i++) await other.begin(`nobody${i}`, TYPED);
    await until(async () => new Set(idsOf(receiver.messages)).size === (await allIds()).length);
    const ids = idsOf(receiver.messages);
    expect(new Set(ids)).toEqual(new Set(await allIds()));
    // Of the delivery that broke off, what had arrived comes again; nothing else does.
    expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(half);
  });

  it('to files goes on where it ended, also after half a line', async () => {
    const [output, cursor] = [path.join(folder, 'events.jsonl'), path.join(folder, 'cursor')];
    const run = () => cli('audit', 'export', '--output', output, '--cursor-file', cursor);
    const ids = async () =>
      (await readFile(output, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id);
    expect((await run()).exitCode).toBe(0);
    expect(await ids()).toEqual(await allIds());
    // Killed in the middle of a write.
    await writeFile(output, '{"id":"evt_half', { flag: 'a' });
    await desk.begin('nobody', TYPED);
    expect((await run()).exitCode).toBe(0);
    expect(await ids()).toEqual(await allIds());
    const printed = await cli(
      'audit',
      'export',
      '--format',
      'cef',
      '--after',
      (await readFile(cursor, 'utf8')).trim(),
    );
    expect(printed.output).toBe('');
    expect((await cli('audit', 'export', '--format', 'cef')).output).toMatch(/^CEF:0\|Gatehouse\|/);
  });

  it('holds no password, and no name that nobody has', async () => {
    const exported = await Promise.all(
      ['json', 'syslog', 'cef'].map((format) => cli('audit', 'export', '--format', format)),
    );
    const search = new CanarySearch([
      textCanary('password', TYPED),
      textCanary('name', TYPED_AS_NAME),
      textCanary('right password', PASSWORD),
    ]);
    for (const [i, { output }] of exported.entries()) {
      expect(output).toContain('alice');
      expect(search.inBytes(`export ${i}`, Buffer.from(output))).toEqual([]);
    }
    expect(search.inBytes('syslog', Buffer.from(receiver.messages.join('\n')))).toEqual([]);
  });
});

describe('the chain', () => {
  it('fits, over both nodes', async () => {
    const result = await cli('audit', 'verify');
    expect(result.output).toMatch(/^Everything fits: \d+ events of 2 nodes/);
    expect(result.exitCode).toBe(0);
  });

  it.each([
    [
      'altered',
      `UPDATE audit_events SET outcome = 'success' WHERE code = 'credentials.wrong' AND id = $1`,
    ],
    ['altered', `UPDATE audit_events SET policy = 'nobody@1' WHERE id = $1`],
    ['missing', 'DELETE FROM audit_events WHERE id = $1'],
    ['missing', 'UPDATE audit_events SET sequence = sequence + 100000 WHERE id = $1'],
  ])('shows what is %s by %s, and fits again when it is undone', async (fault, sql) => {
    const [event] = await find('--code', 'credentials.wrong', '--order', 'oldest', '--lines', '1');
    await database.pool.query('CREATE TABLE kept AS SELECT * FROM audit_events WHERE id = $1', [
      event!.id,
    ]);
    await database.pool.query(sql, [event!.id]);
    const shown = await cli('audit', 'verify');
    expect(shown.exitCode).toBe(1);
    expect(shown.output).toContain(`(${fault})`);
    await database.pool.query('DELETE FROM audit_events WHERE id = $1', [event!.id]);
    await database.pool.query('INSERT INTO audit_events SELECT * FROM kept');
    await database.pool.query('DROP TABLE kept');
    expect((await verify()).faults).toEqual([]);
  });
});

describe('retention', () => {
  it('waits for the receiver, then drops old months whole and leaves a chain that fits', async () => {
    const scene = started.use(await RetentionScene.create(gatehouse.postgres, 5));
    const before = await scene.eventsByMonth();
    expect([...before.keys()]).toEqual([5, 4, 3, 2, 1].map(monthBefore));
    const collector = started.use(await TestSyslogReceiver.start());
    const keepTwo = () =>
      scene.start(
        {
          GATEHOUSE_AUDIT_RETENTION_MONTHS: '2',
          GATEHOUSE_SYSLOG_HOST: '127.0.0.1',
          GATEHOUSE_SYSLOG_PORT: String(collector.port),
        },
        { syslogCa: collector.ca },
      );
    await collector.die();
    {
      await using server = await keepTwo();
      await until(async () => server.logLines.some((line) => line.includes('not passed on')));
      // The first look at what is over comes two seconds after the start.
      await sleep(4_000);
      expect([...(await scene.eventsByMonth()).keys()].slice(0, 5)).toEqual([...before.keys()]);
      await collector.resume();
      const total = [...before.values()].reduce((sum, events) => sum + events, 0);
      await until(async () => collector.messages.length > total);
    }
    await using server = await keepTwo();
    await until(async () => (await scene.pruned(server)).length === 3);
    expect(await scene.pruned(server)).toEqual(
      [...before].slice(0, 3).map(([month, events]) => ({ month, events })),
    );
    const after = await scene.eventsByMonth();
    expect([...after.keys()]).toEqual([2, 1, 0].map(monthBefore));
    for (const back of [5, 4, 3]) expect(await scene.partitionOf(monthBefore(back))).toBeNull();
    expect([...after].slice(0, 2)).toEqual([...before].slice(3));

    // What is left is still held against what retention left of the rest.
    expect(await scene.faults(server)).toEqual([]);
    await scene.without(monthBefore(2), async () => {
      expect(await scene.faults(server)).toEqual(['missing']);
    });
    expect(await scene.faults(server)).toEqual([]);
    await scene.database.pool.query('UPDATE audit_checkpoints SET sequence = sequence + 1');
    expect(await scene.faults(server)).toEqual(['checkpoint']);
  });
});
