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

  it('are not both accepted by two nodes when they exclude each other', async () => {
    const other = await test.addNode();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) => {
        const node = n % 2 === 0 ? test.core : other;
        return node.policies.apply(document(`p${n}`, { groups: ['Staff'] }), makeSource());
      }),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'policy.invalid' });
    }
    expect(await test.core.policies.list()).toHaveLength(1);
  });

  it('that are retired hold for nobody, on other nodes within seconds', async () => {
    const alice = test.directory.add({ name: 'alice', password: 'x' });
    const other = await test.addNode();
    await apply(document('own', { users: ['alice'] }));
    expect((await other.policies.resolve(alice)).name).toBe('own');
    await test.core.policyAdministration.retire('own', makeSource());
    expect((await test.core.policies.resolve(alice)).name).toBe('default');
    test.clock.advance({ seconds: 3 });
    expect((await other.policies.resolve(alice)).name).toBe('default');
  });

  it('are not read again while nothing changed', async () => {
    const alice = test.directory.add({ name: 'alice', password: 'x' });
    await apply(document('own', { users: ['alice'] }));
    const first = (await test.core.policies.resolve(alice)).settings;
    test.clock.advance({ seconds: 60 });
    expect((await test.core.policies.resolve(alice)).settings).toBe(first);
    await apply(document('own', { users: ['alice'] }));
    expect((await test.core.policies.resolve(alice)).settings).not.toBe(first);
  });

  it('for OUs hold for the place that the account has now', async () => {
    await apply(document('lab', { ous: ['OU=Lab,DC=corp,DC=test'] }));
    const alice = test.directory.add({
      name: 'alice',
      password: 'x',
      distinguishedName: 'CN=alice,OU=Lab,DC=corp,DC=test',
    });
    expect(await test.core.policies.resolve(alice)).toMatchObject({ name: 'lab', version: 1 });
    const moved = { ...alice, distinguishedName: 'CN=alice,OU=Office,DC=corp,DC=test' };
    expect((await test.core.policies.resolve(moved)).name).toBe('default');
    const lost = { ...alice, distinguishedName: 'not a name' };
    await expect(test.core.policies.resolve(lost)).rejects.toThrow('cannot be read');
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
