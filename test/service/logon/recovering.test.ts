import { jest } from '@jest/globals';

import type {
  RecoveryOutcome,
  RecoveryRefusal,
} from '../../../service/src/offline/offline-authority.js';
import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import { FakeKitKeeper } from '../../fakes/fake-kit-keeper.js';
import { FakeOfflineAuthority, recoveries } from '../../fakes/fake-offline-authority.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';
import type { PipeTile } from '../../support/pipe-client.js';
import { waitUntil } from '../../support/service.js';

const RECOVERED = 'recovered-password';
const ALICE = { sid: FAKE_SID, userName: 'CORP\\alice' };

let service: EtherService;
let offline: FakeOfflineAuthority;
let keeper: FakeKitKeeper;
beforeEach(async () => {
  offline = new FakeOfflineAuthority();
  offline.recoverable.add(FAKE_SID);
  keeper = new FakeKitKeeper();
  service = await startEtherService({ offline, keeper });
});
afterEach(async () => {
  jest.useRealTimers();
  await service.server.close();
});

const openTile = async (who?: typeof ALICE) => (await service.connect()).openTile(who);
const isWiped = (secret: Uint8Array) => secret.every((byte) => byte === 0);
const textOf = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');

async function openQuestions(questions = recoveries.questions()): Promise<PipeTile> {
  offline.says(questions);
  const tile = await openTile(ALICE);
  await tile.follow(/I forgot my password/);
  return tile;
}

async function answerAll(tile: PipeTile) {
  await tile.submit({ answer: 'Vienna' });
  await tile.submit({ choice: '2', answer: 'attic' });
  return tile.submit({ choice: '0', answer: 'Pippi' });
}

async function recover(extra: Parameters<typeof recoveries.recovered>[0] = {}): Promise<PipeTile> {
  const tile = await openQuestions();
  offline.says(recoveries.recovered(extra));
  await answerAll(tile);
  return tile;
}

describe('"I forgot my password"', () => {
  it('is offered on the tile of somebody whose password can be recovered here', async () => {
    expect((await openTile(ALICE)).field('link1')?.text).toBe('I forgot my password');
    const bob = await openTile({ sid: 'S-1-5-21-1-2-3-1105', userName: 'CORP\\bob' });
    expect(bob.field('link1')).toBeUndefined();
  });

  it('is offered on every "other user" tile, and asks for the name', async () => {
    offline.says(recoveries.questions());
    const tile = await openTile();
    await tile.follow(/I forgot my password/);
    expect(tile.screen).toMatchObject({ focus: 'userName', submitAfter: 'userName' });
    expect(tile.field('password')).toBeUndefined();
    await tile.submit({ userName: ' ' });
    expect(tile.message).toMatch(/Type your user name/);
    await tile.submit({ userName: 'alice' });
    expect(tile.field('detail')?.text).toMatch(/Question 1 of 3/);
    expect(offline.of('beginRecovery')).toMatchObject([
      { request: { sid: undefined, name: 'alice' } },
    ]);
  });

  it('is not offered where this workstation decides nothing', async () => {
    const alone = await startEtherService();
    const tile = await (await alone.connect()).openTile();
    expect(tile.field('link1')).toBeUndefined();
    tile.chooseOn(tile.screen!.id, 'link1');
    expect(tile.received).toHaveLength(1);
    await alone.server.close();
  });

  it('costs nobody the sign-in when the offline half has a defect', async () => {
    offline.canRecover = () => {
      throw new Error('a defect');
    };
    const tile = await openTile(ALICE);
    expect(tile.field('password')).toBeDefined();
    expect(tile.field('link1')).toBeUndefined();
  });

  const reasons: Record<RecoveryRefusal, RegExp> = {
    'no-kit': /cannot be recovered on this computer.*help desk/,
    expired: /without its server for too long/,
    clock: /clock/,
    destroyed: /destroyed.*help desk/,
    'no-cached-logon': /Windows cannot check/,
    'codes-destroyed': /codes were wrong too often.*destroyed/,
    tampered: /cannot be trusted/,
    unavailable: /cannot be read now/,
  };
  it.each(Object.entries(reasons) as [RecoveryRefusal, RegExp][])(
    'refused because of %s returns to the sign-in with its text and a reference',
    async (reason, text) => {
      offline.says({ outcome: 'refused', reason });
      const tile = await openTile(ALICE);
      await tile.follow('link1');
      expect(tile.message).toMatch(text);
      expect(tile.field('detail')?.text).toMatch(/Reference for the help desk/);
      expect(tile.field('password')).toBeDefined();
      expect(service.logger.of('recovery.refused')).toMatchObject([{ code: reason }]);
    },
  );
});

