import { randomBytes } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import type { administration } from '../../../protocol/src/index.js';
import { describeUser } from '../../../server/src/cli/user-text.js';
import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import { startEnrollmentForEachTest } from '../../support/enrollment-scene.js';
import type { EnrollmentScene } from '../../support/enrollment-scene.js';
import { PASSWORD } from '../../support/logon-scene.js';
import { makeOperator } from '../../support/operators.js';
import { makeSource } from '../../support/server-core.js';

let scene: EnrollmentScene;

const everybody = makeOperator();

function show(name: string, operator = everybody): Promise<administration.User> {
  return scene.scene.test.core.helpDesk.view.show(name, operator);
}

const sql = (text: string, values: unknown[] = []) =>
  scene.scene.test.connections.pool.query(text, values);

startEnrollmentForEachTest((one) => (scene = one));

describe('the view of a person', () => {
  test('shows somebody of whom there is nothing but the account, without a gap', async () => {
    const bob = scene.addBob();
    const shown = await show('bob');
    expect(shown).toMatchObject({
      principalId: bob.principalId,
      name: 'bob',
      realm: 'corp.test',
      sid: bob.sid,
      unavailable: [],
      directory: { disabled: false, locked: false, mustChangePassword: false },
      groups: [],
      policy: { name: 'default', differing: [] },
      strikes: 0,
      locked: false,
      causes: [],
      sources: [],
      factors: [],
      answers: { enrolled: false },
      enrollment: { missing: [], postponed: 0 },
      workstations: [],
      resetGrants: [],
      history: [],
    });
  });

  test('shows recovery codes as one set', async () => {
    expect(await show('alice')).not.toHaveProperty('recoveryCodes');
    const { test: core, alice } = scene.scene;
    const createdAt = core.clock.now();
    await core.connections.pool.query(
      `INSERT INTO credentials (id, principal_id, method, code_mac, slot, created_at, last_step)
       SELECT 'crd_' || n, $1, 'recovery-code', '\\x00', n, $2, CASE WHEN n < 3 THEN 0 ELSE -1 END
       FROM generate_series(1, 10) n`,
      [alice.principalId, createdAt],
    );
    const shown = await show('alice');
    expect(shown.factors?.map(({ method }) => method)).toEqual(['totp']);
    expect(shown.recoveryCodes).toEqual({
      ...{ left: 8, total: 10, createdAt: createdAt.toISOString() },
    });
    expect(describeUser(shown)).toContain('recovery-code  8 of 10 left');
  });

  test('shows what was enrolled and when it was used, and nothing secret', async () => {
    const { test: core, alice, source } = scene.scene;
    await scene.require({ required: ['answers'], postponements: 0 });
    await scene.scene.enrollMail(alice, 'alice@home.test');
    expect((await show('alice')).enrollment).toEqual({ missing: ['answers'], postponed: 0 });
    const usedAt = core.clock.now().toISOString();
    const { logonId } = await scene.enrolling();
    expect(await scene.enroll(logonId, scene.answers())).toMatchObject({ outcome: 'granted' });

    const shown = await show('alice');
    expect(shown.answers).toEqual({ enrolled: true, enrolledAt: usedAt, questions: 4 });
    expect(shown.enrollment).toEqual({ missing: [], postponed: 0 });
    expect(shown.alternateMail).toBe('alice@home.test');
    const factors = new Map(shown.factors?.map((factor) => [factor.method, factor]));
    expect(factors.get('email')).toMatchObject({ address: 'alice@home.test' });
    expect(factors.get('email')).not.toHaveProperty('lastUsedAt');
    const age = Date.parse(usedAt) - Date.parse(factors.get('totp')!.lastUsedAt!);
    expect(Math.abs(age)).toBeLessThanOrEqual(60_000);
    expect(shown.history?.[0]).toMatchObject({
      type: 'logon.granted',
      outcome: 'success',
      door: 'desktop',
      workstationId: source.key,
      correlationId: source.correlationId,
    });
    const text = JSON.stringify(shown);
    for (const secret of ['Bello', 'Kastanien', PASSWORD, 'sealed', 'seed', 'publicKey']) {
      expect(text).not.toContain(secret);
    }
  });

  test('shows each lock with its place, since when, until when, and what brought it about', async () => {
    const { alice, test: core } = scene.scene;
    await scene.scene.applyPolicy({
      lockout: { strikes: 4, sourceStrikes: 2, durationMinutes: 30, sourceDurationMinutes: 10 },
    });
    const [here, there] = [makeSource(), makeSource()];
    await sql(
      `INSERT INTO workstations (id, hostname, platform, version, hardware_key, thumbprint, public_x, public_y,
         join_token_id, joined_at)
       VALUES ($1, 'RECEPTION', 'windows', '1.0.0', false, 't', 'x', 'y', 'jtk_x', now())`,
      [here.key],
    );
    await scene.scene.begin('alice', 'wrong 1', here);
    core.clock.advance({ minutes: 1 });
    const lockedAt = core.clock.now();
    await scene.scene.begin('alice', 'wrong 2', here);
    await scene.scene.begin('alice', PASSWORD, here);
    await scene.scene.begin('alice', 'wrong 3', there);

    const shown = await show('alice');
    expect(shown).toMatchObject({ strikes: 3, locked: false });
    expect(shown).not.toHaveProperty('lockedUntil');
    const wrong = { code: 'credentials.wrong', door: 'desktop' };
    expect(shown.sources).toEqual([
      {
        source: `desktop:${here.key}`,
        hostname: 'RECEPTION',
        strikes: 2,
        locked: true,
        since: lockedAt.toISOString(),
        until: new Date(lockedAt.getTime() + 600_000).toISOString(),
        causes: [expect.objectContaining(wrong), expect.objectContaining(wrong)],
      },
      {
        source: `desktop:${there.key}`,
        strikes: 1,
        locked: false,
        causes: [expect.objectContaining(wrong)],
      },
    ]);
    await scene.scene.begin('alice', 'wrong 4', there);
    const locked = await show('alice');
    const until = new Date(core.clock.now().getTime() + 30 * 60_000).toISOString();
    expect(locked).toMatchObject({ strikes: 4, locked: true, lockedUntil: until });
    expect(locked.lockedSince).toBe(core.clock.now().toISOString());
    expect(locked.history?.[0]).toMatchObject({ type: 'logon.denied', outcome: 'failure' });

    core.clock.advance({ minutes: 31 });
    expect(await show('alice')).toMatchObject({ strikes: 0, locked: false, sources: [] });
    expect((await show(alice.principalId)).name).toBe('alice');
  });

  test('shows kits with their state, grants of a reset, and what the workstation told', async () => {
    const { alice, test: core } = scene.scene;
    await scene.scene.applyPolicy({ desktop: { offline: 'offline-otp', kitDays: 10 } });
    const now = core.clock.now();
    const day = (days: number) => new Date(now.getTime() + days * 86_400_000);
    for (const [workstation, issued, used, destroyed, expires] of [
      ['wks_held', day(-1), day(-1), null, null],
      ['wks_expired', day(-11), day(-2), null, null],
      ['wks_destroyed', day(-3), day(-3), day(-2), day(5)],
      // As they say themselves, whatever the policy would make of their age.
      ['wks_long', day(-12), day(-4), null, day(1)],
      ['wks_short', day(-1), day(-5), null, day(-0.5)],
    ] as const) {
      await sql(
        `INSERT INTO kits (principal_id, workstation_id, serial, digest, granted_at, refreshed_at, used_at, destroyed_at,
           expires_at)
         VALUES ($1, $2, 7, '\\x00', $3, $3, $4, $5, $6)`,
        [alice.principalId, workstation, issued, used, destroyed, expires],
      );
    }
    await sql(
      `INSERT INTO reset_grants (principal_id, workstation_id, event_id, granted_at, expires_at, used_at)
       VALUES ($1, 'wks_held', 'oev_1', $2, $3, NULL), ($1, 'wks_expired', 'oev_2', $2, $2, NULL)`,
      [alice.principalId, now, day(7)],
    );
    await core.core.audit.append({
      type: 'offline.denied',
      outcome: 'failure',
      correlationId: makeSource().correlationId,
      door: 'desktop',
      workstationId: 'wks_held',
      principalId: alice.principalId,
      code: 'factor.wrong-code',
    });
    const shown = await show('alice');
    expect(
      shown.workstations?.map(({ workstationId, kit }) => [workstationId, kit.state, kit.failures]),
    ).toEqual([
      ['wks_held', 'held', 1],
      ['wks_expired', 'expired', 0],
      ['wks_destroyed', 'destroyed', 0],
      ['wks_long', 'held', 0],
      ['wks_short', 'expired', 0],
    ]);
    expect(shown.workstations?.[0]?.kit.expiresAt).toBe(day(9).toISOString());
    expect(shown.resetGrants).toEqual([
      {
        workstationId: 'wks_held',
        grantedAt: now.toISOString(),
        expiresAt: day(7).toISOString(),
      },
    ]);
    expect(shown.policy).toMatchObject({
      name: 'everyone',
      version: 1,
      differing: expect.arrayContaining([
        {
          setting: 'desktop.kitDays',
          value: 10,
          origin: { policy: { name: 'everyone', version: 1 }, by: { to: 'everyone' } },
        },
      ]) as unknown,
    });
  });

  test('is bounded, however much happened', async () => {
    const { alice, source, test: core } = scene.scene;
    const { audit } = core.core;
    const events = Array.from({ length: 300 }, (_, n) =>
      audit.append({
        type: 'logon.denied',
        outcome: 'failure',
        correlationId: makeSource().correlationId,
        door: 'desktop',
        workstationId: source.key,
        principalId: alice.principalId,
        code: n % 2 === 0 ? 'credentials.wrong' : 'principal.locked',
      }),
    );
    await Promise.all(events);
    await sql(
      `INSERT INTO strikes SELECT $1, 'desktop:wks_' || n, 1, $2 FROM generate_series(1, 500) n`,
      [alice.principalId, new Date(core.clock.now().getTime() + 60_000)],
    );
    const shown = await show('alice');
    expect(shown.history).toHaveLength(20);
    expect(shown.sources!.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(shown).length).toBeLessThan(100_000);
  });
});

