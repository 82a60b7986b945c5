import { setTimeout as sleep } from 'node:timers/promises';

import type { Verdict } from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol';

import type { UnreachableReason } from '../../../service/src/authority/authority.js';
import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';
import type { PipeTile } from '../../support/pipe-client.js';
import { waitUntil } from '../../support/service.js';

const PASSWORD = 'correct horse 马';

let service: EtherService;
beforeEach(async () => {
  service = await startEtherService();
});
afterEach(async () => {
  await service.server.close();
});

async function openTile(who?: { sid?: string; userName?: string }): Promise<PipeTile> {
  return (await service.connect()).openTile(who);
}

const signIn = (tile: PipeTile) => tile.submit({ userName: 'alice', password: PASSWORD });

async function openCode(challenge = verdicts.challenge()): Promise<PipeTile> {
  service.authority.says(challenge);
  const tile = await openTile();
  await signIn(tile);
  return tile;
}

describe('the sign-in screen', () => {
  it('asks for name and password on the "other user" tile', async () => {
    const tile = await openTile();
    expect(tile.field('userName')).toMatchObject({ mode: 'normal' });
    expect(tile.field('password')).toMatchObject({ clear: true });
    expect(tile.screen).toMatchObject({ focus: 'userName', submitAfter: 'password' });
  });

  it('asks for the password alone on the tile of an account', async () => {
    const tile = await openTile({ sid: FAKE_SID, userName: 'CORP\\alice' });
    expect(tile.field('userName')).toBeUndefined();
    expect(tile.screen).toMatchObject({ focus: 'password' });
  });

  it('hands name, password, scenario and tile to the authority and wipes the password', async () => {
    service.authority.says(verdicts.granted());
    const client = await service.connect({ scenario: 'unlock', remote: true });
    const tile = await client.openTile({ sid: FAKE_SID, userName: 'CORP\\alice' });
    await tile.submit({ password: PASSWORD });
    const [call] = service.authority.calls;
    expect(call?.password).toBe(PASSWORD);
    expect(call?.request).toEqual({
      name: 'CORP\\alice',
      expectedSid: FAKE_SID,
      scenario: 'unlock',
      remote: true,
      session: { type: 'console' },
      language: 'en-GB',
    });
  });

  it.each([
    ['an empty name', { userName: '  ', password: 'x' }, 'Type your user name.', 'userName'],
    ['an empty password', { userName: 'alice', password: '' }, 'Type your password.', 'password'],
    [
      'a name that is too long',
      { userName: 'a'.repeat(513), password: 'x' },
      /too long/,
      'userName',
    ],
    [
      'a password that is too long',
      { userName: 'a', password: 'x'.repeat(1023) },
      /too long/,
      'password',
    ],
  ])('R26: asks again for %s without asking anybody', async (_, values, text, focus) => {
    const tile = await openTile();
    await tile.submit(values);
    expect(tile.message).toMatch(text);
    expect(tile.screen?.focus).toBe(focus);
    expect(service.authority.calls).toHaveLength(0);
  });

  it('speaks German to a German logon screen', async () => {
    const tile = await (await service.connect({ language: 'de-AT' })).openTile();
    expect(tile.field('detail')?.text).toMatch(/Kennwort/);
  });
});

