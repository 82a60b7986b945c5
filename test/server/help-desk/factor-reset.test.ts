import { DEFAULT_POLICY } from '@gatehouse/protocol';
import type { CredentialId, LogonId } from '@gatehouse/protocol';
import { beforeEach, describe, expect, it } from '@jest/globals';

import { totp } from '../../../protocol/src/index.js';
import { startDeskForEachTest } from '../../support/desk-scene.js';
import type { DeskScene } from '../../support/desk-scene.js';
import { expectOutcome, makeSource } from '../../support/server-core.js';

type Reset = Parameters<DeskScene['desk']['factorReset']['run']>[0];

describe('resetting factors', () => {
  let scene: DeskScene;

  startDeskForEachTest((started) => (scene = started));

  const reset = (more: Partial<Reset> = {}, name = 'alice') =>
    scene.desk.factorReset.run({ ...scene.asked(name), factors: 'all', answers: false, ...more });
  /** The password alone enrols a first factor, where nothing stands against it. */
  const optional = (more: object = {}) =>
    scene.applyPolicy({
      helpDesk: { verifyCaller: 'optional', ...more },
      enrollment: { required: ['totp'], firstProof: 'password', postponements: 0 },
      logon: { desktop: { methods: ['totp'] } },
    });
  const listed = async () => scene.logon.test.core.credentials.list(scene.logon.alice.principalId);
  const used = () => scene.logon.test.directory.setLastUsed('alice', scene.clock.now());
  /** Enrols an authenticator in a logon. */
  const enroll = async (logonId: LogonId, source = scene.logon.source) => {
    const { engine } = scene.logon;
    const { uri } = await engine.startAuthenticator({ source, logonId });
    const code = scene.logon.codeNow(totp.seedOfKeyUri(uri));
    return engine.enroll({ source, logonId, input: { action: 'totp', code } });
  };

  it('takes a verified caller, as shipped, and says what went', async () => {
    await expect(reset()).rejects.toMatchObject({ code: 'verification.required' });
    const verificationId = await scene.verified();
    await scene.logon.enrollMail(scene.logon.alice, 'alice@example.org');
    const before = await listed();
    const done = await reset({ verificationId });
    expect(done.removed.sort()).toEqual(before.map(({ id }) => id).sort());
    expect(await listed()).toEqual([]);
    const [event] = await scene.logon.events('factors.reset');
    expect(event).toMatchObject({
      door: 'help-desk',
      detail: { ...{ operator: 'key_olga', removed: 2 }, verification: verificationId },
    });
    expect(await scene.logon.events('factor.removed')).toHaveLength(2);
    // Told at the address that was just removed as well: "if it was not you".
    await scene.waitForNotice('factors-reset');
    const told = scene.mailer.sent.filter(({ subject }) => subject.includes('second factor'));
    expect(told.map(({ to }) => to).sort()).toEqual(['alice@corp.test', 'alice@example.org']);
    expect(told[0]?.text).toContain('email, totp');
  });

  it('removes what was chosen, and nothing when that is not all there', async () => {
    await optional();
    await scene.logon.enrollMail(scene.logon.alice, 'alice@example.org');
    const [authenticator, address] = await listed();
    const unknown = 'crd_00000000000000000000000000' as CredentialId;
    await expect(reset({ factors: [address!.id, unknown] })).rejects.toMatchObject({
      code: 'factor.unknown',
    });
    expect(await listed()).toHaveLength(2);
    // Not even what somebody else has (R29).
    await expect(reset({ factors: [authenticator!.id] }, 'bob')).rejects.toMatchObject({
      code: 'factor.unknown',
    });
    expect(await reset({ factors: [address!.id] })).toMatchObject({ removed: [address!.id] });
    expect(await listed()).toMatchObject([{ id: authenticator!.id }]);
  });

  it('leaves nobody a first enrolment by the password alone, unless it is permitted (R6)', async () => {
    await optional();
    used();
    await reset();
    expect(await scene.logon.begin()).toMatchObject({
      ...{ outcome: 'denied', code: 'factor.not-enrolled' },
    });
    const { permittedUntil } = await reset({ factors: [], permitHours: 2 });
    expect(permittedUntil?.getTime()).toBe(scene.clock.now().getTime() + 2 * 3_600_000);
    const { logonId } = expectOutcome(await scene.logon.begin(), 'enroll');
    expect(await enroll(logonId)).toMatchObject({ outcome: 'granted' });
    expect(await scene.logon.events('enrollment.permitted')).toMatchObject([
      { detail: { operator: 'key_olga', hours: 2 } },
    ]);
    await scene.waitForNotice('enrollment-permitted');
  });

  it('permits where the policy requires nothing as well, and everybody else has none (R6)', async () => {
    await scene.applyPolicy({
      helpDesk: { verifyCaller: 'optional' },
      logon: { desktop: { methods: ['totp'] } },
    });
    await reset();
    expect(await scene.logon.begin()).toMatchObject({ code: 'factor.not-enrolled' });
    await reset({ factors: [], permitHours: 2 });
    const { logonId, ...demanded } = expectOutcome(await scene.logon.begin(), 'enroll');
    expect(demanded).toMatchObject({ step: { what: 'totp' }, postponements: 0 });
    expect(await enroll(logonId)).toMatchObject({ outcome: 'granted' });
    expect(await listed()).toHaveLength(1);
    expect(await scene.logon.begin('bob')).toMatchObject({ code: 'factor.not-enrolled' });
  });

  it('permits once: of two logons that live on one permit, one enrols', async () => {
    await optional();
    await reset({ permitHours: 2 });
    const elsewhere = makeSource();
    const mine = expectOutcome(await scene.logon.begin(), 'enroll');
    const other = expectOutcome(await scene.logon.begin('alice', undefined, elsewhere), 'enroll');
    const verdicts = await Promise.all([
      enroll(mine.logonId),
      enroll(other.logonId, elsewhere).catch(() => ({ outcome: 'denied' })),
    ]);
    expect(verdicts.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
    expect(await listed()).toHaveLength(1);
    // Spent: what is removed again is not enrolled again by it.
    await reset();
    expect(await scene.logon.begin()).toMatchObject({ code: 'factor.not-enrolled' });
  });

  it('permits for so long, also in a logon that began in time', async () => {
    await optional();
    await reset({ permitHours: 1 });
    scene.clock.advance({ minutes: 59 });
    const { logonId } = expectOutcome(await scene.logon.begin(), 'enroll');
    scene.clock.advance({ minutes: 1 });
    expect(await enroll(logonId)).not.toMatchObject({ outcome: 'granted' });
    expect(await listed()).toEqual([]);
    expect(await scene.logon.begin()).toMatchObject({ code: 'factor.not-enrolled' });
  });

  it('permits no longer than the policy says, and asks for four eyes where it does', async () => {
    await optional({ enrollmentPermitHours: 4, fourEyes: ['reset-factors'] });
    await expect(reset({ permitHours: 5 })).rejects.toMatchObject({ code: 'request.malformed' });
    await expect(reset({ permitHours: 4 })).rejects.toMatchObject({ code: 'approval.required' });
    expect(await listed()).toHaveLength(1);
  });

  it.each([
    ['factors', { factors: 'all', answers: false }],
    ['answers', { factors: [], answers: true }],
  ] as const)('ends the sessions that rest on what goes: %s', async (_what, gone) => {
    await optional();
    const { core } = scene.logon.test;
    const { principalId } = scene.logon.alice;
    const context = { correlationId: makeSource().correlationId, source: '192.0.2.7' };
    const opened = await core.web.sessions.open(
      {
        ...{ principalId, principalName: 'CORP\\alice', methods: ['totp'] },
        ...{ generation: undefined, policy: DEFAULT_POLICY.logon.web },
        ...{ userAgent: undefined, replaces: undefined },
      },
      context,
    );
    const person = await core.web.sessions.require(opened!.token);
    // Permits alone take nothing away.
    await reset({ factors: [], permitHours: 1 });
    await core.web.sessions.require(opened!.token);
    const { enrollmentId, uri } = await core.selfCare.enrollments.startAuthenticator({
      ...{ person, context },
    });
    await reset(gone);
    await expect(core.web.sessions.require(opened!.token)).rejects.toMatchObject({
      code: 'session.required',
    });
    expect(await scene.logon.events('session.ended')).toMatchObject([
      { detail: { reason: 'factors' } },
    ]);
    if (gone.factors !== 'all') return;
    // Nor does a request that was let through before it.
    const { enrollments } = core.selfCare;
    const code = scene.logon.codeNow(totp.seedOfKeyUri(uri));
    const refused = { code: 'session.proof-required' };
    await expect(
      enrollments.confirmAuthenticator({ person, context }, { enrollmentId, code }),
    ).rejects.toMatchObject(refused);
    await expect(enrollments.startAuthenticator({ person, context })).rejects.toMatchObject(
      refused,
    );
    expect(await listed()).toEqual([]);
  });

  describe('of somebody who has recovery codes', () => {
    const codesLeft = async () => {
      const { pool } = scene.logon.test.connections;
      const { rows } = await pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM credentials WHERE method = 'recovery-code'`,
      );
      return rows[0]!.count;
    };
    beforeEach(async () => {
      await optional();
      await scene.logon.test.connections.pool.query(
        `INSERT INTO credentials (id, principal_id, method, code_mac, slot, created_at)
         SELECT 'crd_' || n, $1, 'recovery-code', '\\x00', n, now() FROM generate_series(1, 10) n`,
        [scene.logon.alice.principalId],
      );
    });

    it('takes them along whenever a factor goes, and tells so', async () => {
      await scene.logon.enrollMail(scene.logon.alice, 'alice@example.org');
      const address = (await listed()).find(({ method }) => method === 'email');
      expect(await reset({ factors: [address!.id] })).toMatchObject({ removed: [address!.id] });
      expect(await codesLeft()).toBe(0);
      expect(await listed()).toHaveLength(1);
      expect((await scene.logon.events('recovery-codes.removed'))[0]).toMatchObject({
        ...{ outcome: 'success', detail: { left: 10 } },
      });
      await scene.waitForNotice('factors-reset');
      const told = scene.mailer.sent.find(({ subject }) => subject.includes('second factor'));
      expect(told?.text).toContain('email, recovery-code');
    });

    it('takes them where there is nothing else, but chooses none of them alone', async () => {
      const one = 'crd_1' as CredentialId;
      await expect(reset({ factors: [one] })).rejects.toMatchObject({ code: 'factor.unknown' });
      expect(await codesLeft()).toBe(10);
      await reset();
      expect(await codesLeft()).toBe(0);
      expect(await listed()).toEqual([]);
    });

    it('permits a first factor to whoever has nothing but them, and the policy does not (R6)', async () => {
      const [authenticator] = await listed();
      const { pool } = scene.logon.test.connections;
      await pool.query('DELETE FROM credentials WHERE id = $1', [authenticator!.id]);
      used();
      expect(await scene.logon.begin()).toMatchObject({ code: 'factor.not-enrolled' });
      await reset({ factors: [], permitHours: 1 });
      expect(await codesLeft()).toBe(10);
      const enrolling = expectOutcome(await scene.logon.begin(), 'enroll');
      expect((await enroll(enrolling.logonId)).outcome).toBe('granted');
    });
  });

  it('removes answers where there are any', async () => {
    await optional();
    expect(await reset({ factors: [], answers: true })).toMatchObject({ answersRemoved: false });
  });
});
