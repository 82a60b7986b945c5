import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';

import type { WordingRecord } from '../../../server/src/messages/wording-store.js';
import { openDatabase } from '../../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../../server/src/storage/database.js';
import { PostgresWordingStore } from '../../../server/src/storage/postgres-wording-store.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

let postgres: TestPostgres;
let connections: DatabaseConnections;
let store: PostgresWordingStore;

const AT = new Date('2026-11-27T08:00:00Z');

function record(version: number, more: Partial<WordingRecord> = {}): WordingRecord {
  const wording = { subject: `S${version}`, body: '第 {{code}}\n\n"\\' };
  const who = { changedAt: AT, changedBy: 'key-1' };
  return { key: 'code', language: 'zh', version, wording, ...who, ...more };
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  connections = openDatabase(await postgres.createDatabase());
  store = new PostgresWordingStore(connections.pool);
}, 60_000);

afterEach(async () => {
  await connections.pool.query('TRUNCATE wordings');
});

afterAll(async () => {
  await connections.close();
  await postgres[Symbol.asyncDispose]();
});

test('a text is kept as it was written, and so is the next', async () => {
  expect(await store.list()).toEqual([]);
  expect(await store.put(record(1))).toBe(true);
  expect(await store.list()).toEqual([record(1)]);
  expect(await store.put(record(2, { changedBy: 'key-2' }))).toBe(true);
  expect(await store.list()).toEqual([record(2, { changedBy: 'key-2' })]);
});

test('whoever saw an older text, or one that never was, changes nothing', async () => {
  expect(await store.put(record(2))).toBe(false);
  await store.put(record(1));
  await store.put(record(2));
  for (const version of [1, 2, 4]) {
    expect(await store.put(record(version, { changedBy: 'late' }))).toBe(false);
  }
  expect(await store.list()).toEqual([record(2)]);
});

test('of many who write at once one wins', async () => {
  const writers = Array.from({ length: 8 }, (_, n) => record(1, { changedBy: `key-${n}` }));
  const won = await Promise.all(writers.map((writer) => store.put(writer)));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await store.list()).toEqual([writers[won.indexOf(true)]]);
});

test('a reset is a version without a text, after which a text may follow', async () => {
  const { wording: _, ...reset } = record(2);
  await store.put(record(1));
  expect(await store.put(reset)).toBe(true);
  expect(await store.list()).toEqual([reset]);
  expect(await store.put(record(3))).toBe(true);
});

test('a text of one language is none of another, or of another message', async () => {
  await store.put(record(1));
  expect(await store.put(record(1, { language: 'de' }))).toBe(true);
  expect(await store.put(record(1, { key: 'break-glass' }))).toBe(true);
  const kept = (await store.list()).map(({ key, language }) => `${key} ${language}`);
  expect(kept).toEqual(['break-glass zh', 'code de', 'code zh']);
});
