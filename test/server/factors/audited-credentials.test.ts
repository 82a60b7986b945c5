import { totp } from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { LogonScene } from '../../support/logon-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { expectOutcome, makeSource } from '../../support/server-core.js';

describe('enrolled credentials', () => {
  let postgres: TestPostgres;
  let scene: LogonScene;

  const owner = () => ({ principalId: scene.alice.principalId, principalName: 'CORP\\alice' });

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  beforeEach(async () => {
    scene = await LogonScene.start(postgres);
  });
  afterEach(async () => {
    await scene[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  it('show their seed once, in the URI, and keep it sealed', async () => {
    const { credentials } = scene.test.core;
    const options = { issuer: 'Gatehouse', label: 'alice@corp.test' };
    const { id, uri, seed } = await credentials.enrollTotp(owner(), options, makeSource());
    const spelt = totp.seedText(seed);
    expect(uri).toContain(`secret=${spelt}`);
    expect(uri).toContain('issuer=Gatehouse');
    const listed = await credentials.list(scene.alice.principalId);
    expect(listed.map((credential) => credential.id)).toContain(id);
    const { rows } = await scene.test.connections.pool.query<object>(
      `SELECT c::text FROM credentials c UNION ALL SELECT e::text FROM audit_events e`,
    );
    const everything = JSON.stringify([listed, rows]);
    for (const spelling of [
      spelt,
      Buffer.from(seed).toString('hex'),
      Buffer.from(seed).toString('base64'),
    ]) {
      expect(everything).not.toContain(spelling);
    }
  });

  it('no longer prove anything once they are removed, and every change is audited', async () => {
    const { credentials } = scene.test.core;
    await scene.enrollMail(scene.alice, 'alice@home.test');
    const first = await scene.challenge();
    for (const { id } of await credentials.list(scene.alice.principalId)) {
      await credentials.remove(owner(), id, makeSource());
      await expect(credentials.remove(owner(), id, makeSource())).rejects.toMatchObject({
        code: 'factor.unknown',
      });
    }
    expect(await scene.answer(first, scene.codeNow())).toMatchObject({
      rejected: 'factor.wrong-code',
    });
    expect(expectOutcome(await scene.begin(), 'challenge').methods).toEqual([
      { method: 'email', destination: 'a•••@corp.test' },
    ]);
    expect(await scene.events('factor.removed')).toHaveLength(2);
    expect(await scene.events('factor.enrolled')).toMatchObject([
      { detail: { method: 'totp' } },
      { detail: { method: 'email' } },
    ]);
  });
});