describe('what cannot be read', () => {
  test('is named in its part while everything else is shown', async () => {
    const { alice, test: core } = scene.scene;
    await scene.scene.begin('alice', 'wrong', scene.scene.source);
    const account = await core.directory.find('alice');
    core.directory.state = () => Promise.reject(new DirectoryUnavailableError('away'));
    const shown = await show('alice');
    expect(shown.unavailable).toEqual([{ part: 'directory', code: 'directory.unavailable' }]);
    expect(shown).not.toHaveProperty('directory');
    expect(shown).toMatchObject({ strikes: 1, factors: [{ method: 'totp' }], sid: account!.sid });
    expect(alice.principalId).toBe(shown.principalId);
  });

  test('leaves what is here, when the directory is away as a whole', async () => {
    const { alice, test: core } = scene.scene;
    const granted = await scene.scene.challenge();
    await scene.scene.answer(granted, scene.scene.codeNow());
    const { principalName } = (await scene.scene.events('logon.granted'))[0]!;
    core.directory.available = false;
    for (const name of [alice.principalId, principalName!, principalName!.toUpperCase()]) {
      const shown = await show(name);
      expect(shown).toMatchObject({ principalId: alice.principalId, realm: 'corp.test' });
      expect(shown.factors).toHaveLength(1);
      expect(shown.history).toHaveLength(1);
      expect(shown.unavailable.map(({ part, code }) => `${part} ${code}`)).toEqual([
        'directory directory.unavailable',
        'groups directory.unavailable',
        'policy directory.unavailable',
        'locks directory.unavailable',
        'enrollment directory.unavailable',
      ]);
    }
    await expect(show('nobody-knows')).rejects.toThrow(DirectoryUnavailableError);
  });

  test('never lets a name that nobody has be seen', async () => {
    await scene.scene.begin('nobody-of-that-name', 'wrong', scene.scene.source);
    const { rows } = await sql('SELECT DISTINCT principal_id FROM strikes');
    const phantom = (rows as { principal_id: string }[])
      .map(({ principal_id: id }) => id)
      .find((id) => id.startsWith('phantom/'));
    expect(phantom).toBeDefined();
    await expect(show(phantom!)).rejects.toThrow('principal.unknown');
    scene.scene.test.directory.available = false;
    await expect(show(phantom!)).rejects.toThrow(DirectoryUnavailableError);
  });
});