describe('the questions of a recovery', () => {
  it('are the mandatory ones, then as many as the threshold, chosen from the others', async () => {
    const tile = await openQuestions();
    expect(tile.message).toMatch(/wrong 5 more times/);
    expect(tile.field('detail')?.text).toBe('Question 1 of 3. Where were you born?');
    await tile.submit({ answer: 'Vienna' });
    expect(tile.field('choice')?.options).toHaveLength(3);
    await tile.submit({ choice: '2', answer: ' ' });
    expect(tile.message).toMatch(/Type your answer/);
    expect(tile.field('choice')?.selected).toBe(2);
    await tile.submit({ choice: '2', answer: 'attic' });
    await tile.follow(/Back/);
    expect(tile.field('choice')?.selected).toBe(2);
  });

  it('are given as one set', async () => {
    await recover();
    expect(offline.of('recover')).toMatchObject([
      {
        request: {
          recoveryId: 'rec_1',
          answers: [
            { id: 'city', answer: 'Vienna' },
            { id: 'place', answer: 'attic' },
            { id: 'hero', answer: 'Pippi' },
          ],
        },
      },
    ]);
  });

  it('say nothing of attempts where nothing is ever destroyed', async () => {
    const tile = await openQuestions(recoveries.questions({ attemptsLeft: undefined }));
    expect(tile.message).toBe('');
  });

  it('begin anew after a wrong set, and tell how often it may still be wrong', async () => {
    const tile = await openQuestions();
    offline.says(
      { outcome: 'wrong', attemptsLeft: 1 },
      recoveries.questions({ recoveryId: 'rec_2', attemptsLeft: 1 }),
      recoveries.recovered(),
    );
    await answerAll(tile);
    expect(tile.message).toMatch(/not right.*wrong now, nothing can be recovered/);
    expect(tile.field('detail')?.text).toMatch(/Question 1 of 3/);
    expect(offline.of('cancel')).toMatchObject([{ request: 'rec_1' }]);
    expect((await answerAll(tile)).type).toBe('grant');
    expect(offline.of('recover')[1]).toMatchObject({ request: { recoveryId: 'rec_2' } });
  });

  it.each<[string, (RecoveryOutcome | { outcome: 'refused'; reason: 'destroyed' })[]]>([
    ['at once', [{ outcome: 'refused', reason: 'destroyed' }]],
    [
      'with the last wrong set',
      [
        { outcome: 'wrong', attemptsLeft: 0 },
        { outcome: 'refused', reason: 'destroyed' },
      ],
    ],
  ])('end when the kit is destroyed %s', async (_, replies) => {
    const tile = await openQuestions();
    offline.says(...replies);
    await answerAll(tile);
    expect(tile.grant).toBeUndefined();
    expect(tile.message).toMatch(/destroyed/);
    expect(tile.field('password')).toBeDefined();
  });

  it('are given up at the offline half, and nothing of them stays in the tile', async () => {
    const tile = await openQuestions();
    await tile.submit({ answer: 'Vienna' });
    await tile.follow(/Start over/);
    expect(offline.of('cancel')).toMatchObject([{ request: 'rec_1' }]);
    expect(tile.screen?.fields).toContainEqual(
      expect.objectContaining({ slot: 'answer', state: 'hidden', clear: true }),
    );
    expect(offline.of('recover')).toHaveLength(0);
  });

  it('given up while they are looked at leave nothing open at the offline half', async () => {
    const tile = await openQuestions();
    const recovered = recoveries.recovered();
    let answer: (() => void) | undefined;
    offline.says(() => new Promise((resolve) => (answer = () => resolve(recovered))));
    await tile.submit({ answer: 'Vienna' });
    await tile.submit({ choice: '2', answer: 'attic' });
    tile.submitOn(tile.screen!.id, { choice: '0', answer: 'Pippi' });
    await waitUntil(() => answer !== undefined);
    await tile.cancel();
    answer?.();
    const { logonId } = recovered as { logonId: string };
    await waitUntil(() => offline.of('cancel').some(({ request }) => request === logonId));
    expect(tile.grant).toBeUndefined();
  });

  it('survive a defect: trying again gives the same answers', async () => {
    const tile = await openQuestions();
    offline.says(new TypeError('a defect'), recoveries.recovered());
    await answerAll(tile);
    expect(tile.grant).toBeUndefined();
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
    expect((await tile.follow(/Try again/)).type).toBe('grant');
  });

  it('are given up when nobody answers them', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const tile = await openQuestions();
    jest.advanceTimersByTime(599_000);
    expect(tile.field('answer')).toBeDefined();
    jest.advanceTimersByTime(2_000);
    expect(tile.message).toMatch(/took too long.*set a new password, try that one first/);
    expect(offline.of('cancel')).toHaveLength(1);
  });
});