describe('a granted verdict', () => {
  it('gives the names of the directory, never the typed ones', async () => {
    service.authority.says(verdicts.granted());
    const tile = await openTile();
    expect(await signIn(tile)).toMatchObject({
      type: 'grant',
      domain: 'CORP',
      userName: 'alice',
      sid: FAKE_SID,
    });
    expect(tile.progress).toEqual(['Checking…']);
  });

  it("is denied when the account is not the tile's", async () => {
    service.authority.says(verdicts.granted(1, { sid: 'S-1-5-21-1-2-3-500' }));
    const tile = await openTile({ sid: FAKE_SID, userName: 'alice' });
    await tile.submit({ password: PASSWORD });
    expect(tile.grant).toBeUndefined();
    expect(tile.message).toMatch(/another tile/);
    expect(service.logger.of('logon.denied')).toMatchObject([{ code: 'account.mismatch' }]);
  });

  it.each([
    ['accepted', 0, ''],
    ['refused', 0xc000006d, 'Windows did not accept'],
  ])('is followed by a report that Windows %s it', async (_, ntStatus, message) => {
    service.authority.says(verdicts.granted());
    const tile = await openTile();
    await signIn(tile);
    await tile.report(ntStatus, 0xc0000064);
    expect(tile.message).toContain(message);
    await waitUntil(() => service.authority.calls.length === 2);
    expect(service.authority.calls[1]).toMatchObject({
      method: 'report',
      request: { ntStatus, subStatus: 0xc0000064 },
    });
    expect(service.logger.of('windows.answered')).toHaveLength(1);
    expect(tile.field('password')).toBeDefined();
  });
});

describe('a challenge', () => {
  it('asks for the code, with the ways out as links', async () => {
    const tile = await openCode();
    expect(tile.field('detail')?.text).toBe(
      'Type the code that your authenticator app shows. The code has 6 digits.',
    );
    expect(tile.field('link1')?.text).toBe('Send a code by e-mail instead');
    expect(tile.field('link4')?.text).toBe('Start over');
    expect(tile.screen).toMatchObject({ focus: 'code', submitAfter: 'code' });
  });

  it('grants after the right code, typed with a space', async () => {
    const tile = await openCode();
    service.authority.says(verdicts.granted());
    expect((await tile.submit({ code: '123 456' })).type).toBe('grant');
    expect(service.authority.calls[1]?.request).toMatchObject({ code: '123456' });
  });

  it.each([
    ['factor.wrong-code', /not right.*2 attempts left/],
    ['factor.used-code', /already used/],
    ['factor.resend-limit', /cannot be sent again/],
    ['factor.undeliverable', /could not be sent/],
  ] as const)('stays open after %s', async (rejected, text) => {
    const tile = await openCode();
    service.authority.says(verdicts.challenge({ rejected, strikesLeft: 2 }));
    await tile.submit({ code: '123456' });
    expect(tile.message).toMatch(text);
    expect(tile.field('code')).toMatchObject({ clear: true });
    expect(tile.field('detail')?.text).toMatch(/Reference for the help desk: [0-9A-F]{4}-/);
  });

  it('does not spend an attempt on a code of the wrong length', async () => {
    const tile = await openCode();
    await tile.submit({ code: '12345' });
    expect(tile.message).toMatch(/6 digits/);
    expect(service.authority.calls).toHaveLength(1);
  });

  it('switches to another factor and sends again as long as that is allowed', async () => {
    const tile = await openCode();
    const email = { method: 'email', destination: 'a•••@corp.test' } as const;
    service.authority.says(verdicts.challenge({ current: email, resendsLeft: 1 }));
    await tile.follow(/e-mail/);
    expect(tile.field('detail')?.text).toContain('a•••@corp.test');
    service.authority.says(verdicts.challenge({ current: email, resendsLeft: 0 }));
    await tile.follow(/again \(1 left\)/);
    expect(tile.message).toMatch(/new code was sent/);
    expect(() => tile.linkOf(/again/)).toThrow();
    expect(service.authority.calls.map(({ method }) => method)).toEqual([
      'begin',
      'choose',
      'choose',
    ]);
    expect(service.authority.calls[2]?.request).toMatchObject({ method: 'email' });
  });

  it('is given up by "start over", and the authority is told', async () => {
    const tile = await openCode();
    await tile.follow(/Start over/);
    expect(tile.field('password')).toBeDefined();
    await waitUntil(() => service.authority.calls.length === 2);
    expect(service.authority.calls[1]?.method).toBe('cancel');
  });

  it('returns to the sign-in by itself when it has expired', async () => {
    service.authority.says(verdicts.challenge({ secondsLeft: 1 }));
    const tile = await openTile();
    await signIn(tile);
    expect(tile.field('code')).toBeDefined();
    await tile.next();
    expect(tile.message).toMatch(/time for the code is over/);
    expect(tile.field('password')).toBeDefined();
  });

  it.each([
    ['shortly before the end of the challenge', 599_700],
    ['after it', 3_600_000],
    ['long before it', -3_600_000],
  ])(
    'ends by the time that the server says, on a computer whose clock stands %s',
    async (_, by) => {
      service = await startEtherService({ clock: new FakeClock(new Date(Date.now() + by)) });
      const tile = await openCode(verdicts.challenge({ secondsLeft: 600 }));
      await sleep(600);
      expect(tile.field('code')).toBeDefined();
      await tile.submit({ code: '12' });
      expect(tile.message).toMatch(/6 digits/);

      service.authority.says(verdicts.challenge({ secondsLeft: 1, rejected: 'factor.wrong-code' }));
      await tile.submit({ code: '123456' });
      await tile.next();
      expect(tile.message).toMatch(/time for the code is over/);
    },
  );

  it('does not believe a verdict about another logon', async () => {
    const tile = await openCode(verdicts.challenge({}, 1));
    service.authority.says(verdicts.granted(2));
    await tile.submit({ code: '123456' });
    expect(tile.grant).toBeUndefined();
    expect(service.logger.of('logon.no-verdict')).toMatchObject([{ code: 'malformed' }]);
  });
});