describe('an operator with a scope', () => {
  const scoped = (ou: string) => makeOperator({ ous: [ou] });

  test('sees nobody outside of it, and cannot tell them from nobody', async () => {
    const { directory } = scene.scene.test;
    directory.add({
      name: 'sally',
      password: PASSWORD,
      distinguishedName: 'CN=Sally,OU=Sales,DC=corp,DC=test',
    });
    expect((await show('sally', scoped('ou=sales,dc=corp,dc=test'))).name).toBe('sally');
    const inRealm = makeOperator({ realms: ['corp.test'] });
    expect((await show('alice', inRealm)).name).toBe('alice');
    for (const [name, operator] of [
      ['sally', scoped('OU=Sale,DC=corp,DC=test')],
      ['sally', scoped('OU=Staff,DC=corp,DC=test')],
      ['sally', makeOperator({ realms: ['people.test'] })],
      ['alice', scoped('OU=Sales,DC=corp,DC=test')],
      ['nobody', scoped('OU=Sales,DC=corp,DC=test')],
    ] as const) {
      const error: unknown = await show(name, operator).catch((cause: unknown) => cause);
      expect([name, error]).toEqual([
        name,
        expect.objectContaining({ code: 'principal.unknown', detail: undefined }),
      ]);
    }
  });

  test('sees nobody at all while nobody can tell where they are', async () => {
    const { alice, test: core } = scene.scene;
    await scene.scene.begin('alice', 'wrong', scene.scene.source);
    core.directory.available = false;
    const operator = scoped('OU=Sales,DC=corp,DC=test');
    await expect(show(alice.principalId, operator)).rejects.toThrow(DirectoryUnavailableError);
    const inRealm = makeOperator({ realms: ['corp.test'] });
    expect((await show(alice.principalId, inRealm)).principalId).toBe(alice.principalId);
  });
});

test('random bytes as a name find nobody', async () => {
  await expect(show(randomBytes(64).toString('latin1'))).rejects.toThrow('principal.unknown');
});
