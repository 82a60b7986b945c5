/* eslint-disable max-lines -- one dialogue and one set-up: the ways in which it ends stand beside one another */
import type { Verdict } from '@gatehouse/protocol';

import type { DomainReach } from '../../../service/src/domain/domain-reach.js';
import type { ChangeOutcome } from '../../../service/src/passwords/password-changes.js';
import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import type { Reply } from '../../fakes/fake-authority.js';
import { FakeKitKeeper } from '../../fakes/fake-kit-keeper.js';
import { FakeOfflineAuthority } from '../../fakes/fake-offline-authority.js';
import { FakeSelfService } from '../../fakes/fake-self-service.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';
import type { PipeTile } from '../../support/pipe-client.js';
import { waitUntil } from '../../support/service.js';

const ALICE = { sid: FAKE_SID, userName: 'CORP\\alice' };
const STRANGER = 'S-1-5-21-1-2-3-9999';
const OLD = 'the old horse';
const NEW = 'a new horse, a new battery';
const ACCOUNT = { domain: 'CORP', name: 'alice' };

let service: EtherService;
let offline: FakeOfflineAuthority;
let keeper: FakeKitKeeper;
let reachable: { answer: boolean; asked: (string | undefined)[] };
beforeEach(async () => {
  offline = new FakeOfflineAuthority();
  keeper = new FakeKitKeeper();
  reachable = { answer: false, asked: [] };
  const reach: DomainReach = {
    isReachable: (domain) => {
      reachable.asked.push(domain);
      return Promise.resolve(reachable.answer);
    },
  };
  service = await startEtherService({ selfService: new FakeSelfService(), offline, keeper, reach });
  service.changes.known.set('CORP\\alice', OLD);
});
afterEach(async () => {
  await service.server.close();
  await service.changeReports.close();
});

const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('utf8');
const isWiped = (secret: Uint8Array) => secret.every((byte) => byte === 0);

/** Signs in on Alice's tile, or on the "other user" tile. */
async function signIn(scenario: 'logon' | 'change-password', who?: typeof ALICE) {
  const client = await service.connect({ scenario });
  const tile = await client.openTile(who ?? {});
  await tile.submit({ userName: 'alice', password: OLD });
  return tile;
}

async function mustChange(...replies: Reply[]): Promise<PipeTile> {
  service.authority.says(verdicts.changePassword('expired'), ...replies);
  return signIn('logon', ALICE);
}

/** Presses Ctrl-Alt-Del and asks to change the password; `replies` come before the grant. */
async function wantsChange(granted: Partial<Verdict> = {}, ...replies: Reply[]): Promise<PipeTile> {
  const last = { ...verdicts.granted(), ...granted } as Verdict;
  service.authority.says(...replies, last);
  return signIn('change-password', ALICE);
}

const choose = (tile: PipeTile, password = NEW, confirmation = password) =>
  tile.submit({ newPassword: password, confirmPassword: confirmation });

const callsOf = (method: string) =>
  service.authority.calls.filter((call) => call.method === method);

function expectNothingLeft(): void {
  const secrets = [...service.changes.secrets, ...service.authority.secrets, ...keeper.handed];
  expect(secrets.every(isWiped)).toBe(true);
}

