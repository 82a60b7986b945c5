import { randomBytes } from 'node:crypto';

import { formatId } from '@gatehouse/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openDatabase } from '../../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../../server/src/storage/database.js';
import { PostgresCredentialStore } from '../../../server/src/storage/postgres-credential-store.js';
import { PostgresTokenStore } from '../../../server/src/storage/postgres-token-store.js';
import type { StoredToken, TokenAssignment } from '../../../server/src/tokens/token-store.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

describe('tokens in PostgreSQL', () => {
  let postgres: TestPostgres;
  let connections: DatabaseConnections;
  let store: PostgresTokenStore;
  let credentials: PostgresCredentialStore;

  const at = new Date('2026-03-10T09:00:00Z');
  const newSerial = () => `S${randomBytes(8).toString('hex')}`;
  const tokenOf = (serial: string, more: Partial<StoredToken> = {}): StoredToken => ({
    serial,
    method: 'hotp',
    sealedSeed: randomBytes(53),
    shape: { algorithm: 'sha256', digits: 8 },
    periodSeconds: undefined,
    lastStep: 4,
    importedAt: at,
    ...more,
  });
  const assignmentOf = (serial: string, principalId: string): TokenAssignment => ({
    serial,
    credentialId: formatId('crd', randomBytes(16)),
    principalId,
    sealedSeed: randomBytes(53),
    assignedAt: at,
  });
  const setStep = (serial: string, step: number) =>
    connections.pool.query('UPDATE credentials SET last_step = $1 WHERE serial = $2', [
      step,
      serial,
    ]);

  beforeAll(async () => {
    postgres = await startTestPostgres();
    connections = openDatabase(await postgres.createDatabase());
    store = new PostgresTokenStore(connections.pool);
    credentials = new PostgresCredentialStore(connections.pool);
  }, 60_000);
  afterAll(async () => {
    await connections.close();
    await postgres[Symbol.asyncDispose]();
  });

  it('come in all together or not at all', async () => {
    const [old, fresh] = [newSerial(), newSerial()];
    expect(await store.add([tokenOf(old)], [])).toBe(true);
    const assignment = assignmentOf(fresh, 'corp.test/bob');
    expect(await store.add([tokenOf(fresh), tokenOf(old)], [assignment])).toBe(false);
    expect(await store.find(fresh)).toBeUndefined();
    expect(await credentials.list('corp.test/bob')).toEqual([]);
    expect(await store.known([old, fresh])).toEqual(new Set([old]));
  });

  it('come in by thousands', async () => {
    const prefix = newSerial();
    const tokens = Array.from({ length: 5001 }, (_, n) => tokenOf(`${prefix}-${n}`));
    expect(await store.add(tokens, [])).toBe(true);
    const serials = tokens.map(({ serial }) => serial);
    expect((await store.known(serials)).size).toBe(5001);
  });

  it('go to one person, also when several get them at once, with their shape and counter', async () => {
    const serial = newSerial();
    await store.add([tokenOf(serial)], []);
    const people = Array.from({ length: 20 }, (_, n) => `corp.test/${serial}-${n}`);
    const given = await Promise.all(
      people.map((principalId) => store.assign(assignmentOf(serial, principalId))),
    );
    expect(given.filter(Boolean)).toHaveLength(1);
    const owner = people[given.indexOf(true)]!;
    expect((await store.find(serial))?.principalId).toBe(owner);
    expect(await credentials.list(owner)).toMatchObject([
      { method: 'hotp', label: serial, lastCounter: 4, shape: { algorithm: 'sha256', digits: 8 } },
    ]);
    expect(await store.remove(serial)).toBe(false);
  });

  it.each(['unassign', 'remove the factor'])('keep their counter: %s', async (how) => {
    const serial = newSerial();
    const first = assignmentOf(serial, `corp.test/${serial}-a`);
    await store.add([tokenOf(serial)], [first]);
    await setStep(serial, 20);
    if (how === 'unassign') {
      const { principalId, credentialId } = first;
      expect(await store.unassign(serial)).toEqual({ principalId, credentialId });
    } else {
      expect(await credentials.remove(first.principalId, first.credentialId)).toBe('hotp');
    }
    expect(await store.unassign(serial)).toBeUndefined();
    const second = assignmentOf(serial, `corp.test/${serial}-b`);
    expect(await store.assign(second)).toBe(true);
    expect(await credentials.list(second.principalId)).toMatchObject([{ lastCounter: 20 }]);
  });

  it('with a clock keep their period, and only the usual ones go into kits', async () => {
    const [unusual, usual] = [newSerial(), newSerial()];
    const principalId = `corp.test/${unusual}`;
    const timed = { method: 'totp', lastStep: -1 } as const;
    await store.add(
      [
        tokenOf(unusual, { ...timed, periodSeconds: 60 }),
        tokenOf(usual, {
          ...timed,
          periodSeconds: 30,
          shape: { algorithm: 'sha1', digits: 6 },
        }),
      ],
      [assignmentOf(unusual, principalId)],
    );
    expect(await credentials.list(principalId)).toMatchObject([
      { method: 'totp', periodSeconds: 60, shape: { algorithm: 'sha256', digits: 8 } },
    ]);
    expect(await credentials.newestAuthenticator(principalId)).toBeUndefined();
    const assignment = assignmentOf(usual, principalId);
    expect(await store.assign(assignment)).toBe(true);
    expect(await credentials.newestAuthenticator(principalId)).toMatchObject({
      credential: { id: assignment.credentialId },
    });
  });

  it('remember the newest far code, and none that is behind', async () => {
    const serial = newSerial();
    const { credentialId, principalId, ...rest } = assignmentOf(serial, `corp.test/${serial}`);
    await store.add([tokenOf(serial)], [{ credentialId, principalId, ...rest }]);
    await credentials.rememberFar(credentialId, { counter: 4, seenAt: at });
    expect(await credentials.list(principalId)).toMatchObject([{ far: undefined }]);
    await credentials.rememberFar(credentialId, { counter: 50, seenAt: at });
    expect(await credentials.list(principalId)).toMatchObject([
      { far: { counter: 50, seenAt: at } },
    ]);
  });

  it('are listed by serial, page by page, and forgotten when nobody has them', async () => {
    const prefix = newSerial();
    const serials = ['a', 'b', 'c'].map((end) => `${prefix}${end}`);
    await store.add(
      serials.map((serial) => tokenOf(serial)),
      [],
    );
    const page = await store.list(prefix, 2);
    expect(page.map(({ serial }) => serial)).toEqual(serials.slice(0, 2));
    expect(page[0]).not.toHaveProperty('sealedSeed');
    expect(await store.remove(serials[0]!)).toBe(true);
    expect(await store.remove(serials[0]!)).toBe(false);
    expect(await store.find(serials[0]!)).toBeUndefined();
  });
});
