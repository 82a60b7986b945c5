import { STRIKES } from '../administration/demo-user.js';
import type { DemoUser } from '../terminal/panel.js';
import type { AuditTrail } from './audit-trail.js';
import type { Desk, Sight } from './desk.js';

export interface Stage {
  desk: Desk;
  user: DemoUser;
  /** The user's SID and domain, as the directory has them. */
  account: { sid: string; netbiosDomain: string };
  audit: AuditTrail;
  /** Unlocks the user, as the help desk does. */
  unlock: () => Promise<void>;
  stopServer: () => Promise<void>;
  startServer: () => Promise<void>;
  /** Reports a step. */
  step: (name: string, run: () => Promise<string>) => Promise<void>;
}

/** Left of a step when codes that depend on it are about to be used: several logons fit. */
const MARGIN_SECONDS = 10;

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
  await step('the right code is granted', async () => {
    const text = expectGranted(await desk.submit({ code: authenticator.codeAt(start, -1) }), stage);
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

  await step('the next code is granted', async () => {
    const text = expectGranted(await desk.submit({ code: authenticator.codeAt(start) }), stage);
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

  await step('after that, password and code are granted', async () => {
    await signIn();
    const text = expectGranted(await desk.submit({ code: authenticator.codeAt(start, 1) }), stage);
    await desk.leave();
    return text;
  });

  await step('with the server stopped nothing is granted', async () => {
    await stage.stopServer();
    await desk.open();
    const text = expectUnreachable(await desk.submit(right));
    await desk.leave();
    return text;
  });

  await step('with the server back the logon goes on', async () => {
    await stage.startServer();
    const text = await signIn();
    await desk.leave();
    return text;
  });
}

function expectCodeScreen(sight: Sight): string {
  return expectScreen(sight, { asks: 'code', error: false });
}

function expectScreen(
  sight: Sight,
  expected: { asks: 'password' | 'code'; error: boolean },
): string {
  if (sight.kind !== 'screen') throw new Error(`the tile shows ${sight.kind}, not a screen`);
  expectThat(
    sight.inputs.includes(expected.asks),
    `the tile asks for ${sight.inputs.join(', ') || 'nothing'}, not for ${expected.asks}: "${sight.text}"`,
  );
  const isError = sight.message !== undefined && sight.message.class !== 'info';
  expectThat(isError === expected.error, `the message is "${sight.message?.text ?? ''}"`);
  return sight.message?.text ?? '';
}

/** Unreachable is a screen of its own: it says so, and there is nothing to type (R5). */
function expectUnreachable(sight: Sight): string {
  if (sight.kind !== 'screen') throw new Error(`the tile shows ${sight.kind}, not a screen`);
  expectThat(sight.inputs.length === 0, `the tile asks for ${sight.inputs.join(', ')}`);
  expectThat(sight.text.includes('cannot be reached'), `the tile says "${sight.text}"`);
  return sight.message?.text ?? '';
}

function expectGranted(sight: Sight, { user, account }: Stage): string {
  if (sight.kind !== 'granted') {
    throw new Error(
      `the tile shows ${sight.kind === 'screen' ? `"${sight.text}"` : sight.kind}, no grant`,
    );
  }
  expectThat(sight.userName === user.name, `the user is ${sight.userName}`);
  expectThat(sight.domain === account.netbiosDomain, `the domain is ${sight.domain}`);
  const sid = sight.sid ?? account.sid;
  expectThat(sid === account.sid, `the SID is ${sid}`);
  expectThat(sight.password === user.password, 'the password is not the one that was typed');
  return [`${sight.domain}\\${sight.userName}`, sight.sid ?? ''].join(' ').trimEnd();
}

async function expectEvent(audit: AuditTrail, event: string): Promise<void> {
  const events = await audit.since();
  expectThat(events.includes(event), `the audit has ${events.join(', ')}, not ${event}`);
}

function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** References and counts differ from one failure to the next. */
function withoutFigures(text: string): string {
  return text.replaceAll(/[0-9A-F]{4}(-[0-9A-F]{4})+|\d+/g, '#');
}

async function waitForMargin(authenticator: DemoUser['authenticator']): Promise<void> {
  const left = authenticator.secondsLeft(new Date());
  if (left >= MARGIN_SECONDS) return;
  await new Promise((resolve) => setTimeout(resolve, left * 1000 + 100));
}