describe('a password that must be changed', () => {
  it.each([
    ['expired', /has expired/],
    ['must-change', /must change your password before you sign in/],
    ['rules', /no longer meets the rules/],
  ] as const)('because it is %s: says so, with the rules as text', async (reason, text) => {
    service.authority.says(verdicts.changePassword(reason));
    const tile = await signIn('logon', ALICE);
    expect(tile.field('title')?.text).toBe('Change your password');
    expect(tile.field('detail')?.text).toMatch(text);
    expect(tile.field('detail')?.text).toMatch(
      /at least 12 characters; none of your last 24 passwords/,
    );
    expect(tile.field('newPassword')).toMatchObject({ text: '', clear: true });
    expect(tile.field('confirmPassword')).toMatchObject({ text: '', clear: true });
    expect(tile.field('password')).toBeUndefined();
    expect(tile.grant).toBeUndefined();
  });

  it('is changed by Windows in the names of the directory, then logs on, second factor included', async () => {
    const tile = await mustChange(verdicts.challenge({}, 2), verdicts.granted(2));
    await choose(tile);
    expect(service.changes.asked).toEqual([
      { account: ACCOUNT, oldPassword: OLD, newPassword: NEW },
    ]);
    expect(keeper.remasked).toEqual([{ sid: FAKE_SID, oldPassword: OLD, newPassword: NEW }]);
    expect(tile.grant).toBeUndefined();
    expect(tile.message).toBe('Your new password is set.');
    expect(callsOf('begin').map(({ password }) => password)).toEqual([OLD, NEW]);
    await tile.submit({ code: '123456' });
    expect(textOf(tile.grant?.password)).toBe(NEW);
    expect(tile.grant).toMatchObject({ domain: 'CORP', userName: 'alice', sid: FAKE_SID });
    // The logon itself has the server seal it.
    expect(callsOf('passwordChanged')).toHaveLength(0);
    expectNothingLeft();
  });

  it('fetches a kit with the new one', async () => {
    const tile = await mustChange({ ...verdicts.granted(2), kit: true } as Verdict);
    await choose(tile);
    expect(keeper.kept).toMatchObject([{ password: NEW }]);
  });

  it('counts although the logon after it is denied, which is said', async () => {
    const tile = await mustChange(verdicts.denied('account.logon-hours'));
    await choose(tile);
    expect(tile.message).toMatch(/^Your new password is set\. .*time of day/);
    expect(tile.grant).toBeUndefined();
  });

  it('counts although the person gives up at the code, which is said', async () => {
    const tile = await mustChange(verdicts.challenge({}, 2));
    await choose(tile);
    await tile.cancel();
    expect(tile.message).toBe('Your new password is set.');
    expect(tile.field('password')).toBeDefined();
  });

  it('counts although nobody decides the logon after it, which is said there and at the sign-in', async () => {
    const tile = await mustChange('timeout');
    await choose(tile);
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
    expect(tile.message).toMatch(/^Your new password is set\. .*cannot be reached/);
    await tile.follow(/Try again/);
    expect(tile.field('password')).toBeDefined();
    expect(tile.message).toBe('Your new password is set.');
    expectNothingLeft();
  });

  it('of another account than the tile stands for is not even asked for', async () => {
    service.authority.says(verdicts.changePassword('expired', 1, { sid: STRANGER }));
    const tile = await signIn('logon', ALICE);
    expect(tile.message).toMatch(/another tile/);
    expect(tile.field('newPassword')).toBeUndefined();
    expect(service.changes.asked).toHaveLength(0);
  });

  it('is given up half-way: nothing is changed, and the old password is wiped', async () => {
    const tile = await mustChange();
    await tile.follow(/Start over/);
    expect(tile.field('password')).toBeDefined();
    expect(tile.message).toBe('');
    expect(service.changes.asked).toHaveLength(0);
    expect(service.changes.known.get('CORP\\alice')).toBe(OLD);
    expectNothingLeft();
  });

  it('without the server: says what to do where no domain controller is there either', async () => {
    offline.says(verdicts.changePassword('must-change'));
    service.authority.says('connect');
    const tile = await signIn('logon', ALICE);
    expect(tile.message).toMatch(/must change your password.*company network or VPN/);
    expect(tile.field('newPassword')).toBeUndefined();
    expect(service.changes.asked).toHaveLength(0);
    expect(reachable.asked).toEqual(['CORP']);
  });

  it.each([
    ['grants the logon with the new one', verdicts.granted(2)],
    ['must then have no verdict, which is said', undefined],
  ])(
    'without the server is changed where a domain controller is there: this workstation %s',
    async (_what, then) => {
      reachable.answer = true;
      offline.says(verdicts.changePassword('expired'), then ?? verdicts.denied('policy.denied'));
      service.authority.says('connect', 'connect');
      const tile = await signIn('logon', ALICE);
      expect(tile.field('detail')?.text).toMatch(/has expired/);
      expect(tile.grant).toBeUndefined();
      await choose(tile);
      expect(service.changes.asked).toEqual([
        { account: ACCOUNT, oldPassword: OLD, newPassword: NEW },
      ]);
      expect(offline.of('begin').map(({ password }) => password)).toEqual([OLD, NEW]);
      if (then === undefined) {
        expect(tile.message).toMatch(/^Your new password is set\. .*cannot be reached/);
      } else {
        expect(textOf(tile.grant?.password)).toBe(NEW);
      }
      expectNothingLeft();
    },
  );
});