describe('a denial', () => {
  const texts: Record<Extract<Verdict, { outcome: 'denied' }>['code'], RegExp> = {
    'credentials.wrong': /user name or password is not right/,
    'password.empty': /Type your password/,
    'principal.locked': /Call the help desk/,
    'source.locked': /another computer/,
    'directory.unavailable': /cannot be checked now/,
    'challenge.expired': /time for the code is over/,
    'challenge.unknown': /time for the code is over/,
    'logon.cancelled': /cancelled/,
    'account.disabled': /disabled/,
    'account.expired': /expired/,
    'account.logon-hours': /time of day/,
    'account.workstation': /this computer/,
    'account.mismatch': /another tile/,
    'account.no-windows': /no Windows account/,
    'account.foreign': /Accounts of this computer/,
    'account.unmapped': /map you to this account/,
    'account.unchecked': /Windows could not check/,
    'factor.not-enrolled': /No second factor/,
    'factor.undeliverable': /could not be sent/,
    'factor.locked': /none from the help desk for a while/,
    'policy.denied': /may not sign in/,
  };
  it.each(Object.entries(texts) as [keyof typeof texts, RegExp][])(
    '%s returns to the sign-in with its text and a reference',
    async (code, text) => {
      service.authority.says(verdicts.denied(code));
      const tile = await openTile();
      await signIn(tile);
      expect(tile.grant).toBeUndefined();
      expect(tile.screen?.message).toMatchObject({ class: 'error' });
      expect(tile.message).toMatch(text);
      const { correlationId } = service.authority.calls[0]!.context;
      expect(tile.field('detail')?.text).toContain(referenceOf(correlationId));
      expect(service.logger.of('logon.denied')).toMatchObject([{ code, correlationId }]);
    },
  );

  it('tells the attempts that are left, and a lock in local time', async () => {
    const clock = new FakeClock(new Date('2026-03-10T09:00:00Z'));
    service = await startEtherService({ clock, timeZone: 'Europe/Vienna' });
    service.authority.says(
      verdicts.denied('credentials.wrong', { strikesLeft: 1 }),
      verdicts.denied('principal.locked', { lockedUntil: '2026-03-10T09:14:40.000Z' }),
      verdicts.denied('principal.locked', { lockedUntil: '2026-03-11T09:14:40.000Z' }),
    );
    const tile = await openTile();
    await signIn(tile);
    expect(tile.message).toMatch(/1 attempt left/);
    await signIn(tile);
    expect(tile.message).toBe('Too many attempts. Try again after 10:15.');
    await signIn(tile);
    expect(tile.message).toMatch(/11 Mar 2026, 10:15/);
  });
});

