import type { ApprovalId, LogonId } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { startDeskForEachTest } from '../../support/desk-scene.js';
import type { DeskScene } from '../../support/desk-scene.js';
import { PASSWORD } from '../../support/logon-scene.js';
import { expectOutcome } from '../../support/server-core.js';

const APPROVAL = 'apv_00000000000000000000000001' as ApprovalId;
const HOUR_MS = 3_600_000;

describe('break-glass codes', () => {
  let scene: DeskScene;

  startDeskForEachTest((started) => (scene = started));

  const issue = (
    more: Partial<Parameters<DeskScene['desk']['breakGlassCodes']['issue']>[0]> = {},
    name = 'bob',
  ) => scene.desk.breakGlassCodes.issue({ ...scene.asked(name), ...more });
  const approved = (operator = scene.olga) => {
    const { principalId } = scene.bob;
    scene.approvals.give(APPROVAL, 'break-glass', operator.id, principalId);
    return APPROVAL;
  };
  /** With nothing in the way. */
  const issueFreely = async (more: { hours?: number } = {}) => {
    await scene.applyPolicy({ helpDesk: { verifyCaller: 'optional', fourEyes: [] } });
    return issue(more);
  };
  const challengeBob = async () => expectOutcome(await scene.logon.begin('bob'), 'challenge');

  it('take a verified caller and four eyes, as shipped', async () => {
    await expect(issue()).rejects.toMatchObject({ code: 'verification.required' });
    const verificationId = await scene.verifiedBob();
    await expect(issue({ verificationId })).rejects.toMatchObject({ code: 'approval.required' });
    // Whoever it was approved for, and nobody else.
    const approvalId = approved(scene.otto);
    await expect(issue({ verificationId, approvalId })).rejects.toMatchObject({
      code: 'approval.required',
    });
    approved();
    const { code, expiresAt } = await issue({ verificationId, approvalId });
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(expiresAt.getTime() - scene.clock.now().getTime()).toBe(24 * HOUR_MS);
    await scene.applyPolicy({ helpDesk: { breakGlassCodes: 2 } });
    await expect(issue({ verificationId, approvalId })).rejects.toMatchObject({
      code: 'approval.required',
    });
    const [event] = await scene.logon.events('break-glass.issued');
    expect(event?.detail).toMatchObject({
      ...{ operator: 'key_olga', verification: verificationId, approval: APPROVAL, hours: 24 },
    });
    expect(JSON.stringify(await scene.logon.events())).not.toContain(code.slice(0, 9));
  });

  it('stand for the factor once, whatever methods the policy names, and however they are typed', async () => {
    const { code } = await issueFreely();
    const first = await challengeBob();
    expect(first.current).toEqual({ method: 'break-glass' });
    expect(first.methods).toEqual([{ method: 'break-glass' }, expect.anything()]);
    expect(first.digits).toBeUndefined();
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ')} `;
    expect(await scene.logon.answer(first, typed)).toMatchObject({ outcome: 'granted' });
    // It is gone: the next logon does not even offer it.
    const second = await challengeBob();
    expect(second.methods).toEqual([{ method: 'email', destination: 'b•••@corp.test' }]);
    expect(await scene.logon.answer(second, code)).toMatchObject({ rejected: 'factor.wrong-code' });
  });

  it('never stand for the password', async () => {
    await issueFreely();
    expect(await scene.logon.begin('bob', 'wrong')).toMatchObject({
      ...{ outcome: 'denied', code: 'credentials.wrong' },
    });
  });

  it('are used once by any number of logons on two nodes', async () => {
    const { code } = await issueFreely();
    const node = await scene.logon.test.addNode();
    const challenges = [await challengeBob(), await challengeBob(), await challengeBob()];
    const verdicts = await Promise.all(
      challenges.map((challenge, at) =>
        scene.logon.answer(challenge, code, {
          engine: at % 2 === 0 ? scene.logon.engine : node.engine,
        }),
      ),
    );
    expect(verdicts.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
  });

  it('expire', async () => {
    const { code } = await issueFreely({ hours: 2 });
    const early = await challengeBob();
    scene.clock.advance({ minutes: 120 });
    expect(await scene.logon.answer(early, code)).toMatchObject({ outcome: 'denied' });
    expect((await challengeBob()).current.method).toBe('email');
  });

  it('cost strikes when they are wrong, at the same counter as all doors (R34)', async () => {
    await issueFreely();
    const challenge = await challengeBob();
    expect(await scene.logon.answer(challenge, '0000-0000-0000-0000')).toMatchObject({
      rejected: 'factor.wrong-code',
    });
    expect(await scene.logon.strikes(scene.bob)).toBe(1);
  });

  it('fit nobody but their person (R29)', async () => {
    const { code } = await issueFreely();
    await issue({}, 'alice');
    const alices = await scene.logon.challenge();
    expect(alices.current.method).toBe('break-glass');
    expect(await scene.logon.answer(alices, code)).toMatchObject({ rejected: 'factor.wrong-code' });
  });

  it('are as many at a time as the policy says, on two nodes at once as well', async () => {
    await scene.applyPolicy({
      helpDesk: { verifyCaller: 'optional', fourEyes: [], breakGlassCodes: 2 },
    });
    const other = scene.deskOf(await scene.logon.test.addNode());
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, at) =>
        (at % 2 === 0 ? scene.desk : other).breakGlassCodes.issue(scene.asked('bob')),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'break-glass.limit' },
    });
    const { credentials } = scene.logon.test.core;
    const [given] = (await credentials.list(scene.bob.principalId)).filter(
      ({ method }) => method === 'break-glass',
    );
    const owner = { principalId: scene.bob.principalId, principalName: 'CORP\\bob' };
    await credentials.remove(owner, given!.id, scene.asked().context);
    await issue();
  });

  it('spend no approval where there are as many as the policy allows', async () => {
    const helpDesk = { verifyCaller: 'optional', breakGlassCodes: 1 } as const;
    await scene.applyPolicy({ helpDesk: { ...helpDesk, fourEyes: [] } });
    const { id } = await issue();
    await scene.applyPolicy({ helpDesk: { ...helpDesk, fourEyes: ['break-glass'] } });
    const approvalId = approved();
    await expect(issue({ approvalId })).rejects.toMatchObject({ code: 'break-glass.limit' });
    const owner = { principalId: scene.bob.principalId, principalName: 'CORP\\bob' };
    await scene.logon.test.core.credentials.remove(owner, id, scene.asked().context);
    expect((await issue({ approvalId })).code).toMatch(/^.{19}$/);
  });

  it('live no longer than the policy says', async () => {
    await scene.applyPolicy({
      helpDesk: { verifyCaller: 'optional', fourEyes: [], breakGlassHours: 4 },
    });
    await expect(issue({ hours: 5 })).rejects.toMatchObject({ code: 'request.malformed' });
    const { expiresAt } = await issue({ hours: 3 });
    expect(expiresAt.getTime() - scene.clock.now().getTime()).toBe(3 * HOUR_MS);
  });

  it('do not verify a caller: the operator has it', async () => {
    await issueFreely();
    const begun = await scene.desk.verifyCaller.begin({ ...scene.asked('bob'), proof: 'code' });
    expect(begun).toMatchObject({ outcome: 'challenge', methods: [{ method: 'email' }] });
  });

  it('are no enrolled factor: what was asked of whoever has none is asked still (R6)', async () => {
    const carol = scene.logon.test.directory.add({ name: 'carol', password: PASSWORD });
    await scene.applyPolicy({
      helpDesk: { verifyCaller: 'optional', fourEyes: [] },
      enrollment: { required: ['totp'], firstProof: 'factor', postponements: 0 },
    });
    expect(await scene.logon.begin('carol')).toMatchObject({ code: 'factor.not-enrolled' });
    const { code } = await issue({}, 'carol');
    const challenge = expectOutcome(await scene.logon.begin('carol'), 'challenge');
    const verdict = await scene.logon.answer(challenge, code);
    // Proven by what the help desk gave: now an authenticator may be enrolled.
    expect(verdict).toMatchObject({ outcome: 'enroll', step: { what: 'totp' } });
    const { logonId } = verdict as { logonId: LogonId };
    expect(logonId).toMatch(/^lgn_/);
    expect(carol.principalId).toContain('corp.test/');
  });

  it('are told to their person, at every address that is known', async () => {
    await scene.logon.enrollMail(scene.bob, 'bob@example.org');
    await issueFreely();
    await scene.waitForNotice('break-glass');
    const told = scene.mailer.sent.filter(({ subject }) => subject.includes('code for your logon'));
    expect(told.map(({ to }) => to).sort()).toEqual(['bob@corp.test', 'bob@example.org']);
    expect(told[0]?.text).toContain('If it was not you');
  });
});
