import type { ApprovalId } from '@gatehouse/protocol';

import { startDeskForEachTest } from '../../support/desk-scene.js';
import type { DeskScene } from '../../support/desk-scene.js';
import { makeSource } from '../../support/server-core.js';

const APPROVAL = 'apv_00000000000000000000000001' as ApprovalId;

describe('reading out a code of a workstation', () => {
  let scene: DeskScene;

  startDeskForEachTest((started) => (scene = started));

  const readOut = (
    more: Partial<Parameters<DeskScene['desk']['offlineCodeReading']['readOut']>[0]> = {},
  ) =>
    scene.desk.offlineCodeReading.readOut({
      ...{ ...scene.asked('bob'), workstation: 'LAPTOP-12' },
      ...more,
    });

  /** Bob has a kit at a workstation, and one code in it. */
  beforeEach(async () => {
    const { key } = makeSource();
    const { pool } = scene.logon.test.connections;
    const { principalId } = scene.bob;
    const now = scene.clock.now();
    await pool.query(
      `INSERT INTO workstations (id, hostname, platform, version, hardware_key, thumbprint, public_x, public_y, join_token_id, joined_at)
       VALUES ($1, 'LAPTOP-12', 'windows', '1', false, $1, 'x', 'y', 'jtk', $2)`,
      [key, now],
    );
    await pool.query(
      `INSERT INTO kits (principal_id, workstation_id, serial, digest, granted_at, refreshed_at, used_at)
       VALUES ($1, $2, 1, '', $3, $3, $3)`,
      [principalId, key, now],
    );
    const id = 'ofc_00000000000000000000000001';
    const binding = `offline-codes/${id}/${principalId}`;
    const sealed = scene.logon.test.keyring.seal(new Uint8Array(10).fill(255), binding);
    await pool.query(
      `INSERT INTO offline_codes (principal_id, workstation_id, number, id, sealed_code, hash, created_at, expires_at)
       VALUES ($1, $2, 1, $3, $4, '', $5, $5::timestamptz + interval '30 days')`,
      [principalId, key, id, sealed, now],
    );
  });

  it('takes a verified caller and four eyes, as shipped', async () => {
    await expect(readOut()).rejects.toMatchObject({ code: 'verification.required' });
    const verificationId = await scene.verifiedBob();
    await expect(readOut({ verificationId })).rejects.toMatchObject({ code: 'approval.required' });
    const approvalId = APPROVAL;
    scene.approvals.give(APPROVAL, 'break-glass', scene.olga.id, scene.bob.principalId);
    // Where nothing can be read out, the approval is kept.
    await expect(
      readOut({ verificationId, approvalId, workstation: 'LAPTOP-13' }),
    ).rejects.toMatchObject({ code: 'offline-code.none' });
    const { code } = await readOut({ verificationId, approvalId });
    expect(code).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ');
    const [event] = await scene.logon.events('offline-code.read-out');
    expect(event?.detail).toMatchObject({
      ...{ operator: 'key_olga', reason: 'called from the airport' },
      ...{ verification: verificationId, approval: APPROVAL, hostname: 'LAPTOP-12', number: 1 },
    });
    await expect(readOut({ verificationId })).rejects.toMatchObject({ code: 'offline-code.none' });
  });

  it('reaches nobody outside the scope of the operator', async () => {
    const operator = { ...scene.olga, scope: { realms: ['elsewhere.test'] } };
    await expect(readOut({ operator })).rejects.toMatchObject({ code: 'principal.unknown' });
  });

  it('is told to the person, in their language, without the code', async () => {
    await scene.applyPolicy({ helpDesk: { verifyCaller: 'optional', fourEyes: [] } });
    await readOut({ language: 'zh' });
    await scene.waitForNotice('offline-code');
    const message = scene.mailer.sent.at(-1);
    expect(message).toMatchObject({ to: 'bob@corp.test' });
    expect(message?.text).toMatch(/服务台.*LAPTOP-12/s);
    expect(message?.text).not.toContain('ZZZZ');
  });

  it('gives no code that the engine would take where the server is reached', async () => {
    await scene.applyPolicy({ helpDesk: { verifyCaller: 'optional', fourEyes: [] } });
    const { code } = await readOut();
    const challenge = await scene.logon.begin('bob');
    if (challenge.outcome !== 'challenge') throw new Error(challenge.outcome);
    expect(challenge.methods.map(({ method }) => method)).toEqual(['email']);
    expect(await scene.logon.answer(challenge, code)).toMatchObject({
      rejected: 'factor.wrong-code',
    });
  });
});
