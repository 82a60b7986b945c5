import type { Denied } from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol';

import type { UnreachableReason } from '../../../service/src/authority/authority.js';
import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import { FakeKitKeeper } from '../../fakes/fake-kit-keeper.js';
import { FakeOfflineAuthority } from '../../fakes/fake-offline-authority.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';
import type { PipeTile } from '../../support/pipe-client.js';
import { waitUntil } from '../../support/service.js';

const PASSWORD = 'correct horse 马';
const TOTP = { current: { method: 'totp' as const } };
const TOTP_ONLY = { methods: [{ method: 'totp' as const }] };

let service: EtherService;
let offline: FakeOfflineAuthority;
let keeper: FakeKitKeeper;
beforeEach(async () => {
  offline = new FakeOfflineAuthority();
  keeper = new FakeKitKeeper();
  service = await startEtherService({ offline, keeper });
});
afterEach(async () => {
  await service.server.close();
});

async function signIn(who?: { sid: string; userName: string }): Promise<PipeTile> {
  const tile = await (await service.connect()).openTile(who);
  await tile.submit({
    ...(who === undefined ? { userName: 'alice' } : {}),
    password: PASSWORD,
  });
  return tile;
}

const isWiped = (secret: Uint8Array) => secret.every((byte) => byte === 0);

