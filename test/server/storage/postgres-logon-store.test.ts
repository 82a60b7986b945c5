import { randomBytes } from 'node:crypto';

import { formatId } from '@gatehouse/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Challenge, Logon } from '../../../server/src/authentication/logon.js';
import { strikeKeyOf } from '../../../server/src/authentication/logon.js';
import type { AuthenticatorStep } from '../../../server/src/factors/credential-store.js';
import { PostgresCredentialStore } from '../../../server/src/storage/postgres-credential-store.js';
import { PostgresLogonStore } from '../../../server/src/storage/postgres-logon-store.js';
import { PostgresStrikeStore } from '../../../server/src/storage/postgres-strike-store.js';
import { LogonScene } from '../../support/logon-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { expectOutcome, makeSource } from '../../support/server-core.js';

describe('logons in PostgreSQL', () => {
  let postgres: TestPostgres;
  let scene: LogonScene;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    scene = await LogonScene.start(postgres);
  }, 60_000);
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  const sweepAll = async () => {
    const logons = scene.test.core.sweepers.find(({ name }) => name === 'logons')!;
    while ((await logons.sweep(scene.test.clock.now())) > 0);
  };
  const count = async () => {
    const { rows } = await scene.test.connections.pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM logons',
    );
    return rows[0]?.count;
  };

  it('are swept an hour after they expired, open ones never', async () => {
    await scene.challenge();
    scene.test.clock.advance({ minutes: 65 });
    const open = await scene.challenge();
    await sweepAll();
    expect(await count()).toBe(2);
    scene.test.clock.advance({ minutes: 6 });
    await sweepAll();
    expect(await count()).toBe(1);
    expectOutcome(await scene.answer(open, scene.codeNow()), 'granted');
  });

  describe('with an authenticator', () => {
    const principalId = `corp.test/${randomBytes(8).toString('hex')}`;
    const newId = <P extends 'crd' | 'lgn' | 'chl'>(prefix: P) => formatId(prefix, randomBytes(16));

    const openLogon = async () => {
      const { pool } = scene.test.connections;
      const now = scene.test.clock.now();
      const { settings } = await scene.test.core.policies.resolve(undefined);
      const lockout = { ...settings.lockout, strikes: 100, sourceStrikes: 100 };
      const source = makeSource();
      const key = strikeKeyOf(source, principalId);
      const strike = await new PostgresStrikeStore(pool).take(key, lockout, now);
      if ('code' in strike) throw new Error(strike.code);
      const logon: Logon = {
        id: newId('lgn'),
        door: 'desktop',
        sourceKey: source.key,
        principalId,
        principalName: 'CORP\\carol',
        account: { sid: 'S-1-5-21-1-2-3-4', netbiosDomain: 'CORP', samAccountName: 'carol' },
        language: undefined,
        generation: '134000000000000001',
        changesPassword: false,
        settings,
        offered: [{ method: 'totp' }],
      };
      const challenge: Challenge = {
        id: newId('chl'),
        method: 'totp',
        codeMac: undefined,
        sends: 0,
        expiresAt: new Date(now.getTime() + 60_000),
      };
      await new PostgresLogonStore(pool).open(logon, challenge, strike, now);
      return (node: PostgresLogonStore, step: AuthenticatorStep | undefined) =>
        node.grant(logon.id, challenge.id, { strike, step, now });
    };
    const addAuthenticator = async () => {
      const credentialId = newId('crd');
      await new PostgresCredentialStore(scene.test.connections.pool).add({
        method: 'totp',
        id: credentialId,
        principalId,
        sealedSeed: randomBytes(53),
        label: undefined,
        createdAt: new Date(),
      });
      return credentialId;
    };
    const twoNodes = () =>
      [
        new PostgresLogonStore(scene.test.connections.pool),
        new PostgresLogonStore(scene.test.connect().pool),
      ] as const;

    it('R37: of 50 that race with one step on two nodes one is granted', async () => {
      const [here, there] = twoNodes();
      const credentialId = await addAuthenticator();
      for (const step of [100, 101]) {
        const grants = await Promise.all(Array.from({ length: 50 }, openLogon));
        const outcomes = await Promise.all(
          grants.map((grant, i) => grant(i % 2 === 0 ? here : there, { credentialId, step })),
        );
        expect(outcomes.filter((outcome) => outcome === 'granted')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'used-step')).toHaveLength(49);
      }
    });

    it('R37: are granted with no step that is older than the newest', async () => {
      const [here, there] = twoNodes();
      const credentialId = await addAuthenticator();
      const grant = await openLogon();
      expect(await (await openLogon())(here, { credentialId, step: 100 })).toBe('granted');
      expect(await grant(there, { credentialId, step: 99 })).toBe('used-step');
      expect(await grant(there, { credentialId: newId('crd'), step: 1000 })).toBe('used-step');
      expect(await grant(there, { credentialId, step: 101 })).toBe('granted');
      expect(await grant(here, { credentialId, step: 102 })).toBe('unknown');
    });

    it('use up no step but that of the one grant, whatever was answered at once', async () => {
      const [here, there] = twoNodes();
      for (let round = 0; round < 10; round++) {
        const steps = [await addAuthenticator(), await addAuthenticator()].map((credentialId) => ({
          credentialId,
          step: 0,
        }));
        const grant = await openLogon();
        const outcomes = await Promise.all(
          steps.map((step, at) => grant(at % 2 === 0 ? here : there, step)),
        );
        expect(outcomes.toSorted()).toEqual(['granted', 'unknown']);
        // What was right, and came too late, is good for the next logon: a code on paper is there once.
        const unused = steps[outcomes.indexOf('unknown')];
        expect(await grant(here, unused)).toBe('unknown');
        expect(await (await openLogon())(there, unused)).toBe('granted');
      }
    });

    it('are granted without a step when the challenge alone is enough, once', async () => {
      const [here, there] = twoNodes();
      const grant = await openLogon();
      expect((await Promise.all([grant(here, undefined), grant(there, undefined)])).sort()).toEqual(
        ['granted', 'unknown'],
      );
    });
  });

  it('are cancelled or granted, but not both, when two nodes race', async () => {
    const other = (await scene.test.addNode()).engine;
    for (let i = 0; i < 10; i++) {
      scene.test.clock.advance({ seconds: 30 });
      const source = makeSource();
      const first = await scene.challenge('alice', source);
      const before = (await scene.events('logon.cancelled')).length;
      const [verdict] = await Promise.all([
        scene.answer(first, scene.codeNow(), { source }),
        other.cancel({ source, logonId: first.logonId }),
      ]);
      const cancelled = (await scene.events('logon.cancelled')).length - before;
      expect(verdict.outcome === 'granted').toBe(cancelled === 0);
    }
  });
});
