import { SHARES, STRIKES } from '../administration/demo-user.js';
import type { Person } from '../administration/demo-user.js';
import { AnswerSheet } from './answer-sheet.js';
import type { AuditTrail } from './audit-trail.js';
import type { Desk, Sight } from './desk.js';
import {
  expectCodeScreen,
  expectEvent,
  expectGranted,
  expectScreen,
  expectThat,
  expectUnreachable,
} from './expect.js';
import type { Screen } from './expect.js';
import { waitForMargin } from './wait.js';

export interface Stage extends Person {
  desk: Desk;
  /** Somebody who has never logged on. */
  newcomer: Person;
  audit: AuditTrail;
  /** How often the workstation has got a kit of the newcomer. */
  keptKits: () => Promise<number>;
  /** Unlocks the user, as the help desk does. */
  unlock: () => Promise<void>;
  stopServer: () => Promise<void>;
  startServer: () => Promise<void>;
  /** Reports a step. */
  step: (name: string, run: () => Promise<string>) => Promise<void>;
}

/**
 * Plays logons that must be granted and logons that must not. Three codes are used up: those of the step before, the
 * present and the next one, so that no new step has to be waited for (RFC 6238 accepts one on either side).
 */
export async function play(stage: Stage): Promise<void> {
  const { desk, user, audit, step } = stage;
  const { authenticator } = user;
  const right = { userName: user.name, password: user.password };
  const signIn = async () => {
    await desk.open();
    return expectCodeScreen(await desk.submit(right));
  };
  await audit.since();
  await step('a tile asks for user name and password', async () => {
    const sight = await desk.open();
    return expectScreen(sight, { asks: 'password', error: false });
  });

  await step('a wrong password is refused', async () => {
    const sight = await desk.submit({ ...right, password: `${user.password}x` });
    const text = expectScreen(sight, { asks: 'password', error: true });
    await expectEvent(audit, 'logon.denied:credentials.wrong');
    return text;
  });

  await step('an unknown user is refused with the same words', async () => {
    const known = await desk.submit({ ...right, password: 'wrong-again' });
    const unknown = await desk.submit({ ...right, userName: 'nobody' });
    const text = expectScreen(unknown, { asks: 'password', error: true });
    const wanted = expectScreen(known, { asks: 'password', error: true });
    expectThat(withoutFigures(text) === withoutFigures(wanted), `"${text}", not "${wanted}"`);
    return text;
  });

  await step('the right password asks for a code', async () => {
    const text = expectCodeScreen(await desk.submit(right));
    await expectEvent(audit, 'challenge.issued');
    return text;
  });

  await step('a wrong code is refused', async () => {
    const sight = await desk.submit({ code: authenticator.wrongCodeAt(new Date()) });
    const text = expectScreen(sight, { asks: 'code', error: true });
    await expectEvent(audit, 'factor.rejected:factor.wrong-code');
    return text;
  });

  await waitForMargin(authenticator);
  const start = new Date();
  await step('the right code is granted, and answers may wait', async () => {
    const sight = await desk.submit({ code: authenticator.codeAt(start, -1) });
    const text = expectGranted(await postponeEnrollment(desk, sight), stage);
    await expectEvent(audit, 'logon.granted');
    await desk.leave();
    return text;
  });

  await step('a code that was used is refused', async () => {
    await signIn();
    const sight = await desk.submit({ code: authenticator.codeAt(start, -1) });
    const text = expectScreen(sight, { asks: 'code', error: true });
    await expectEvent(audit, 'factor.rejected:factor.used-code');
    return text;
  });

  await step('the next code and five answers are granted', async () => {
    const sight = await desk.submit({ code: authenticator.codeAt(start) });
    const text = expectGranted(await enroll(desk, sight), stage);
    await desk.leave();
    return text;
  });

  await step('the strikes count down', async () => {
    await signIn();
    const texts: string[] = [];
    for (let left = STRIKES - 1; left > 0; left--) {
      const sight = await desk.submit({ code: authenticator.wrongCodeAt(new Date()) });
      const text = expectScreen(sight, { asks: 'code', error: true });
      expectThat(text.includes(String(left)), `"${text}" does not say that ${left} are left`);
      texts.push(String(left));
    }
    return `left: ${texts.join(', ')}`;
  });

  await step('the last strike locks', async () => {
    await audit.since();
    const sight = await desk.submit({ code: authenticator.wrongCodeAt(new Date()) });
    const text = expectScreen(sight, { asks: 'password', error: true });
    await expectEvent(audit, 'principal.locked');
    return text;
  });

  await step('while locked the right password is refused', async () => {
    await desk.leave();
    await desk.open();
    const text = expectScreen(await desk.submit(right), { asks: 'password', error: true });
    await expectEvent(audit, 'logon.denied:principal.locked');
    await desk.leave();
    return text;
  });

  await step('the help desk unlocks with "gatehouse user unlock"', async () => {
    await stage.unlock();
    await expectEvent(audit, 'principal.unlocked');
    return '';
  });

  await step(
    'after that, password and code are granted, and no answers are asked for',
    async () => {
      await signIn();
      const text = expectGranted(
        await desk.submit({ code: authenticator.codeAt(start, 1) }),
        stage,
      );
      await desk.leave();
      return text;
    },
  );

  await step(
    'with the server stopped nothing is granted to whom the workstation does not know',
    async () => {
      await stage.stopServer();
      await desk.open();
      const { user: unknown, account } = stage.newcomer;
      // A bare name would be one of this computer, where Windows knows nobody.
      const userName = `${account.netbiosDomain}\\${unknown.name}`;
      const text = expectUnreachable(await desk.submit({ userName, password: unknown.password }));
      await desk.leave();
      return text;
    },
  );

  await step('with the server back the logon goes on', async () => {
    await stage.startServer();
    const text = await signIn();
    await desk.leave();
    return text;
  });
}

/** In a kept folder answers may have waited too often, or be there. */
async function postponeEnrollment(desk: Desk, sight: Sight): Promise<Sight> {
  const mayWait = asksForAnswers(sight) && sight.text.includes('Not now');
  return mayWait ? desk.follow('link3') : enroll(desk, sight);
}

async function enroll(desk: Desk, sight: Sight): Promise<Sight> {
  return asksForAnswers(sight) ? new AnswerSheet().giveRight(desk, sight, SHARES) : sight;
}

function asksForAnswers(sight: Sight): sight is Screen {
  return sight.kind === 'screen' && sight.inputs.includes('answer');
}

/** References and counts differ from one failure to the next. */
function withoutFigures(text: string): string {
  return text.replaceAll(/[0-9A-F]{4}(-[0-9A-F]{4})+|\d+/g, '#');
}
