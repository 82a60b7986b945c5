import { beforeEach, describe, expect, it } from '@jest/globals';

import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { beginRequest, expectOutcome, makeSource } from '../../support/server-core.js';

describe('the logon engine with codes by e-mail', () => {
  let scene: LogonScene;
  startSceneForEachTest((started) => (scene = started));

  beforeEach(() => scene.applyPolicy({ logon: { desktop: { defaultMethod: 'email' } } }));

  it('sends without being asked, and grants the code once', async () => {
    const first = await scene.challenge();
    expect(first).toMatchObject({
      current: { method: 'email', destination: 'a•••@corp.test' },
      resendsLeft: 3,
      digits: 6,
    });
    expect(scene.test.mailer.sent).toHaveLength(1);
    expect(scene.test.mailer.sent[0]?.html).toContain('Alice &lt;Ä&gt;');
    const code = scene.test.mailer.codeTo('alice@corp.test');
    expectOutcome(await scene.answer(first, code), 'granted');
    const second = await scene.challenge();
    expect(await scene.answer(second, code)).toMatchObject({ rejected: 'factor.wrong-code' });
  });

  it('writes in the language of the person', async () => {
    await scene.engine.begin(beginRequest(scene.source, 'alice', PASSWORD, { language: 'de-CH' }));
    await scene.engine.begin(beginRequest(scene.source, 'alice', PASSWORD, { language: 'tlh' }));
    expect(scene.test.mailer.sent.map(({ subject }) => subject)).toEqual([
      'Ihr Einmalkennwort',
      'Your passcode',
    ]);
  });

  it('keeps the code nowhere in the database', async () => {
    await scene.challenge();
    const code = scene.test.mailer.codeTo('alice@corp.test');
    const { rows } = await scene.test.connections.pool.query<object>(
      "SELECT code_mac, encode(code_mac, 'escape') AS text FROM logons",
    );
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(JSON.stringify(await scene.events())).not.toContain(code);
  });

  it('sends again as often as the policy allows, each time another code', async () => {
    let current = await scene.challenge();
    const codes = [scene.test.mailer.codeTo('alice@corp.test')];
    for (const left of [2, 1, 0]) {
      current = expectOutcome(await scene.choose(current, 'email'), 'challenge');
      expect(current.resendsLeft).toBe(left);
      codes.push(scene.test.mailer.codeTo('alice@corp.test'));
    }
    const refused = expectOutcome(await scene.choose(current, 'email'), 'challenge');
    expect(refused).toMatchObject({
      rejected: 'factor.resend-limit',
      challengeId: current.challengeId,
      resendsLeft: 0,
    });
    // Switching to and fro is no way around the limit.
    const there = expectOutcome(await scene.choose(current, 'totp'), 'challenge');
    expect(await scene.choose(there, 'email')).toMatchObject({ rejected: 'factor.resend-limit' });
    expect(scene.test.mailer.sent).toHaveLength(4);
    expect(new Set(codes).size).toBeGreaterThan(1);
    expectOutcome(await scene.answer(there, scene.codeNow()), 'granted');
  });

  it('sends once when many ask at once', async () => {
    const first = await scene.challenge();
    await Promise.all(Array.from({ length: 10 }, () => scene.choose(first, 'email')));
    expect(scene.test.mailer.sent).toHaveLength(2);
  });

  it('sends a person no more codes in a while than the policy allows, in however many logons', async () => {
    await scene.applyPolicy({
      logon: { desktop: { defaultMethod: 'email' } },
      otp: { sendLimit: 3, sendWindowMinutes: 30 },
    });
    const first = await scene.challenge();
    expectOutcome(
      await scene.answer(first, scene.test.mailer.codeTo('alice@corp.test')),
      'granted',
    );
    await scene.challenge('alice', makeSource());
    scene.test.clock.advance({ minutes: 29 });
    const open = await scene.challenge();
    // A logon that has sent a code keeps it.
    expect(await scene.choose(open, 'email')).toMatchObject({
      rejected: 'factor.resend-limit',
      challengeId: open.challengeId,
    });
    // Another one goes on with the next factor.
    const other = await scene.challenge('alice', makeSource());
    expect(other.current.method).toBe('totp');
    scene.test.clock.advance({ minutes: 1 });
    expectOutcome(await scene.choose(open, 'email'), 'challenge');
    expect(scene.test.mailer.sent).toHaveLength(4);
  });

  it('denies at no cost when no more codes may be sent and there is no other factor', async () => {
    await scene.applyPolicy({ otp: { sendLimit: 1 } });
    const mail = 'bob@corp.test';
    const bob = scene.test.directory.add({ name: 'bob', password: PASSWORD, mail });
    await scene.challenge('bob');
    expect(await scene.begin('bob')).toMatchObject({ code: 'factor.undeliverable' });
    expect(await scene.strikes(bob)).toBe(0);
    // Nobody else is held back.
    await scene.applyPolicy({
      logon: { desktop: { defaultMethod: 'email' } },
      otp: { sendLimit: 1 },
    });
    expect((await scene.challenge()).current.method).toBe('email');
  });

  it('keeps to the limit when many logons begin at once on two nodes', async () => {
    await scene.applyPolicy({
      logon: { desktop: { defaultMethod: 'email' } },
      lockout: { strikes: 50, sourceStrikes: 50 },
      otp: { sendLimit: 5 },
    });
    const engines = [scene.engine, (await scene.test.addNode()).engine] as const;
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        engines[at % 2 === 0 ? 0 : 1].begin(beginRequest(scene.source, 'alice', PASSWORD)),
      ),
    );
    expect(scene.test.mailer.sent).toHaveLength(5);
  });

  it('takes the digits, the lifetime and the limit of the policy', async () => {
    await scene.applyPolicy({
      logon: { desktop: { defaultMethod: 'email' } },
      otp: { digits: 8, lifetimeSeconds: 60, resendLimit: 0 },
    });
    const first = await scene.challenge();
    expect(first).toMatchObject({ digits: 8, resendsLeft: 0 });
    const code = scene.test.mailer.codeTo('alice@corp.test');
    expect(code).toMatch(/^\d{8}$/);
    expect(await scene.choose(first, 'email')).toMatchObject({ rejected: 'factor.resend-limit' });
    scene.test.clock.advance({ seconds: 60 });
    expect(await scene.answer(first, code)).toMatchObject({ code: 'challenge.expired' });
  });

  it('R27: sends to the address that holds at the time of sending', async () => {
    const first = await scene.challenge();
    scene.test.directory.setMail('alice', 'new@corp.test');
    const next = expectOutcome(await scene.choose(first, 'email'), 'challenge');
    expect(next.current.destination).toBe('n•••@corp.test');
    expect(scene.test.mailer.sent.map(({ to }) => to)).toEqual([
      'alice@corp.test',
      'new@corp.test',
    ]);
    scene.test.directory.setMail('alice', undefined);
    expect(await scene.choose(next, 'email')).toMatchObject({ rejected: 'factor.undeliverable' });
    expect(scene.test.mailer.sent).toHaveLength(2);
  });

  it.each([
    ['alice@corp.test, eve@evil.test'],
    ['alice@corp.test;eve@evil.test'],
    ['alice@corp.test\r\nBcc: eve@evil.test'],
    ['Alice <alice@corp.test>'],
    ['eve@evil.test@corp.test'],
    [''],
  ])('R28: offers nothing for the mail attribute %j', async (mail) => {
    scene.test.directory.setMail('alice', mail);
    const first = await scene.challenge();
    expect(first.methods).toEqual([{ method: 'totp' }]);
    expect(scene.test.mailer.sent).toEqual([]);
    await expect(scene.enrollMail(scene.alice, mail)).rejects.toMatchObject({
      code: 'request.malformed',
    });
  });

  it.each([
    ['directory', 'alice@corp.test'],
    ['alternate', 'alice@home.test'],
    ['directory-then-alternate', 'alice@corp.test'],
    ['alternate-then-directory', 'alice@home.test'],
  ] as const)('sends by the contact rule %s to %s', async (email, expected) => {
    await scene.applyPolicy({ logon: { desktop: { defaultMethod: 'email' } }, contact: { email } });
    await scene.enrollMail(scene.alice, 'old@home.test');
    await scene.enrollMail(scene.alice, 'alice@home.test');
    await scene.challenge();
    expect(scene.test.mailer.sent.map(({ to }) => to)).toEqual([expected]);
  });

  it('falls back to the next factor when the mail server refuses', async () => {
    scene.test.mailer.available = false;
    const first = await scene.challenge();
    expect(first.current.method).toBe('totp');
    const again = expectOutcome(await scene.choose(first, 'email'), 'challenge');
    expect(again.rejected).toBe('factor.undeliverable');
    const back = expectOutcome(await scene.choose(again, 'totp'), 'challenge');
    expectOutcome(await scene.answer(back, scene.codeNow()), 'granted');
  });

  it('denies when nothing can be delivered, at no cost', async () => {
    const bob = scene.test.directory.add({
      name: 'bob',
      password: PASSWORD,
      mail: 'bob@corp.test',
    });
    scene.test.mailer.available = false;
    expect(await scene.begin('bob')).toMatchObject({ code: 'factor.undeliverable' });
    expect(await scene.strikes(bob)).toBe(0);
  });

  it('denies a method that the policy does not offer', async () => {
    await scene.applyPolicy({ logon: { desktop: { methods: ['totp'] } } });
    const first = await scene.challenge();
    expect(await scene.choose(first, 'email')).toMatchObject({ code: 'policy.denied' });
    expect(scene.test.mailer.sent).toEqual([]);
  });
});
