import type { AnswersStep, Enroll, EnrollmentRejectionCode, Verdict } from '@gatehouse/protocol';

import type { UnreachableReason } from '../../../service/src/authority/authority.js';
import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';
import type { PipeTile } from '../../support/pipe-client.js';
import { waitUntil } from '../../support/service.js';

const PASSWORD = 'correct horse 马';

const ANSWERS: AnswersStep = {
  what: 'answers',
  mandatory: [{ id: 'city', text: 'Where were you born?' }],
  optional: [
    { id: 'hero', text: 'Who was your hero?' },
    { id: 'meal', text: 'What did you cook first?' },
    { id: 'place', text: 'Where did you hide?' },
  ],
  shares: 2,
  minimumLength: 4,
  blocklist: ['password'],
};
const EMAIL = { what: 'email', stage: 'address', digits: 6 } as const;
const SENT = { ...EMAIL, stage: 'code', destination: 'a•••@home.test' } as const;

let service: EtherService;
beforeEach(async () => {
  service = await startEtherService();
});
afterEach(async () => {
  await service.server.close();
});

/** Signs in, and is asked to enrol. */
async function openEnrollment(verdict: Partial<Enroll>, ...more: Verdict[]): Promise<PipeTile> {
  service.authority.says(verdicts.enroll(verdict), ...more);
  const tile = await (await service.connect()).openTile();
  await tile.submit({ userName: 'alice', password: PASSWORD });
  return tile;
}

const enrollments = () => service.authority.calls.filter(({ method }) => method === 'enroll');
const cancellations = () => service.authority.calls.filter(({ method }) => method === 'cancel');

async function answerAll(tile: PipeTile) {
  await tile.submit({ answer: 'Vienna' });
  await tile.submit({ choice: '1', answer: 'pancakes' });
  return tile.submit({ choice: '0', answer: 'Pippi Longstocking' });
}