describe('a recovered password', () => {
  it('is filled in by the grant, never shown, and wiped', async () => {
    const tile = await recover();
    expect(textOf(tile.grant?.password)).toBe(RECOVERED);
    expect(tile.grant).toMatchObject({ sid: FAKE_SID, userName: 'alice' });
    expect(JSON.stringify(tile.received.filter(({ type }) => type !== 'grant'))).not.toContain(
      RECOVERED,
    );
    expect(offline.secrets.every(isWiped)).toBe(true);
    await tile.report(0);
    expect(offline.of('report')).toHaveLength(1);
    expect(keeper.kept).toHaveLength(0);
  });

  it('waits for the offline code where the policy asks one', async () => {
    const tile = await recover({ secondFactor: true });
    expect(tile.grant).toBeUndefined();
    expect(tile.field('detail')?.text).toMatch(/this computer checks the code itself/);
    const { logonId } = recoveries.recovered();
    offline.says({ ...verdicts.granted(), logonId } as never);
    expect((await tile.submit({ code: '123456' })).type).toBe('grant');
    expect(textOf(tile.grant?.password)).toBe(RECOVERED);
    expect(offline.of('answer')).toMatchObject([{ request: { logonId, code: '123456' } }]);
    expect(offline.secrets.every(isWiped)).toBe(true);
  });

  it.each([
    ['is denied', (tile: PipeTile) => tile.submit({ code: '123456' }), 0],
    ['is cancelled', (tile: PipeTile) => tile.cancel(), 1],
  ])('is wiped and granted to nobody when the code %s', async (_, end, cancels) => {
    const tile = await recover({ secondFactor: true });
    offline.says(verdicts.denied('challenge.expired'));
    await end(tile);
    expect(tile.grant).toBeUndefined();
    expect(tile.field('password')).toBeDefined();
    expect(offline.secrets.every(isWiped)).toBe(true);
    expect(offline.of('cancel')).toHaveLength(cancels);
  });

  it('does not outlive the tile', async () => {
    const client = await service.connect();
    const tile = await client.openTile(ALICE);
    offline.says(recoveries.questions(), recoveries.recovered({ secondFactor: true }));
    await tile.follow('link1');
    await answerAll(tile);
    client[Symbol.dispose]();
    expect(offline.secrets.every(isWiped)).toBe(true);
  });

  it('that comes too late is wiped', async () => {
    const tile = await openQuestions();
    let release: (outcome: RecoveryOutcome) => void = () => undefined;
    offline.says(() => new Promise((resolve) => (release = resolve)));
    await tile.submit({ answer: 'Vienna' });
    await tile.submit({ choice: '0', answer: 'Pippi' });
    tile.submitOn(tile.screen!.id, { choice: '0', answer: 'goulash' });
    await waitUntil(() => offline.of('recover').length === 1);
    await tile.cancel();
    const late = recoveries.recovered();
    release(late);
    await waitUntil(() => isWiped(late.password));
    expect(tile.grant).toBeUndefined();
  });

  it('is never granted to another account than the tile is of', async () => {
    const account = { sid: 'S-1-5-21-1-2-3-500', netbiosDomain: '', samAccountName: 'admin' };
    const tile = await recover({ account });
    expect(tile.grant).toBeUndefined();
    expect(tile.message).toMatch(/another tile/);
    expect(offline.secrets.every(isWiped)).toBe(true);
    expect(offline.of('cancel')).toHaveLength(1);
  });
});

describe('R32: a recovered password that is to be shown', () => {
  it('is shown to be read, then logs on', async () => {
    const tile = await recover({ reveal: 'show' });
    expect(tile.grant).toBeUndefined();
    expect(tile.field('shownPassword')).toMatchObject({ mode: 'readonly', text: RECOVERED });
    expect(tile.field('detail')?.text).toMatch(/30 seconds/);
    expect(tile.screen?.submitAfter).toBe('shownPassword');
    expect((await tile.submit({})).type).toBe('grant');
    expect(textOf(tile.grant?.password)).toBe(RECOVERED);
  });

  it('is hidden when its time is over, and still logs on', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const tile = await recover({ reveal: 'show', showSeconds: 10 });
    const first = tile.screen!.id;
    jest.advanceTimersByTime(9_900);
    expect(tile.screen!.id).toBe(first);
    jest.advanceTimersByTime(200);
    expect(tile.field('shownPassword')?.text).toBe('••••••••');
    expect((await tile.submit({})).type).toBe('grant');
    expect(textOf(tile.grant?.password)).toBe(RECOVERED);
  });

  it('is shown after the code, not before', async () => {
    const tile = await recover({ reveal: 'show', secondFactor: true });
    expect(tile.field('code')).toMatchObject({ mode: 'normal', text: '' });
    const { logonId } = recoveries.recovered();
    offline.says({ ...verdicts.granted(), logonId } as never);
    await tile.submit({ code: '123456' });
    expect(tile.grant).toBeUndefined();
    expect(tile.field('shownPassword')?.text).toBe(RECOVERED);
    expect((await tile.submit({})).type).toBe('grant');
  });

  it('leaves the tile when the person does not log on with it', async () => {
    const tile = await recover({ reveal: 'show' });
    await tile.follow(/Start over/);
    expect(tile.screen?.fields).toContainEqual(
      expect.objectContaining({ slot: 'shownPassword', state: 'hidden', clear: true }),
    );
    expect(offline.secrets.every(isWiped)).toBe(true);
    expect(offline.of('cancel')).toHaveLength(1);
  });
});