describe('R5: no verdict', () => {
  const classes: Record<UnreachableReason, RegExp> = {
    'not-joined': /not set up/,
    dns: /cannot be reached/,
    connect: /cannot be reached/,
    proxy: /cannot be reached/,
    timeout: /cannot be reached/,
    'http-status': /cannot be reached/,
    unable: /cannot be reached/,
    tls: /cannot be trusted/,
    'wrong-key': /cannot be trusted/,
    malformed: /cannot be trusted/,
    unsigned: /cannot be trusted/,
    clock: /clock/,
    refused: /does not accept this computer/,
    revoked: /does not accept this computer/,
    fault: /had a fault/,
  };
  const cases = Object.entries(classes) as [UnreachableReason, RegExp][];

  it.each(cases)(
    'because of %s never grants, has its own code and screen',
    async (reason, text) => {
      service.authority.says(reason);
      const tile = await openTile();
      await signIn(tile);
      expect(tile.grant).toBeUndefined();
      expect(tile.field('message')?.text).toMatch(text);
      expect(tile.field('password')).toBeUndefined();
      expect(service.logger.of('logon.no-verdict')).toMatchObject([{ code: reason }]);
      await tile.follow(/Try again/);
      expect(tile.field('password')).toBeDefined();
    },
  );

  it.each(cases)('because of %s for a code leads back to the code', async (reason) => {
    const tile = await openCode();
    service.authority.says(reason);
    await tile.submit({ code: '123456' });
    expect(tile.grant).toBeUndefined();
    await tile.follow(/Try again/);
    expect(tile.field('code')).toBeDefined();
  });

  it('because of a defect never grants', async () => {
    service.authority.says(new TypeError('a defect'), () => {
      throw new Error('another');
    });
    const tile = await openTile();
    await signIn(tile);
    expect(tile.message).toMatch(/had a fault/);
    await tile.follow('link1');
    await signIn(tile);
    expect(tile.grant).toBeUndefined();
  });
});

describe('cancelling', () => {
  it('aborts the call in flight; its grant comes too late', async () => {
    let release: (verdict: Verdict) => void = () => undefined;
    service.authority.says(() => new Promise((resolve) => (release = resolve)));
    const tile = await openTile();
    tile.submitOn(1, { userName: 'alice', password: PASSWORD });
    await waitUntil(() => service.authority.calls.length === 1);
    await tile.cancel();
    expect(service.authority.calls[0]?.context.signal.aborted).toBe(true);
    release(verdicts.granted());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(tile.grant).toBeUndefined();
    expect(tile.field('password')).toBeDefined();
  });

  it('happens when the tile is closed and when the pipe breaks', async () => {
    const client = await service.connect();
    service.authority.says(
      () => new Promise(() => undefined),
      () => new Promise(() => undefined),
    );
    const tiles = [await client.openTile(), await client.openTile()];
    for (const tile of tiles) tile.submitOn(1, { userName: 'alice', password: PASSWORD });
    await waitUntil(() => service.authority.calls.length === 2);
    const aborted = () => service.authority.calls.map(({ context }) => context.signal.aborted);
    tiles[0]?.close();
    expect(aborted()).toEqual([true, false]);
    client[Symbol.dispose]();
    expect(aborted()).toEqual([true, true]);
  });
});

describe('input for a screen that is no longer shown', () => {
  it('is ignored', async () => {
    const tile = await openCode();
    const seen = tile.received.length;
    tile.submitOn(1, { userName: 'alice', password: PASSWORD });
    tile.submitOn(99, { code: '123456' });
    expect(tile.received).toHaveLength(seen);
    expect(service.authority.calls).toHaveLength(1);
  });

  it('is ignored while a call is in flight', async () => {
    service.authority.says(() => new Promise(() => undefined));
    const tile = await openTile();
    tile.submitOn(1, { userName: 'alice', password: PASSWORD });
    tile.submitOn(1, { userName: 'alice', password: PASSWORD });
    await waitUntil(() => service.authority.calls.length === 1);
    expect(tile.received.filter(({ type }) => type === 'progress')).toHaveLength(1);
  });
});