describe('the enrolment of answers', () => {
  it('asks one question a screen, the mandatory ones first, and the rest to be chosen', async () => {
    const tile = await openEnrollment({ step: ANSWERS, steps: 2 });
    expect(tile.field('title')?.text).toBe('Set up your answers (step 1 of 2)');
    expect(tile.field('detail')?.text).toMatch(/Question 1 of 3\. Where were you born\?$/);
    expect(tile.field('choice')).toBeUndefined();
    expect(tile.screen).toMatchObject({ focus: 'answer', submitAfter: 'answer' });

    await tile.submit({ answer: 'Vienna' });
    expect(tile.field('detail')?.text).toMatch(/Question 2 of 3\. Choose a question/);
    expect(tile.field('choice')?.options).toEqual(ANSWERS.optional.map(({ text }) => text));
    expect(tile.field('answer')).toMatchObject({ clear: true });

    await tile.submit({ choice: '1', answer: 'pancakes' });
    expect(tile.field('choice')?.options).toEqual(['Who was your hero?', 'Where did you hide?']);
  });

  it('gives the answers as typed, with the password that they are to open, and grants then', async () => {
    const tile = await openEnrollment({ step: ANSWERS }, verdicts.granted());
    expect((await answerAll(tile)).type).toBe('grant');
    const [call] = enrollments();
    expect(call?.request).toMatchObject({
      action: {
        action: 'answers',
        answers: [
          { id: 'city', answer: 'Vienna' },
          { id: 'meal', answer: 'pancakes' },
          { id: 'hero', answer: 'Pippi Longstocking' },
        ],
      },
    });
    expect(call?.password).toBe(PASSWORD);
    for (const secret of service.authority.secrets) expect(secret).toEqual(secret.map(() => 0));
    expect(tile.grant?.password).toBeUndefined();
  });

  it.each([
    ['nothing', '   ', /Type your answer/],
    ['a short answer', 'abc', /at least 4 characters/],
    ['an answer that is too long', 'x'.repeat(257), /too long/],
    ['an answer of the blocklist', 'PassWord', /easy to guess/],
    ['a part of the question', 'were you', /part of the question/],
    ['a part of the user name', 'ALICE', /part of your name/],
  ])('R30: does not take %s', async (_, answer, text) => {
    const tile = await openEnrollment({ step: ANSWERS });
    await tile.submit({ answer });
    expect(tile.message).toMatch(text);
    expect(tile.field('detail')?.text).toMatch(/Question 1 of 3/);
    expect(enrollments()).toHaveLength(0);
  });

  it('R30: does not take the same answer twice, and keeps the choice on the screen', async () => {
    const tile = await openEnrollment({ step: ANSWERS });
    await tile.submit({ answer: 'Vienna' });
    await tile.submit({ choice: '2', answer: ' VIENNA ' });
    expect(tile.message).toMatch(/another question/);
    expect(tile.field('choice')?.selected).toBe(2);
  });

  it('takes the choice that is shown when the tile names none that there is', async () => {
    const tile = await openEnrollment({ step: ANSWERS }, verdicts.granted());
    await tile.submit({ answer: 'Vienna' });
    await tile.submit({ choice: '17', answer: 'Pippi' });
    expect(tile.field('choice')?.options).toEqual([
      'What did you cook first?',
      'Where did you hide?',
    ]);
  });

  it('goes back to the question before, without its answer', async () => {
    const tile = await openEnrollment({ step: ANSWERS });
    expect(() => tile.linkOf(/Back/)).toThrow();
    await tile.submit({ answer: 'Vienna' });
    await tile.submit({ choice: '1', answer: 'pancakes' });
    await tile.follow(/Back/);
    expect(tile.field('detail')?.text).toMatch(/Question 2 of 3/);
    expect(tile.field('choice')?.selected).toBe(1);
    expect(tile.field('answer')?.text).toBe('');
    await tile.follow(/Back/);
    expect(tile.field('detail')?.text).toMatch(/Question 1 of 3/);
  });

  it('asks only the question again whose answer the server does not take', async () => {
    const rejected = { code: 'enrollment.answer-blocked', questionId: 'meal' } as const;
    const tile = await openEnrollment(
      { step: ANSWERS },
      verdicts.enroll({ step: ANSWERS, rejected }),
      verdicts.granted(),
    );
    await answerAll(tile);
    expect(tile.message).toMatch(/easy to guess/);
    expect(tile.field('detail')?.text).toMatch(/Question 3 of 3.*Reference/);
    expect(tile.field('choice')).toMatchObject({ selected: 0 });
    expect(tile.field('choice')?.options?.[0]).toBe('What did you cook first?');
    expect((await tile.submit({ choice: '0', answer: 'goulash' })).type).toBe('grant');
  });

  it('begins anew when the questions are others meanwhile', async () => {
    const others = { ...ANSWERS, mandatory: [{ id: 'car', text: 'Which car?' }] };
    const rejected = { code: 'enrollment.incomplete' } as const;
    const tile = await openEnrollment(
      { step: ANSWERS },
      verdicts.enroll({ step: others, rejected }),
    );
    await answerAll(tile);
    expect(tile.field('detail')?.text).toMatch(/Question 1 of 3\. Which car\?/);
  });

  it('leaves nothing behind when it is cancelled in the middle', async () => {
    const tile = await openEnrollment({ step: ANSWERS });
    await tile.submit({ answer: 'Vienna' });
    await tile.follow(/Start over/);
    expect(tile.field('password')).toBeDefined();
    expect(tile.grant).toBeUndefined();
    expect(tile.screen?.fields).toContainEqual(
      expect.objectContaining({ slot: 'answer', state: 'hidden', clear: true }),
    );
    await waitUntil(() => cancellations().length === 1);
    expect(enrollments()).toHaveLength(0);
  });

  it('speaks German to a German logon screen', async () => {
    service.authority.says(verdicts.enroll({ step: ANSWERS, steps: 2, postponements: 2 }));
    const tile = await (await service.connect({ language: 'de-DE' })).openTile();
    await tile.submit({ userName: 'alice', password: PASSWORD });
    expect(tile.field('title')?.text).toBe('Antworten hinterlegen (Schritt 1 von 2)');
    await tile.submit({ answer: 'abc' });
    expect(tile.message).toMatch(/mindestens 4 Zeichen/);
    expect(tile.field('link3')?.text).toBe('Nicht jetzt (noch 2-mal möglich)');
  });
});

describe('the enrolment of an authenticator', () => {
  it('shows the QR code, and the key in groups of four', async () => {
    const tile = await openEnrollment({});
    expect(tile.field('picture')?.picture?.width).toBeGreaterThan(20);
    expect(tile.field('detail')?.text).toContain('JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP');
    expect(tile.field('title')?.text).toBe('Set up your authenticator app');
    expect(tile.screen).toMatchObject({ focus: 'code', submitAfter: 'code' });
  });

  it('asks again after a wrong code, with the same key', async () => {
    const rejected = { code: 'enrollment.wrong-code' } as const;
    const tile = await openEnrollment({}, verdicts.enroll({ rejected }), verdicts.granted());
    const { picture } = tile.field('picture')!;
    await tile.submit({ code: '12345' });
    expect(tile.message).toMatch(/6 digits/);
    await tile.submit({ code: '123 456' });
    expect(tile.message).toMatch(/not right/);
    expect(tile.field('picture')?.picture).toEqual(picture);
    expect((await tile.submit({ code: '654321' })).type).toBe('grant');
    const { calls } = service.authority;
    expect(calls.filter(({ method }) => method === 'startAuthenticator')).toHaveLength(1);
    expect(enrollments().map(({ request }) => request['action'])).toEqual([
      { action: 'totp', code: '123456' },
      { action: 'totp', code: '654321' },
    ]);
  });
});

