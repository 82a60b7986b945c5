import type { SelfServiceDenied } from '@gatehouse/protocol';

import type { DomainReach } from '../../../service/src/domain/domain-reach.js';
import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import { FakeKitKeeper } from '../../fakes/fake-kit-keeper.js';
import { FakeOfflineAuthority, recoveries } from '../../fakes/fake-offline-authority.js';
import { FakeSelfService, help } from '../../fakes/fake-self-service.js';
import type { SelfServiceReply } from '../../fakes/fake-self-service.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';
import type { PipeTile } from '../../support/pipe-client.js';
import { waitUntil } from '../../support/service.js';

const ALICE = { sid: FAKE_SID, userName: 'CORP\\alice' };
const NEW = 'a new horse, a new battery';

/** Says what the test tells it to, and remembers which domains it was asked for. */
class FakeDomainReach implements DomainReach {
  readonly asked: (string | undefined)[] = [];
  reachable = true;

  isReachable(domain: string | undefined): Promise<boolean> {
    this.asked.push(domain);
    return Promise.resolve(this.reachable);
  }
}

let service: EtherService;
let server: FakeSelfService;
let offline: FakeOfflineAuthority;
let reach: FakeDomainReach;
let keeper: FakeKitKeeper;
beforeEach(async () => {
  server = new FakeSelfService();
  offline = new FakeOfflineAuthority();
  reach = new FakeDomainReach();
  keeper = new FakeKitKeeper();
  service = await startEtherService({ selfService: server, offline, reach, keeper });
});
afterEach(() => service.server.close());

const openTile = async (who?: typeof ALICE) => (await service.connect()).openTile(who);
const isWiped = (secret: Uint8Array) => secret.every((byte) => byte === 0);
const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('utf8');

async function follow(link: RegExp, ...replies: SelfServiceReply[]): Promise<PipeTile> {
  server.says(...replies);
  const tile = await openTile(ALICE);
  await tile.follow(link);
  return tile;
}

const forgot = (...replies: SelfServiceReply[]) => follow(/I forgot my password/, ...replies);
const locked = (...replies: SelfServiceReply[]) => follow(/My account is locked/, ...replies);

async function answerAll(tile: PipeTile) {
  await tile.submit({ answer: 'Vienna' });
  await tile.submit({ choice: '2', answer: 'attic' });
  return tile.submit({ choice: '0', answer: 'Pippi' });
}

const choose = (tile: PipeTile, password = NEW, confirmation = password) =>
  tile.submit({ newPassword: password, confirmPassword: confirmation });

describe('the links of the sign-in screen', () => {
  it('are both there on every tile of a workstation that has joined', async () => {
    for (const tile of [await openTile(ALICE), await openTile()]) {
      expect(tile.field('link1')?.text).toBe('I forgot my password');
      expect(tile.field('link2')?.text).toBe('My account is locked');
    }
  });

  it('are not offered where self-service is off, neither by the server nor by a kit', async () => {
    await using quiet = await startEtherService({
      ...{ selfService: server, offline, reach, keeper, offersSelfService: false },
    }).then((started) => ({ ...started, [Symbol.asyncDispose]: () => started.server.close() }));
    for (const who of [ALICE, undefined]) {
      const tile = await (await quiet.connect()).openTile(who);
      expect(tile.field('link1')).toBeUndefined();
      expect(tile.field('link2')).toBeUndefined();
    }
  });

  it.each([
    [/I forgot my password/, 'reset', 'Set a new password'],
    [/My account is locked/, 'unlock', 'Unlock your account'],
  ])('%s of "other user" asks for the name first', async (link, purpose, title) => {
    server.says(help.questions());
    const tile = await openTile();
    await tile.follow(link);
    expect(tile.field('title')?.text).toBe(title);
    expect(tile.field('password')).toBeUndefined();
    await tile.submit({ userName: ' ' });
    expect(tile.message).toMatch(/Type your user name/);
    expect(server.calls).toHaveLength(0);
    await tile.submit({ userName: 'CORP\\alice' });
    expect(server.of('begin')).toMatchObject([
      { request: { name: 'CORP\\alice', expectedSid: undefined, purpose } },
    ]);
    expect(tile.field('detail')?.text).toMatch(/Question 1 of 3/);
  });

  it('tell everybody what to do who has no factor, as the questions do (R38)', async () => {
    const tile = await forgot(help.challenge());
    expect(tile.field('detail')?.text).toMatch(/If no code comes .* call the help desk/);
  });

  it('say of a known tile whose it is', async () => {
    await forgot(help.questions());
    expect(server.of('begin')).toMatchObject([
      { request: { name: ALICE.userName, expectedSid: FAKE_SID, purpose: 'reset' } },
    ]);
    expect(reach.asked).toEqual(['CORP']);
  });
});

