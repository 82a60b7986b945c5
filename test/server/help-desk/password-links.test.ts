import type { ApprovalId, SelfServiceChallenge, SelfServiceNewPassword } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import type { DeskActions } from '../../../server/src/help-desk/create-desk-actions.js';
import {
  NEW_PASSWORD,
  PORTAL,
  makeContext,
  startDeskForEachTest,
} from '../../support/desk-scene.js';
import type { DeskScene } from '../../support/desk-scene.js';
import { PASSWORD } from '../../support/logon-scene.js';
import { expectVerdict } from '../../support/self-service-scene.js';

const INVALID = { code: 'password-link.invalid' };

describe('links to a new password', () => {
  let scene: DeskScene;

  startDeskForEachTest((started) => (scene = started));

  const optional = (more: object = {}) =>
    scene.applyPolicy({ helpDesk: { verifyCaller: 'optional', ...more } });
  const issue = (name: string, more: object = {}) =>
    scene.desk.issuePasswordLinks.run({ ...scene.asked(name), ...more });
  /** A link of Alice in the hand of its owner. */
  const mailed = async () => {
    await optional();
    await issue('alice');
    return scene.mailedToken('alice@corp.test');
  };
  const open = (token: string, desk = scene.desk) =>
    desk.redeemPasswordLinks.open({ token, context: makeContext() });
  const answer = (token: string, challenge: SelfServiceChallenge, code: string) =>
    scene.desk.redeemPasswordLinks.answerCode({
      ...{ token, code, context: makeContext() },
      ...{ sessionId: challenge.sessionId, challengeId: challenge.challengeId },
    });
  const redeem = (
    token: string,
    { sessionId }: Pick<SelfServiceNewPassword, 'sessionId'>,
    { password = NEW_PASSWORD, desk = scene.desk }: { password?: string; desk?: DeskActions } = {},
  ) =>
    desk.redeemPasswordLinks.redeem({
      ...{ token, sessionId, password: Buffer.from(password), context: makeContext() },
    });
  /** As far as the new password, by the code of Alice's authenticator. */
  const proven = async (token: string) => {
    const challenge = expectVerdict(await open(token), 'challenge');
    return expectVerdict(await answer(token, challenge, scene.logon.codeNow()), 'new-password');
  };
  const passwordIs = async (password: string, account = scene.logon.alice) =>
    (await scene.logon.test.directory.verifyPassword(account, Buffer.from(password))) === 'right';

  it('take a verified caller, as shipped, and go to an address that the server looks up (R27)', async () => {
    await expect(issue('alice')).rejects.toMatchObject({ code: 'verification.required' });
    const verificationId = await scene.verified();
    const foreign = issue('alice', { verificationId, operator: scene.otto });
    await expect(foreign).rejects.toMatchObject({ code: 'verification.required' });
    const issued = await issue('alice', { verificationId });
    expect(issued).toMatchObject({ sentTo: 'a•••@corp.test' });
    expect(issued).not.toHaveProperty('url');
    const mail = scene.mailer.sent.findLast(({ to }) => to === 'alice@corp.test');
    expect(mail?.text).toContain(`${PORTAL}/password-link#`);
    expect(mail?.html).toContain(`<a href="${PORTAL}/password-link#`);
    expect(mail?.html).toContain('Alice &lt;Ä&gt;');
    expect(mail?.subject).toBe('Set a new password');
  });

  it('set a password after the factor, once, and log nobody on', async () => {
    const token = await mailed();
    const challenge = expectVerdict(await open(token), 'challenge');
    expect(challenge.current).toEqual({ method: 'totp' });
    // Nothing leads past the factor (R42).
    expect(await redeem(token, challenge)).toMatchObject({ outcome: 'denied' });
    const rejected = await answer(token, challenge, scene.logon.wrongCode());
    expect(rejected).toMatchObject({ outcome: 'challenge', rejected: 'factor.wrong-code' });
    expect(await scene.logon.strikes()).toBe(1);
    const chosen = expectVerdict(
      await answer(token, challenge, scene.logon.codeNow()),
      'new-password',
    );
    const short = expectVerdict(
      await redeem(token, chosen, { password: 'Short 1' }),
      'new-password',
    );
    expect(short.rejected).toMatchObject([{ code: 'password.length' }]);
    expectVerdict(await redeem(token, chosen), 'done');
    expect(await passwordIs(NEW_PASSWORD)).toBe(true);
    await expect(redeem(token, chosen, { password: `${NEW_PASSWORD}!` })).rejects.toMatchObject(
      INVALID,
    );
    await expect(open(token)).rejects.toMatchObject(INVALID);
    expect(await scene.logon.begin('alice', NEW_PASSWORD)).toMatchObject({ outcome: 'challenge' });
    const types = (await scene.logon.events()).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        ...['password-link.issued', 'password-link.opened', 'password.resetting'],
        ...['password.reset', 'password-link.used'],
      ]),
    );
    await scene.waitForNotice('password-reset');
  });

  it('ask for no factor of whoever has none, who then enrols no first one by it (R6)', async () => {
    const carol = scene.logon.test.directory.add({
      ...{ name: 'carol', password: PASSWORD, lastUsedAt: scene.clock.now() },
    });
    await scene.applyPolicy({
      helpDesk: { verifyCaller: 'optional', passwordLink: 'read-out' },
      enrollment: { required: ['totp'], firstProof: 'password', postponements: 0 },
    });
    expect(await scene.logon.begin('carol')).toMatchObject({ outcome: 'enroll' });
    const { url = '' } = await issue('carol');
    const token = url.split('#')[1] ?? '';
    const chosen = expectVerdict(await open(token), 'new-password');
    expectVerdict(await redeem(token, chosen), 'done');
    expect(await passwordIs(NEW_PASSWORD, carol)).toBe(true);
    expect(await scene.logon.begin('carol', NEW_PASSWORD)).toMatchObject({
      ...{ outcome: 'denied', code: 'factor.not-enrolled' },
    });
  });

  it('are used once by two nodes in a race', async () => {
    const token = await mailed();
    const node = scene.deskOf(await scene.logon.test.addNode());
    // Two sessions of one link, each of which has proven the factor.
    const first = await proven(token);
    const challenge = expectVerdict(await open(token, node), 'challenge');
    const code = scene.logon.codeNow(scene.logon.seed, 1);
    const second = expectVerdict(await answer(token, challenge, code), 'new-password');
    let resets = 0;
    scene.logon.test.directory.onReset = () => {
      resets++;
    };
    const outcomes = await Promise.allSettled([
      redeem(token, first, { password: 'The password of one 1' }),
      redeem(token, second, { password: 'The password of two 2', desk: node }),
      redeem(token, first, { password: 'The password of one 3', desk: node }),
    ]);
    const done = outcomes.filter(
      (one) => one.status === 'fulfilled' && one.value.outcome === 'done',
    );
    expect(done).toHaveLength(1);
    expect(resets).toBe(1);
  });

  it('are ended by a newer one', async () => {
    const older = await mailed();
    const session = await proven(older);
    await issue('alice');
    const newer = scene.mailedToken('alice@corp.test');
    await expect(open(older)).rejects.toMatchObject(INVALID);
    await expect(redeem(older, session)).rejects.toMatchObject(INVALID);
    // And a session of the older one is none of the newer one.
    expect(await redeem(newer, session)).toMatchObject({
      ...{ outcome: 'denied', code: 'self-service.unknown' },
    });
    expect(await passwordIs(PASSWORD)).toBe(true);
    await open(newer);
  });

  it('are ended by a password that came another way, which revives none, as an unlock does not', async () => {
    const token = await mailed();
    scene.logon.test.directory.setPassword('alice', 'Changed elsewhere 1');
    await expect(open(token)).rejects.toMatchObject(INVALID);
    const { alice } = scene.logon;
    const owner = { principalId: alice.principalId, principalName: 'CORP\\alice' };
    await scene.logon.test.core.strikes.unlock(owner, {}, makeContext());
    await scene.logon.test.directory.unlock(alice);
    await expect(open(token)).rejects.toMatchObject(INVALID);
  });

  it('expire', async () => {
    const token = await mailed();
    scene.clock.advance({ minutes: 29 });
    const session = await proven(token);
    scene.clock.advance({ minutes: 1 });
    await expect(open(token)).rejects.toMatchObject(INVALID);
    await expect(redeem(token, session)).rejects.toMatchObject(INVALID);
  });

  it('are left by a password that the directory did not take', async () => {
    const token = await mailed();
    const session = await proven(token);
    scene.logon.test.directory.mayWrite = false;
    expect(await redeem(token, session)).toMatchObject({ code: 'directory.forbidden' });
    scene.logon.test.directory.mayWrite = true;
    await open(token);
  });

  it('go nowhere where nobody has an address, and none is left when the mail is refused', async () => {
    await optional();
    const before = await mailed();
    scene.mailer.refused.add('alice@corp.test');
    await expect(issue('alice')).rejects.toMatchObject({ code: 'password-link.undeliverable' });
    await expect(open(before)).rejects.toMatchObject(INVALID);
    scene.logon.test.directory.add({ name: 'carol', password: PASSWORD });
    await expect(issue('carol')).rejects.toMatchObject({ code: 'password-link.undeliverable' });
  });

  it('are shown to the operator where the policy says so, and take four eyes where it does', async () => {
    await optional({ passwordLink: 'read-out', fourEyes: ['password-link'] });
    await expect(issue('alice')).rejects.toMatchObject({ code: 'approval.required' });
    const approvalId = 'apv_00000000000000000000000001' as ApprovalId;
    const { principalId } = scene.logon.alice;
    scene.approvals.give(approvalId, 'password-link', scene.olga.id, principalId);
    const issued = await issue('alice', { approvalId });
    expect(issued.url).toMatch(/^https:\/\/portal\.corp\.test\/password-link#[A-Za-z0-9_-]{43}$/);
    expect(scene.mailer.sent).toEqual([]);
  });

  it('are known by nobody who has the database, the log or the audit', async () => {
    const token = await mailed();
    const { pool } = scene.logon.test.connections;
    const { rows } = await pool.query('SELECT * FROM password_links');
    const kept = JSON.stringify([rows, await scene.logon.events()]);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });

  it('are not opened while their person is locked out, and lock nobody (R34)', async () => {
    await scene.applyPolicy({
      helpDesk: { verifyCaller: 'optional' },
      lockout: { strikes: 4, sourceStrikes: 2 },
    });
    await issue('alice');
    const token = scene.mailedToken('alice@corp.test');
    const challenge = expectVerdict(await open(token), 'challenge');
    await answer(token, challenge, scene.logon.wrongCode());
    expect(await answer(token, challenge, scene.logon.wrongCode())).toMatchObject({
      ...{ outcome: 'denied', code: 'source.locked' },
    });
    expect(await open(token)).toMatchObject({ outcome: 'denied', code: 'source.locked' });
    expect(await scene.logon.begin()).toMatchObject({ outcome: 'challenge' });
  });
});