describe('the enrolment of a mail address', () => {
  it('asks for the address, then for the code that was sent there', async () => {
    const tile = await openEnrollment(
      { step: EMAIL },
      verdicts.enroll({ step: SENT }),
      verdicts.granted(),
    );
    expect(tile.field('detail')?.text).toMatch(/e-mail address/);
    // Under a label of its own.
    expect(tile.screen).toMatchObject({ focus: 'address', submitAfter: 'address' });
    expect(tile.field('code')).toBeUndefined();
    await tile.submit({ address: 'alice at home' });
    expect(tile.message).toMatch(/cannot be used/);
    await tile.submit({ address: ' alice@home.test ' });
    expect(tile.progress).toContain('Sending a code…');
    expect(tile.field('detail')?.text).toContain('a•••@home.test');
    expect((await tile.submit({ code: '123456' })).type).toBe('grant');
    expect(enrollments().map(({ request }) => request['action'])).toEqual([
      { action: 'email', address: 'alice@home.test' },
      { action: 'email-code', code: '123456' },
    ]);
  });

  it('sends another code by way of the address', async () => {
    const tile = await openEnrollment({ step: SENT }, verdicts.enroll({ step: SENT }));
    await tile.follow(/another address/);
    expect(tile.field('detail')?.text).toMatch(/Type the e-mail address/);
    await tile.submit({ address: 'alice@work.test' });
    expect(tile.field('detail')?.text).toContain('a•••@home.test');
  });
});

describe('a rejection', () => {
  const texts: Record<EnrollmentRejectionCode, RegExp> = {
    'enrollment.incomplete': /answer is missing/,
    'enrollment.answer-too-short': /at least/,
    'enrollment.answer-too-long': /too long/,
    'enrollment.answer-blocked': /easy to guess/,
    'enrollment.answer-in-question': /part of the question/,
    'enrollment.answer-in-name': /part of your name/,
    'enrollment.answers-equal': /another question/,
    'enrollment.wrong-code': /not right/,
    'enrollment.wrong-password': /not the password of this logon/,
    'enrollment.bad-address': /cannot be used/,
    'enrollment.undeliverable': /could not be sent/,
    'enrollment.too-many': /too often/,
  };
  it.each(Object.entries(texts) as [EnrollmentRejectionCode, RegExp][])(
    '%s is told as a text, with a reference',
    async (code, text) => {
      const again = verdicts.enroll({ step: EMAIL, rejected: { code } });
      const tile = await openEnrollment({ step: EMAIL }, again);
      await tile.submit({ address: 'alice@home.test' });
      expect(tile.message).toMatch(text);
      expect(tile.field('detail')?.text).toMatch(/Reference for the help desk/);
    },
  );
});

describe('several steps', () => {
  it('are counted, and the first dialog is over when the second begins', async () => {
    const tile = await openEnrollment(
      { step: ANSWERS, steps: 2 },
      verdicts.enroll({ steps: 1 }),
      verdicts.granted(),
    );
    await answerAll(tile);
    expect(tile.field('title')?.text).toBe('Set up your authenticator app (step 2 of 2)');
    expect((await tile.submit({ code: '123456' })).type).toBe('grant');
  });

  it('can be postponed as long as the policy allows that', async () => {
    const tile = await openEnrollment({ step: ANSWERS, postponements: 1 }, verdicts.granted());
    await tile.submit({ answer: 'Vienna' });
    expect((await tile.follow(/Not now \(possible 1 more time\)/)).type).toBe('grant');
    expect(enrollments()[0]?.request).toMatchObject({ action: { action: 'postpone' } });
  });

  it.each([[{ step: ANSWERS }], [{}], [{ step: EMAIL }]])(
    'R42: cannot be postponed when it is over: %j',
    async (verdict) => {
      const tile = await openEnrollment(verdict);
      expect(() => tile.linkOf(/Not now/)).toThrow();
      for (const slot of ['link1', 'link2', 'link3'] as const) {
        tile.chooseOn(tile.screen!.id, slot);
      }
      expect(enrollments()).toHaveLength(0);
      expect(tile.grant).toBeUndefined();
    },
  );

  it('show no screen to an enrolled person', async () => {
    service.authority.says(verdicts.granted());
    const tile = await (await service.connect()).openTile();
    await tile.submit({ userName: 'alice', password: PASSWORD });
    expect(tile.received.map(({ type }) => type)).toEqual(['screen', 'progress', 'grant']);
  });
});