describe('a forgotten password', () => {
  it('is recovered here where no domain controller is reachable, and the server is not asked', async () => {
    reach.reachable = false;
    offline.says(recoveries.questions());
    const tile = await forgot();
    expect(tile.field('title')?.text).toBe('Recover your password');
    offline.says(recoveries.recovered());
    expect((await answerAll(tile)).type).toBe('grant');
    expect(server.calls).toHaveLength(0);
  });

  it('is neither reset nor recovered without a controller and a kit, which is said', async () => {
    reach.reachable = false;
    const tile = await forgot();
    expect(tile.message).toMatch(/does not reach your company.*VPN, or call the help desk/);
    expect(tile.field('detail')?.text).toMatch(/Reference for the help desk/);
    expect(tile.field('password')).toBeDefined();
  });

  it('is recovered here where the server is away, or the policy lets nobody reset', async () => {
    for (const reply of ['connect' as const, 'unable' as const, help.denied('policy.denied')]) {
      offline.says(recoveries.questions());
      expect((await forgot(reply)).field('title')?.text).toBe('Recover your password');
    }
  });

  it('waits for the server where nothing is kept here', async () => {
    const tile = await forgot('connect');
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
    await tile.follow(/Try again/);
    expect(tile.field('password')).toBeDefined();
  });

  it('is not recovered past a server that refuses this workstation', async () => {
    offline.says(recoveries.questions());
    const tile = await forgot('refused');
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
    expect(offline.of('beginRecovery')).toHaveLength(0);
  });
});

describe('R37: a code of an authenticator', () => {
  const asked = (method: 'totp' | 'email') => help.challenge({ current: { method } });
  const whose = { sid: FAKE_SID, name: ALICE.userName };

  it.each<[string, SelfServiceReply, boolean]>([
    ['that was right', help.done('unlock'), true],
    ['that another factor follows', asked('email'), true],
    ['after which the directory refused', help.denied('directory.unavailable'), true],
    ['that was wrong', help.challenge({ rejected: 'factor.wrong-code' }), false],
    ['that was wrong too often', help.denied('principal.locked'), false],
  ])('%s is spent on this workstation only if the server took it', async (_, reply, isSpent) => {
    const tile = await locked(asked('totp'), reply);
    expect(keeper.spentUnknowns).toEqual([]);
    await tile.submit({ code: '123456' });
    expect(keeper.spentUnknowns).toEqual(isSpent ? [whose] : []);
  });

  it('is not spent by one that was sent', async () => {
    const tile = await locked(asked('email'), help.done('unlock'));
    await tile.submit({ code: '123456' });
    expect(keeper.spentUnknowns).toEqual([]);
  });
});

