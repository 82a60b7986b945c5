import { PolicyDocument } from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { makeSource, startTestCore } from '../../support/server-core.js';
import type { TestCore } from '../../support/server-core.js';

describe('policies', () => {
  let postgres: TestPostgres;
  let test: TestCore;

  const document = (name: string, assign: object, settings: object = {}) =>
    PolicyDocument.parse({ name, assign, settings });
  const apply = (policy: PolicyDocument) => test.core.policies.apply(policy, makeSource());

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  beforeEach(async () => {
    test = await startTestCore(postgres);
  });
  afterEach(async () => {
    await test[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  it('refuse nonsense, and keep what held', async () => {
    const nonsense = { ...document('a', {}), settings: { lockout: { strikes: -1 } } };
    await expect(apply(nonsense)).rejects.toMatchObject({ code: 'policy.invalid' });
    expect(await test.core.policies.list()).toEqual([]);
  });

  it('count their versions, also when two administrators apply at once', async () => {
    const applied = await Promise.all(Array.from({ length: 5 }, () => apply(document('a', {}))));
    expect(applied.map(({ version }) => version).toSorted()).toEqual([1, 2, 3, 4, 5]);
    await apply(document('b', {}));
    expect((await test.core.policies.list()).map((p) => [p.document.name, p.version])).toEqual([
      ['a', 5],
      ['b', 1],
    ]);
    const { events } = await test.core.audit.read({ limit: 10 });
    expect(events).toHaveLength(6);
    expect(events.at(-1)).toMatchObject({
      type: 'policy.applied',
      detail: { policy: 'b', version: 1 },
    });
  });

  it('hold at once on the node that applied them, and within seconds on others', async () => {
    const alice = test.directory.add({ name: 'alice', password: 'x' });
    const other = await test.addNode();
    const resolve = async () => [
      (await test.core.policies.resolve(alice)).name,
      (await other.policies.resolve(alice)).name,
    ];
    expect(await resolve()).toEqual(['default', 'default']);
    await apply(document('own', { users: ['alice'] }));
    expect((await resolve())[0]).toBe('own');
    test.clock.advance({ seconds: 3 });
    expect(await resolve()).toEqual(['own', 'own']);
  });

  it('ask the directory for groups only where a policy needs them, and at most every half minute', async () => {
    const alice = test.directory.add({ name: 'alice', password: 'x', groups: [{ name: 'Staff' }] });
    const resolve = async () => (await test.core.policies.resolve(alice)).name;
    expect(await resolve()).toBe('default');
    expect(test.directory.searches).toBe(0);
    await apply(document('staff', { groups: ['staff'] }));
    expect(await resolve()).toBe('staff');
    test.directory.setGroups('alice', []);
    expect(await resolve()).toBe('staff');
    expect(test.directory.searches).toBe(1);
    test.clock.advance({ seconds: 30 });
    expect(await resolve()).toBe('default');
  });

  it('do not remember that the directory was away', async () => {
    const alice = test.directory.add({ name: 'alice', password: 'x', groups: [{ name: 'Staff' }] });
    await apply(document('staff', { groups: ['Staff'] }));
    test.directory.available = false;
    await expect(test.core.policies.resolve(alice)).rejects.toThrow('away');
    test.directory.available = true;
    expect((await test.core.policies.resolve(alice)).name).toBe('staff');
  });
});