describe('a logon without the server', () => {
  it('asks the offline half what it asked the server, with a copy of the password', async () => {
    service.authority.says('timeout');
    offline.says(verdicts.granted());
    const tile = await signIn({ sid: FAKE_SID, userName: 'CORP\\alice' });
    expect(tile.grant).toMatchObject({ sid: FAKE_SID, userName: 'alice' });
    expect(tile.grant?.password).toBeUndefined();
    expect(offline.of('begin')).toMatchObject([
      {
        password: PASSWORD,
        request: { name: 'CORP\\alice', expectedSid: FAKE_SID, scenario: 'logon', remote: false },
      },
    ]);
    expect(offline.of('begin')[0]?.context?.correlationId).toBe(tile.grant?.correlationId);
    expect(offline.secrets.every(isWiped)).toBe(true);
    expect(service.authority.secrets.every(isWiped)).toBe(true);
  });

  it('asks for the code on a screen that says so, without anything that needs the server', async () => {
    service.authority.says('connect');
    offline.says(verdicts.challenge({ resendsLeft: 2 }), verdicts.granted());
    const tile = await signIn();
    expect(tile.field('detail')?.text).toMatch(/server cannot be reached.*authenticator app/);
    for (const slot of ['link1', 'link2', 'link3'] as const) {
      expect(tile.field(slot)).toBeUndefined();
      tile.chooseOn(tile.screen!.id, slot);
    }
    expect(tile.field('link4')?.text).toBe('Start over');
    expect((await tile.submit({ code: '123456' })).type).toBe('grant');
    expect(offline.of('answer')).toMatchObject([{ request: { code: '123456' } }]);
    expect(service.authority.calls.map(({ method }) => method)).toEqual(['begin']);
  });

  it('offers a code from the help desk beside it, and says which computer the help desk must know', async () => {
    const methods = [{ method: 'totp' as const }, { method: 'break-glass' as const }];
    const asked = { methods, digits: 6 };
    const { digits: _, ...ofDesk } = verdicts.challenge({
      ...{ methods, current: { method: 'break-glass' as const } },
    });
    service.authority.says('connect');
    offline.says(verdicts.challenge(asked), ofDesk);
    const tile = await signIn();
    await tile.follow(/Use a code from the help desk/);
    expect(offline.of('choose')).toMatchObject([{ request: { method: 'break-glass' } }]);
    expect(tile.field('detail')?.text).toMatch(/reads out to you.*name of this computer: DESK-1/);
    expect(tile.field('detail')?.text).toMatch(/server cannot be reached/);
    expect(tile.field('link1')?.text).toMatch(/authenticator app/);
    offline.says({ ...ofDesk, rejected: 'factor.used-code', strikesLeft: 4 });
    await tile.submit({ code: '7k3m 90qx ab12 zt5v' });
    expect(tile.message).toMatch(/already used. Ask the help desk.*4 attempts left/);
    offline.says({ ...ofDesk, rejected: 'factor.wrong-code', strikesLeft: 3 });
    await tile.submit({ code: '7k3m90qxab12zt5v' });
    expect(tile.message).toMatch(/as the help desk read it out.*3 attempts left/);
    const lockedUntil = new Date(Date.now() + 900_000).toISOString();
    offline.says(verdicts.denied('factor.locked', { lockedUntil }));
    await tile.submit({ code: '7k3m90qxab12zt5v' });
    expect(tile.message).toMatch(/takes none from the help desk until/);
    expect(tile.field('password')).toBeDefined();
    expect(service.authority.calls.map(({ method }) => method)).toEqual(['begin']);
  });

  it('stays at the code after a wrong one', async () => {
    service.authority.says('connect');
    offline.says(
      verdicts.challenge(TOTP_ONLY),
      verdicts.challenge({ ...TOTP_ONLY, rejected: 'factor.wrong-code', strikesLeft: 9 }),
    );
    const tile = await signIn();
    await tile.submit({ code: '123456' });
    expect(tile.message).toMatch(/not right.*9 attempts left/);
    expect(tile.field('detail')?.text).toMatch(/server cannot be reached/);
  });

  it.each<UnreachableReason>([
    'dns',
    'tls',
    'http-status',
    'unable',
    'malformed',
    'unsigned',
    'wrong-key',
  ])(
    'R5: is none of a server that cannot be reached (%s) where there is no kit',
    async (reason) => {
      service.authority.says(reason);
      offline.says(verdicts.denied('policy.denied'));
      const tile = await signIn();
      expect(tile.grant).toBeUndefined();
      expect(tile.field('title')?.text).toBe('Cannot sign in now');
      expect(service.logger.of('logon.no-verdict')).toMatchObject([{ code: reason }]);
    },
  );

  it('decides for a server whose directory does not answer, as for one that is away', async () => {
    service.authority.says(verdicts.denied('directory.unavailable'));
    offline.says(verdicts.challenge(TOTP_ONLY), verdicts.granted());
    const tile = await signIn();
    expect((await tile.submit({ code: '123456' })).type).toBe('grant');
    expect(offline.of('begin')).toMatchObject([{ password: PASSWORD }]);
    expect(offline.secrets.every(isWiped)).toBe(true);
  });

  it("tells the server's denial where its directory does not answer and there is no kit", async () => {
    service.authority.says(verdicts.denied('directory.unavailable'));
    offline.says(verdicts.denied('policy.denied'));
    const tile = await signIn();
    expect(tile.grant).toBeUndefined();
    expect(tile.message).toMatch(/cannot be checked now/);
  });

  it('decides nothing where the server did', async () => {
    service.authority.says(verdicts.denied('principal.locked'));
    offline.says(verdicts.granted());
    const tile = await signIn();
    expect(tile.grant).toBeUndefined();
    expect(offline.of('begin')).toHaveLength(0);
  });

  it.each<UnreachableReason | Error>(['refused', 'clock', 'not-joined', 'fault', new Error('x')])(
    'is not begun when the server is there, or the failure is ours: %s',
    async (reason) => {
      service.authority.says(reason);
      offline.says(verdicts.granted());
      const tile = await signIn();
      expect(tile.grant).toBeUndefined();
      expect(offline.of('begin')).toHaveLength(0);
    },
  );

  it.each<[Denied['code'], RegExp]>([
    ['credentials.wrong', /user name or password is not right/],
    ['challenge.expired', /time for the code is over/],
    ['principal.locked', /Call the help desk/],
  ])('denied with %s returns to the sign-in with its text', async (code, text) => {
    service.authority.says('timeout');
    offline.says(verdicts.denied(code));
    const tile = await signIn();
    expect(tile.message).toMatch(text);
    expect(tile.field('password')).toBeDefined();
    const { correlationId } = offline.of('begin')[0]!.context!;
    expect(tile.field('detail')?.text).toContain(referenceOf(correlationId));
  });

  it('is never granted by a defect of the offline half', async () => {
    service.authority.says('timeout');
    offline.says(new TypeError('a defect'));
    const tile = await signIn();
    expect(tile.grant).toBeUndefined();
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
    expect(service.logger.of('offline.fault')).toHaveLength(1);
    expect(offline.secrets.every(isWiped)).toBe(true);
  });

  it('never enrols: only a server does', async () => {
    service.authority.says('timeout');
    offline.says(verdicts.enroll());
    const tile = await signIn();
    expect(tile.grant).toBeUndefined();
    expect(service.logger.of('logon.no-verdict')).toMatchObject([{ code: 'fault' }]);
  });

  it('never grants another account than the tile is of', async () => {
    service.authority.says('timeout');
    offline.says(verdicts.granted(1, { sid: 'S-1-5-21-1-2-3-500' }));
    const tile = await signIn({ sid: FAKE_SID, userName: 'alice' });
    expect(tile.grant).toBeUndefined();
    expect(tile.message).toMatch(/another tile/);
  });

  it('is given up at the offline half, and nothing is sent to the server', async () => {
    service.authority.says('timeout');
    offline.says(verdicts.challenge(TOTP_ONLY));
    const tile = await signIn();
    await tile.cancel();
    expect(offline.of('cancel')).toMatchObject([{ request: verdicts.challenge().logonId }]);
    expect(service.authority.calls.map(({ method }) => method)).toEqual(['begin']);
  });

  it('is forgotten at the offline half when its time is over', async () => {
    service.authority.says('timeout');
    offline.says(verdicts.challenge({ ...TOTP_ONLY, secondsLeft: 0 }));
    const tile = await signIn();
    await waitUntil(() => tile.message !== '');
    expect(tile.message).toMatch(/time for the code is over/);
    expect(offline.of('cancel')).toHaveLength(1);
  });

  it('does not begin when the person has cancelled meanwhile, nor outlive a cancel', async () => {
    let fail: (error: Error) => void = () => undefined;
    service.authority.says(() => new Promise((_, reject) => (fail = reject)));
    const tile = await (await service.connect()).openTile();
    tile.submitOn(1, { userName: 'alice', password: PASSWORD });
    await waitUntil(() => service.authority.calls.length === 1);
    await tile.cancel();
    const { UnreachableError } = await import('../../../service/src/authority/authority.js');
    fail(new UnreachableError('timeout', 'too late'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(offline.of('begin')).toHaveLength(0);

    let answer: (verdict: ReturnType<typeof verdicts.challenge>) => void = () => undefined;
    service.authority.says('timeout');
    offline.says(() => new Promise((resolve) => (answer = resolve)));
    tile.submitOn(tile.screen!.id, { userName: 'alice', password: PASSWORD });
    await waitUntil(() => offline.of('begin').length === 1);
    await tile.cancel();
    answer(verdicts.challenge());
    await waitUntil(() => offline.of('cancel').length === 1);
    expect(tile.field('password')).toBeDefined();
  });

  it.each([
    ['took', 0, ''],
    ['refused', 0xc000006d, 'Windows did not accept'],
  ])('is reported to the offline half alone when Windows %s it', async (_, ntStatus, text) => {
    service.authority.says('timeout');
    offline.says(verdicts.granted());
    const tile = await signIn();
    await tile.report(ntStatus);
    expect(tile.message).toContain(text);
    expect(offline.of('report')).toMatchObject([{ request: { ntStatus } }]);
    expect(service.authority.calls.map(({ method }) => method)).toEqual(['begin']);
    expect(keeper.acceptances).toHaveLength(0);
    expect(keeper.kept).toHaveLength(0);
  });
});

describe('a logon that the server granted', () => {
  const withKit = () => ({ ...verdicts.granted(), kit: true });

  it('has its kit fetched with the password, which is wiped then', async () => {
    service.authority.says(verdicts.challenge(), withKit());
    const tile = await signIn();
    await tile.submit({ code: '123456' });
    expect(keeper.kept).toMatchObject([
      { password: PASSWORD, correlationId: tile.grant?.correlationId, granted: { kit: true } },
    ]);
    expect(keeper.handed.every(isWiped)).toBe(true);
  });

  it('has the code of its authenticator spent here, too, and a code of another kind not (R37)', async () => {
    const enroll = verdicts.enroll({ step: { what: 'email', stage: 'address', digits: 6 } });
    for (const verdict of [withKit(), verdicts.granted(), enroll]) {
      service.authority.says(verdicts.challenge(TOTP), verdict);
      const tile = await signIn();
      await tile.submit({ code: '123456' });
    }
    const spent = { sid: FAKE_SID, code: '123456', password: PASSWORD };
    expect(keeper.spendings).toEqual([spent, spent, spent]);
    for (const [challenge, verdict] of [
      [verdicts.challenge(TOTP), verdicts.denied('principal.locked')],
      [verdicts.challenge(TOTP), verdicts.challenge({ ...TOTP, rejected: 'factor.wrong-code' })],
      [verdicts.challenge({ current: { method: 'email' } }), withKit()],
    ] as const) {
      service.authority.says(challenge, verdict);
      const tile = await signIn();
      await tile.submit({ code: '123456' });
    }
    expect(keeper.spendings).toHaveLength(3);
  });

  it('leaves no kit behind where the server gives none', async () => {
    service.authority.says(verdicts.granted());
    await signIn();
    expect(keeper.kept).toHaveLength(0);
  });

  it('is granted although its kit cannot be fetched', async () => {
    keeper.keep = () => {
      throw new Error('a defect');
    };
    service.authority.says(withKit());
    const tile = await signIn();
    expect(tile.grant).toBeDefined();
    expect(tile.fault).toBeUndefined();
    expect(service.logger.of('kit.fault')).toHaveLength(1);
  });

  it('is told to the keeper when Windows took the password, and only then', async () => {
    service.authority.says(withKit(), withKit());
    const tile = await signIn();
    await tile.report(0xc000006d);
    expect(keeper.acceptances).toHaveLength(0);
    await tile.submit({ userName: 'alice', password: PASSWORD });
    await tile.report(0);
    expect(keeper.acceptances).toMatchObject([{ outcome: 'granted' }]);
    await waitUntil(() => service.authority.calls.length === 4);
    expect(offline.calls).toHaveLength(0);
  });

  it('has no kit when it went on without its enrolment', async () => {
    service.authority.says(verdicts.enroll(), 'timeout');
    const tile = await signIn();
    await tile.submit({ code: '123456' });
    expect(tile.grant).toBeDefined();
    await tile.report(0);
    expect(keeper.kept).toHaveLength(0);
    expect(keeper.acceptances).toHaveLength(0);
  });
});