describe('R42: an enrolment without a verdict', () => {
  const AWAY = [
    'dns',
    'connect',
    'proxy',
    'tls',
    'wrong-key',
    'timeout',
    'http-status',
    'malformed',
    'unsigned',
  ] as const;

  it.each(AWAY)('waits when the server is away (%s), and the logon goes on', async (reason) => {
    const tile = await openEnrollment({});
    service.authority.says(reason);
    expect(await tile.submit({ code: '123456' })).toMatchObject({
      type: 'grant',
      sid: FAKE_SID,
      userName: 'alice',
    });
    expect(service.logger.of('enrollment.waits')).toMatchObject([{ outcome: 'totp' }]);
    expect(service.logger.of('logon.granted')).toHaveLength(1);
  });

  it('tells what Windows said when the server is back, however long that takes', async () => {
    service.authority.reportsFail = 4;
    const tile = await openEnrollment({});
    service.authority.says('timeout');
    await tile.submit({ code: '123456' });
    await tile.report(0);
    const reports = () => service.authority.calls.filter(({ method }) => method === 'report');
    await waitUntil(() => reports().length === 5);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(reports()).toHaveLength(5);
  });

  it('waits when the server is away before there is a key to show', async () => {
    service.authority.authenticatorFails = 'timeout';
    const tile = await openEnrollment({});
    expect(tile.grant).toMatchObject({ sid: FAKE_SID });
  });

  it('does not wait where the enrolment is the proof of a factor: the password alone is no logon (R6)', async () => {
    const tile = await openEnrollment({ mayWait: false });
    service.authority.says('timeout');
    await tile.submit({ code: '123456' });
    expect(tile.grant).toBeUndefined();
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
  });

  it.each<UnreachableReason | Error>([
    'unable',
    'refused',
    'clock',
    'fault',
    'not-joined',
    new Error('x'),
  ])('never grants because of %s, and goes on where it was', async (reason) => {
    const tile = await openEnrollment({ step: ANSWERS });
    service.authority.says(reason, verdicts.granted());
    await answerAll(tile);
    expect(tile.grant).toBeUndefined();
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
    // The answers were kept: trying again gives them again.
    expect((await tile.follow(/Try again/)).type).toBe('grant');
    expect(enrollments()[1]?.password).toBe(PASSWORD);
  });

  it('never grants because the verdict is of another logon', async () => {
    const tile = await openEnrollment({});
    service.authority.says(verdicts.granted(2));
    await tile.submit({ code: '123456' });
    expect(tile.grant).toBeUndefined();
    expect(tile.field('title')?.text).toBe('Cannot sign in now');
  });

  it('never grants another account than the tile is of', async () => {
    const account = { sid: 'S-1-5-21-1-2-3-500', netbiosDomain: '', samAccountName: 'alice' };
    service.authority.says(verdicts.enroll({ account }), 'timeout');
    const tile = await (await service.connect()).openTile({ sid: FAKE_SID, userName: 'alice' });
    await tile.submit({ password: PASSWORD });
    expect(tile.message).toMatch(/another tile/);
    await waitUntil(() => cancellations().length === 1);
  });

  it('comes too late when the person has cancelled', async () => {
    const tile = await openEnrollment({});
    let fail: (error: Error) => void = () => undefined;
    service.authority.says(() => new Promise((_, reject) => (fail = reject)));
    tile.submitOn(tile.screen!.id, { code: '123456' });
    await waitUntil(() => enrollments().length === 1);
    await tile.cancel();
    const { UnreachableError } = await import('../../../service/src/authority/authority.js');
    fail(new UnreachableError('timeout', 'too late'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(tile.grant).toBeUndefined();
    await waitUntil(() => cancellations().length === 1);
  });
});

describe('input for a screen of a dialog that is no longer shown', () => {
  it('is dropped', async () => {
    const tile = await openEnrollment({ step: ANSWERS, postponements: 1 });
    const first = tile.screen!.id;
    await tile.submit({ answer: 'Vienna' });
    const seen = tile.received.length;
    tile.submitOn(first, { answer: 'Vienna' });
    tile.chooseOn(first, 'link3');
    expect(tile.received).toHaveLength(seen);
    expect(enrollments()).toHaveLength(0);
  });
});