describe('the proof', () => {
  it('is the mandatory questions and as many as the threshold, as one set, then a code', async () => {
    const tile = await locked(help.questions(), help.challenge());
    expect(tile.field('detail')?.text).toMatch(/have not set up answers, call the help desk/);
    await answerAll(tile);
    expect(server.of('answerQuestions')).toMatchObject([
      {
        request: {
          sessionId: help.sessionId,
          answers: [
            { id: 'city', answer: 'Vienna' },
            { id: 'place', answer: 'attic' },
            { id: 'hero', answer: 'Pippi' },
          ],
        },
      },
    ]);
    expect(tile.progress).toContain('Checking your answers. This takes a few seconds…');
    expect(tile.field('code')).toBeDefined();
    expect(tile.screen?.fields).toContainEqual(
      expect.objectContaining({ slot: 'answer', state: 'hidden', clear: true }),
    );
  });

  it('begins anew after a wrong set, and says how many attempts are left', async () => {
    const tile = await locked(
      help.questions(),
      help.questions({ rejected: 'answers.wrong', strikesLeft: 4 }),
    );
    await answerAll(tile);
    expect(tile.message).toMatch(/not right.*4 attempts left/);
    expect(tile.field('detail')?.text).toMatch(/Question 1 of 3.*Reference/);
  });

  it('is a code that may be sent again or be another', async () => {
    const tile = await locked(
      help.challenge(),
      help.challenge({ resendsLeft: 1 }),
      help.challenge({ current: { method: 'totp' }, resendsLeft: undefined }),
      help.challenge({ rejected: 'factor.wrong-code', strikesLeft: 3 }),
    );
    await tile.submit({ code: '12' });
    expect(tile.message).toMatch(/6 digits/);
    await tile.follow(/Send the code again/);
    expect(tile.message).toMatch(/A new code was sent/);
    await tile.follow(/authenticator app/);
    expect(server.of('choose')).toMatchObject([
      { request: { method: 'email' } },
      { request: { method: 'totp' } },
    ]);
    expect(tile.message).toBe('');
    await tile.submit({ code: '123 456' });
    expect(server.of('answerCode')).toMatchObject([{ request: { code: '123456' } }]);
    expect(tile.message).toMatch(/not right.*3 attempts left/);
  });

  it('is given up at the server, and nothing typed stays in the tile', async () => {
    const tile = await locked(help.questions());
    await tile.submit({ answer: 'Vienna' });
    await tile.follow(/Start over/);
    expect(tile.field('password')).toBeDefined();
    await waitUntil(() => server.of('cancel').length === 1);
    expect(server.of('cancel')).toMatchObject([{ request: { sessionId: help.sessionId } }]);
    expect(server.of('answerQuestions')).toHaveLength(0);
  });

  it('may be tried again when the server was away for a moment', async () => {
    const tile = await locked(help.questions(), 'timeout', help.challenge());
    await answerAll(tile);
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
    await tile.follow(/Try again/);
    expect(server.of('answerQuestions')).toHaveLength(2);
    expect(tile.field('code')).toBeDefined();
  });

  it('a session that opens after the person left is given up', async () => {
    let answer: (() => void) | undefined;
    server.says(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return help.questions();
    });
    const tile = await openTile(ALICE);
    tile.chooseOn(tile.screen!.id, 'link2');
    await waitUntil(() => answer !== undefined);
    await tile.cancel();
    answer?.();
    await waitUntil(() => server.of('cancel').length === 1);
  });

  const denials: Record<SelfServiceDenied['code'], RegExp> = {
    'policy.denied': /cannot do this here yourself. Call the help desk/,
    'self-service.not-here': /cannot do this here yourself. Call the help desk/,
    'self-service.unknown': /cannot go on.*start again/,
    'self-service.expired': /cannot go on.*start again/,
    'challenge.unknown': /cannot go on.*start again/,
    'principal.locked': /Too many attempts. Call the help desk/,
    'source.locked': /from this computer/,
    'directory.unavailable': /Try again in a few minutes/,
    'factor.not-enrolled': /No second factor.*Call the help desk/,
    'factor.undeliverable': /could not be sent/,
    'directory.forbidden': /not allowed to change your account. Call the help desk/,
  };
  it.each(Object.entries(denials) as [SelfServiceDenied['code'], RegExp][])(
    'denied with %s says what to do next',
    async (code, text) => {
      const tile = await locked(help.questions(), help.denied(code));
      await answerAll(tile);
      expect(tile.message).toMatch(text);
      expect(tile.field('detail')?.text).toMatch(/Reference for the help desk/);
      expect(tile.field('password')).toBeDefined();
    },
  );

  it('our own lock is not ended here: when it ends is said', async () => {
    const lockedUntil = new Date(Date.now() + 600_000).toISOString();
    const tile = await locked(help.denied('principal.locked', { lockedUntil }));
    expect(tile.message).toMatch(/Try again after .*, or call the help desk/);
  });
});