describe('what can be seen at the tile', () => {
  it.each([
    ['nothing', '', '', /Type a new password/],
    ['two different ones', NEW, 'another', /not the same/],
    ['the present one', OLD, OLD, /present password\. Type a new one/],
    ['one that is too short', 'short', 'short', /cannot be used.*at least 12 characters/],
  ])('%s costs no call of Windows', async (_what, password, confirmation, text) => {
    const tile = await mustChange();
    await choose(tile, password, confirmation);
    expect(tile.message).toMatch(text);
    expect(tile.field('detail')?.text).toMatch(/has expired/);
    expect(tile.field('newPassword')).toMatchObject({ text: '', clear: true });
    expect(service.changes.asked).toHaveLength(0);
  });

  it('a length is counted as Windows does, in UTF-16', async () => {
    const tile = await mustChange();
    await choose(tile, '🐴🐴🐴🐴🐴x');
    expect(service.changes.asked).toHaveLength(0);
    await choose(tile, '🐴🐴🐴🐴🐴🐴');
    expect(service.changes.asked).toHaveLength(1);
  });
});

describe('what Windows says', () => {
  const stays: [ChangeOutcome, RegExp][] = [
    [{ outcome: 'rejected', rule: 'password.history' }, /rule.*none of your last 24 passwords/],
    [{ outcome: 'rejected', rule: 'password.complexity' }, /rule.*three of these four/],
    [{ outcome: 'rejected', rule: 'password.other' }, /rule.*rules of your company/],
    [{ outcome: 'rejected', rule: 'password.age' }, /changed a short time ago/],
    [{ outcome: 'no-domain-controller' }, /company network or VPN, then try again/],
    [{ outcome: 'unavailable' }, /Windows does not say.*Try again in a moment/],
  ];
  it.each(stays)('%j asks again, and the same attempt may go on', async (said, text) => {
    service.changes.says(said, { outcome: 'changed' });
    const tile = await mustChange(verdicts.granted(2));
    await choose(tile);
    expect(tile.message).toMatch(text);
    expect(tile.field('newPassword')).toMatchObject({ text: '', clear: true });
    expect(callsOf('begin')).toHaveLength(1);
    await choose(tile);
    expect(service.changes.asked.map(({ oldPassword }) => oldPassword)).toEqual([OLD, OLD]);
    expect(textOf(tile.grant?.password)).toBe(NEW);
    expectNothingLeft();
  });

  const ends: [ChangeOutcome, RegExp][] = [
    [{ outcome: 'wrong' }, /does not take your present password/],
    [{ outcome: 'locked' }, /is locked/],
    [{ outcome: 'disabled' }, /is disabled. Call the help desk/],
    [{ outcome: 'forbidden' }, /cannot be changed now/],
  ];
  it.each(ends)('%j ends it', async (said, text) => {
    service.changes.says(said);
    const tile = await mustChange();
    await choose(tile);
    expect(tile.message).toMatch(text);
    expect(tile.field('detail')?.text).toMatch(/Reference for the help desk/);
    expect(tile.field('password')).toBeDefined();
    expect(callsOf('begin')).toHaveLength(1);
    expectNothingLeft();
  });

  it('a defect changes nothing, and may be tried again', async () => {
    service.changes.says(new Error('koffi is broken'));
    const tile = await mustChange();
    await choose(tile);
    expect(tile.message).toMatch(/had a fault/);
    await tile.follow(/Try again/);
    expect(tile.field('newPassword')).toBeDefined();
    expect(tile.grant).toBeUndefined();
    expect(service.changes.secrets.every(isWiped)).toBe(true);
  });

  it('is asked for so often, and not more', async () => {
    const tile = await mustChange();
    service.changes.says(
      ...Array.from(
        { length: 20 },
        () => ({ outcome: 'rejected', rule: 'password.other' }) as const,
      ),
    );
    for (let n = 0; n < 12; n++) await choose(tile);
    expect(tile.field('newPassword')).toBeDefined();
    await choose(tile);
    expect(tile.message).toMatch(/tried too often/);
    expect(tile.field('password')).toBeDefined();
    expect(service.changes.asked).toHaveLength(12);
    // Starting over gives no further ones.
    service.authority.says(verdicts.changePassword('expired'));
    await tile.submit({ password: OLD });
    await choose(tile);
    expect(tile.message).toMatch(/tried too often/);
    expect(service.changes.asked).toHaveLength(12);
  });
});

