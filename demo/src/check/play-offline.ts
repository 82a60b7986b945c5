import { ATTEMPTS, SHARES, THRESHOLD } from '../administration/demo-user.js';
import { AnswerSheet } from './answer-sheet.js';
import type { Sight } from './desk.js';
import { expectCodeScreen, expectGranted, expectScreen, expectText, expectThat } from './expect.js';
import type { Stage } from './play.js';
import { waitForMargin, waitUntil } from './wait.js';

/**
 * Plays what comes of losing the server: somebody enrols answers at her first logon, goes on without the server, gets
 * back a forgotten password, and is locked out by wrong answers. Three codes are used up here, too.
 */
export async function playOffline(stage: Stage): Promise<void> {
  const { desk, newcomer, audit, step } = stage;
  const { user } = newcomer;
  const { authenticator } = user;
  const sheet = new AnswerSheet();
  const signIn = async () => {
    await desk.open();
    return desk.submit({ userName: user.name, password: user.password });
  };
  const forgot = async (): Promise<Sight> => {
    await desk.open();
    await desk.follow('link1');
    return desk.submit({ userName: user.name });
  };

  await waitForMargin(authenticator);
  const start = new Date();
  let sight: Sight;
  await step('a first logon asks for answers before anything is granted', async () => {
    expectCodeScreen(await signIn());
    sight = await desk.submit({ code: authenticator.codeAt(start, -1) });
    expectScreen(sight, { asks: 'answer', error: false });
    return expectText(sight, new RegExp(`Question 1 of ${SHARES}`));
  });

  await step('five answers are enrolled, and the logon is granted', async () => {
    await audit.since();
    const before = await stage.keptKits();
    const text = expectGranted(await sheet.giveRight(desk, sight, SHARES), newcomer);
    const events = await audit.since();
    expectThat(events.includes('answers.enrolled'), `the audit has ${events.join(', ')}`);
    await desk.leave();
    await waitUntil('the workstation gets its kit', async () => (await stage.keptKits()) > before);
    return text;
  });

  await step('offline, the right password asks for a code', async () => {
    await stage.stopServer();
    sight = await signIn();
    expectCodeScreen(sight);
    expectText(sight, /this computer checks the code itself/);
    return '';
  });

  await step('offline, a wrong code is refused', async () => {
    const wrong = await desk.submit({ code: authenticator.wrongCodeAt(new Date()) });
    return expectScreen(wrong, { asks: 'code', error: true });
  });

  await step('offline, the right code is granted', async () => {
    const text = expectGranted(await desk.submit({ code: authenticator.codeAt(start) }), newcomer);
    await desk.leave();
    return text;
  });

  await step('offline, a code that was used is refused', async () => {
    expectCodeScreen(await signIn());
    const used = await desk.submit({ code: authenticator.codeAt(start) });
    const text = expectScreen(used, { asks: 'code', error: true });
    expectText(used, /already used/);
    await desk.leave();
    return text;
  });

  await step('offline, right answers recover the password, and ask for a code', async () => {
    sight = await forgot();
    expectText(sight, new RegExp(`Question 1 of ${THRESHOLD}`));
    return expectCodeScreen(await sheet.giveRight(desk, sight, THRESHOLD));
  });

  await step('offline, the code fills the forgotten password in', async () => {
    const text = expectGranted(
      await desk.submit({ code: authenticator.codeAt(start, 1) }),
      newcomer,
    );
    await desk.leave();
    return text;
  });

  await step('offline, wrong answers are counted', async () => {
    sight = await forgot();
    for (let left = ATTEMPTS - 1; left > 0; left--) {
      sight = await sheet.giveWrong(desk, sight, THRESHOLD);
      expectScreen(sight, { asks: 'answer', error: true });
    }
    return expectText(sight, /not right/);
  });

  await step('offline, the last wrong answers destroy what is kept', async () => {
    sight = await sheet.giveWrong(desk, sight, THRESHOLD);
    const text = expectText(sight, /destroyed/);
    await desk.leave();
    expectText(await forgot(), /destroyed/);
    await desk.leave();
    return text;
  });

  await step('back online, the audit has what happened without it', async () => {
    await stage.startServer();
    expectCodeScreen(await signIn());
    await desk.leave();
    const heard = new Set<string>();
    const wanted = ['offline.granted', 'recovery.opened', 'recovery.failed', 'kit.destroyed'];
    await waitUntil(`the audit has ${wanted.join(', ')}`, async () => {
      for (const event of await audit.since()) heard.add(event.replace(/:.*/, ''));
      return wanted.every((event) => heard.has(event));
    });
    return wanted.join(', ');
  });
}