describe('an unlocked account', () => {
  it('leads to the sign-in screen, and grants nothing', async () => {
    const tile = await locked(help.challenge(), help.done('unlock'));
    await tile.submit({ code: '123456' });
    expect(tile.message).toMatch(/unlocked. Sign in/);
    expect(tile.field('password')).toBeDefined();
    expect(tile.grant).toBeUndefined();
    expect(service.authority.calls).toHaveLength(0);
  });
});

describe('a new password', () => {
  it('is asked for twice, with the rules in words', async () => {
    const tile = await forgot(help.newPassword());
    expect(tile.field('detail')?.text).toMatch(
      /at least 12 characters; three of these four: .*; none of your last 24 passwords/,
    );
    await choose(tile, '');
    expect(tile.message).toMatch(/Type a new password/);
    await choose(tile, NEW, 'another');
    expect(tile.message).toMatch(/not the same/);
    expect(tile.field('newPassword')).toMatchObject({ text: '', clear: true });
    expect(server.of('resetPassword')).toHaveLength(0);
  });

  it('that breaks a rule is refused by the name of the rule, and wiped', async () => {
    const tile = await forgot(
      help.newPassword(),
      help.newPassword({ rejected: [{ code: 'password.history', value: 24 }] }),
      help.newPassword({
        rejected: [{ code: 'password.breached' }, { code: 'password.pattern', text: 'no year' }],
      }),
    );
    await choose(tile);
    expect(tile.message).toMatch(/cannot be used.*none of your last 24 passwords/);
    await choose(tile, 'second');
    expect(tile.message).toMatch(/no password that attackers know .*; no year\. Type another/);
    expect(server.of('resetPassword').map(({ password }) => password)).toEqual([NEW, 'second']);
    expect(server.secrets.every(isWiped)).toBe(true);
  });

  it('begins an ordinary logon, second factor included, and is in its grant (R33)', async () => {
    const tile = await forgot(help.newPassword(), help.done('reset'));
    service.authority.says(verdicts.challenge(), verdicts.granted());
    await choose(tile);
    expect(tile.grant).toBeUndefined();
    expect(tile.message).toMatch(/new password is set/);
    expect(service.authority.calls).toMatchObject([
      { method: 'begin', password: NEW, request: { name: ALICE.userName, expectedSid: FAKE_SID } },
    ]);
    await tile.submit({ code: '123456' });
    expect(textOf(tile.grant?.password)).toBe(NEW);
    expect(tile.grant).toMatchObject({ sid: FAKE_SID, userName: 'alice' });
    expect([...server.secrets, ...service.authority.secrets].every(isWiped)).toBe(true);
  });

  it('is never text of a message but the grant', async () => {
    const tile = await forgot(help.newPassword(), help.done('reset'));
    service.authority.says(verdicts.granted());
    await choose(tile);
    const others = tile.received.filter(({ type }) => type !== 'grant');
    expect(JSON.stringify(others)).not.toContain(NEW);
    expect(JSON.stringify(service.logger.lines)).not.toContain(NEW);
  });

  it('counts although the logon after it is denied, which is said', async () => {
    const tile = await forgot(help.newPassword(), help.done('reset'));
    service.authority.says(verdicts.denied('account.logon-hours'));
    await choose(tile);
    expect(tile.message).toMatch(/^Your new password is set\. .*time of day/);
    expect(tile.grant).toBeUndefined();
  });

  it('of another account than the tile stands for is granted nothing', async () => {
    const tile = await forgot(help.newPassword(), help.done('reset'));
    service.authority.says(verdicts.granted(1, { sid: 'S-1-5-21-1-2-3-9999' }));
    await choose(tile);
    expect(tile.grant).toBeUndefined();
    expect(tile.message).toMatch(/another tile/);
  });

  it('is asked for again when the server did not answer, and not kept meanwhile', async () => {
    const tile = await forgot(help.newPassword(), 'timeout', help.denied('self-service.unknown'));
    await choose(tile);
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
    expect(server.secrets.every(isWiped)).toBe(true);
    await tile.follow(/Try again/);
    expect(tile.field('newPassword')).toBeDefined();
    await choose(tile);
    expect(tile.message).toMatch(/already set a new password, sign in with it/);
  });
});