describe('Ctrl-Alt-Del', () => {
  it('asks for the present password first, without ways out for who forgot it', async () => {
    offline.recoverable.add(FAKE_SID);
    const client = await service.connect({ scenario: 'change-password' });
    const tile = await client.openTile(ALICE);
    expect(tile.field('title')?.text).toBe('Change your password');
    expect(tile.field('detail')?.text).toMatch(/present password/);
    expect(tile.field('userName')).toBeUndefined();
    expect([tile.field('link1'), tile.field('link2')]).toEqual([undefined, undefined]);
    expect((await client.openTile()).field('userName')).toBeDefined();
  });

  it('is decided as a logon, second factor included; then Windows is asked, and the tile is done', async () => {
    const rules = [{ code: 'password.length', value: 9 } as const];
    const tile = await wantsChange({ rules }, verdicts.challenge());
    expect(callsOf('begin')).toMatchObject([
      { password: OLD, request: { scenario: 'change-password', expectedSid: FAKE_SID } },
    ]);
    await tile.submit({ code: '123456' });
    expect(tile.field('newPassword')).toBeDefined();
    expect(tile.field('detail')?.text).toBe(
      'Type a new password, then type it again. The rules: at least 9 characters.',
    );
    expect((await choose(tile)).type).toBe('done');
    expect(tile.done).toBe('Your password is changed.');
    expect(tile.grant).toBeUndefined();
    expect(service.changes.asked).toEqual([
      { account: ACCOUNT, oldPassword: OLD, newPassword: NEW },
    ]);
    await waitUntil(() => keeper.renewed.length === 1);
    expect(callsOf('passwordChanged')).toMatchObject([
      { password: NEW, request: { logonId: (verdicts.granted() as { logonId: string }).logonId } },
    ]);
    expect(keeper.renewed).toMatchObject([
      { password: NEW, granted: { account: { sid: FAKE_SID } } },
    ]);
    expect(keeper.kept).toHaveLength(0);
    expect(callsOf('report')).toHaveLength(0);
    expectNothingLeft();
  });

  it('sends no grant, whatever is said and in whatever order', async () => {
    const tile = await wantsChange();
    expect(tile.received.some(({ type }) => type === 'grant')).toBe(false);
    await tile.follow(/Start over/);
    service.authority.says(verdicts.enroll({ step: { what: 'totp', digits: 6 } }), 'timeout');
    await tile.submit({ password: OLD });
    await tile.submit({ code: '123456' });
    // The server went away in the middle of an enrolment, which would be a grant at a logon.
    expect(tile.field('newPassword')).toBeDefined();
    await choose(tile);
    expect(tile.done).toBeDefined();
    expect(tile.received.some(({ type }) => type === 'grant')).toBe(false);
  });

  it('tells the server again when it is away for a moment', async () => {
    service.authority.changesFail.push('timeout', 'connect');
    const tile = await wantsChange();
    await choose(tile);
    expect(tile.done).toBeDefined();
    await waitUntil(() => keeper.renewed.length === 1);
    expect(callsOf('passwordChanged').map(({ password }) => password)).toEqual([NEW, NEW, NEW]);
    expectNothingLeft();
  });

  it('is done although the server cannot be told', async () => {
    service.authority.changesFail.push('timeout', 'timeout', 'timeout');
    const tile = await wantsChange();
    await choose(tile);
    expect(tile.done).toBeDefined();
    await waitUntil(() => service.logger.lines.some(({ event }) => event === 'password.not-told'));
    expect(keeper.renewed).toHaveLength(0);
    expectNothingLeft();
  });

  it('without the server is this workstation’s to decide, and nobody is told', async () => {
    service.authority.says('connect');
    offline.says(verdicts.granted());
    const tile = await signIn('change-password', ALICE);
    service.changes.says({ outcome: 'no-domain-controller' }, { outcome: 'changed' });
    await choose(tile);
    expect(tile.message).toMatch(/company network or VPN/);
    expect(keeper.remasked).toEqual([]);
    await choose(tile);
    expect(tile.done).toBeDefined();
    expect(callsOf('passwordChanged')).toHaveLength(0);
    // What is kept here goes under the new one all the same.
    expect(keeper.remasked).toEqual([{ sid: FAKE_SID, oldPassword: OLD, newPassword: NEW }]);
    expectNothingLeft();
  });

  it('of an expired password changes it once, and lets policy decide before it is done', async () => {
    service.authority.says(verdicts.changePassword('expired'), verdicts.challenge({}, 2), {
      ...verdicts.granted(2),
      kit: true,
    } as Verdict);
    const tile = await signIn('change-password', ALICE);
    await choose(tile);
    expect(tile.done).toBeUndefined();
    await tile.submit({ code: '123456' });
    expect(tile.done).toBe('Your password is changed.');
    expect(tile.grant).toBeUndefined();
    expect(service.changes.asked).toHaveLength(1);
    // That logon had the server seal the new one, and Windows took it when it changed it.
    expect(callsOf('passwordChanged')).toHaveLength(0);
    expect(keeper.renewed).toMatchObject([{ password: NEW }]);
    expect(keeper.renewed[0]?.granted).not.toHaveProperty('generation');
  });

  it('granted for another account than the tile stands for changes nothing', async () => {
    service.authority.says(verdicts.granted(1, { sid: STRANGER }));
    const tile = await signIn('change-password', ALICE);
    expect(tile.message).toMatch(/another tile/);
    expect(tile.field('newPassword')).toBeUndefined();
  });

  it('given up half-way changes nothing, and the server hears nothing', async () => {
    const tile = await wantsChange();
    await tile.cancel();
    expect(tile.field('detail')?.text).toMatch(/present password/);
    expect(service.changes.asked).toHaveLength(0);
    expect(service.authority.calls.map(({ method }) => method)).toEqual(['begin']);
    expectNothingLeft();
  });

  it('given up while Windows works says that the new one may count; what comes of it is told', async () => {
    let answer: ((outcome: ChangeOutcome) => void) | undefined;
    service.changes.says(() => new Promise<ChangeOutcome>((resolve) => (answer = resolve)));
    const tile = await wantsChange();
    tile.submitOn(tile.screen!.id, { newPassword: NEW, confirmPassword: NEW });
    await waitUntil(() => answer !== undefined);
    await tile.cancel();
    expect(tile.message).toMatch(/may count already/);
    answer?.({ outcome: 'changed' });
    await waitUntil(() => keeper.renewed.length === 1);
    expect(callsOf('passwordChanged')).toMatchObject([{ password: NEW }]);
    expect(tile.done).toBeUndefined();
    expectNothingLeft();
  });

  it('a cancellation that crosses "done" has its answer', async () => {
    const tile = await wantsChange();
    const { id } = tile.screen!;
    await choose(tile);
    const said = tile.received.length;
    void tile.cancel().catch(() => undefined);
    tile.submitOn(id, { newPassword: 'another new one', confirmPassword: 'another new one' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(tile.received).toHaveLength(said);
    expect(service.changes.asked).toHaveLength(1);
  });

  it('R33: neither password is text of any message or log', async () => {
    service.changes.says({ outcome: 'rejected', rule: 'password.other' });
    const tile = await wantsChange();
    await choose(tile);
    await choose(tile);
    await waitUntil(() => keeper.renewed.length === 1);
    const said = JSON.stringify([tile.received, service.logger.lines]);
    for (const secret of [OLD, NEW]) expect(said).not.toContain(secret);
  });
});

describe('in German', () => {
  it('has texts of its own', async () => {
    service.authority.says(verdicts.changePassword('must-change'));
    const client = await service.connect({ language: 'de-AT' });
    const tile = await client.openTile(ALICE);
    await tile.submit({ password: OLD });
    expect(tile.field('title')?.text).toBe('Kennwort ändern');
    expect(tile.field('detail')?.text).toMatch(/mindestens 12 Zeichen/);
  });
});
