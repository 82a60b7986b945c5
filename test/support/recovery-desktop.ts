import { setTimeout as sleep } from 'node:timers/promises';

import { pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { NATIVE } from '../../tools/build-native.mjs';
import { LogonHost } from './logon-host.js';
import type { Submitted } from './logon-host.js';
import type { TestServer } from './server.js';
import { installGatehouse } from './wine-gatehouse.js';
import type { InstallOptions, InstalledGatehouse } from './wine-gatehouse.js';
import type { WinePrefix } from './wine.js';

/** Answers to five of the questions that the policy asks as it is shipped: those that the tile offers first. */
export const ANSWERS: Readonly<Record<string, string>> = {
  'Which concert did you go to first?': 'Die Toten Hosen',
  'Who was your hero when you were a child?': 'Pippi Långstrump',
  'Which dish did you learn to cook first?': 'Käsespätzle',
  'What did you want to become when you were ten?': 'astronaut',
  'What do you regret having lost?': 'a red kite',
};
/** How many are enrolled, and how many of those open the lock. */
export const SHARES = 5;
export const THRESHOLD = 3;

const PATIENCE_MS = 40_000;

/** A computer under Wine with the product on it, joined to a server, at whose tile people enrol answers and recover. */
export class RecoveryDesktop {
  readonly gatehouse: InstalledGatehouse;
  readonly #prefix: WinePrefix;

  private constructor(prefix: WinePrefix, gatehouse: InstalledGatehouse) {
    this.#prefix = prefix;
    this.gatehouse = gatehouse;
  }

  /** Installs the product, and returns when it has joined with the token. */
  static async start(
    prefix: WinePrefix,
    options: Required<Pick<InstallOptions, 'token'>> & Pick<InstallOptions, 'settings'>,
  ): Promise<RecoveryDesktop> {
    const gatehouse = await installGatehouse(prefix, { ...options, provider: NATIVE.provider });
    const desktop = new RecoveryDesktop(prefix, gatehouse);
    await gatehouse.service.start();
    await desktop.logged('identity.joined');
    return desktop;
  }

  async restart(): Promise<void> {
    await this.gatehouse.service.stop();
    await this.gatehouse.service.start();
  }

  /** How often the service has logged a message. */
  async countOf(message: string): Promise<number> {
    return (await this.gatehouse.log()).filter((line) => line.message === message).length;
  }

  /** Waits until the service has logged a message more often than that. */
  async logged(message: string, before = 0): Promise<void> {
    const isLogged = async () => (await this.countOf(message)) > before;
    await this.until(`the service logs ${message}`, isLogged);
  }

  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (Date.now() > deadline) {
        const last = (await this.gatehouse.log()).slice(-20).map((line) => JSON.stringify(line));
        throw new Error(`in vain: ${what}\n${last.join('\n')}`);
      }
      await sleep(200);
    }
  }

  /** Shows the logon screen to somebody. */
  async withHost<T>(use: (host: LogonHost) => Promise<T>): Promise<T> {
    await using host = new LogonHost(this.#prefix, NATIVE.logonHost);
    await host.open();
    return await use(host);
  }

  /** Lets somebody log on, and returns when what follows a grant is kept here. */
  async keepingKit<T>(logOn: (host: LogonHost) => Promise<T>): Promise<T> {
    const before = await this.countOf('kit.kept');
    const logon = await this.withHost(logOn);
    await this.logged('kit.kept', before);
    return logon;
  }
}

export async function createJoinToken(server: TestServer): Promise<string> {
  const issued = await server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { uses: 1, url: server.url },
  );
  return issued.token;
}

/** Follows "I forgot my password" or "My account is locked" on the tile of no one in particular, and says whose. */
export async function askForHelp(
  host: LogonHost,
  help: 'forgotten' | 'locked',
  name: string,
): Promise<Submitted> {
  // The fields for name and password are there before the service's first screen is.
  await host.command('wait-field link1 visible 20000');
  await host.follow(help === 'forgotten' ? 'link1' : 'link2');
  await host.type('userName', name);
  return host.submit();
}

/** Answers the questions that the tile offers first. @returns what the last answer led to */
export async function answerRight(
  host: LogonHost,
  count: number,
  answers: Readonly<Record<string, string>> = ANSWERS,
): Promise<Submitted> {
  const given: string[] = [];
  let submitted: Submitted | undefined;
  while (given.length < count) {
    const { choice } = (await host.fields()) as { choice: { options?: string[] } };
    const answer = answers[choice.options?.[0] ?? ''];
    if (answer === undefined) throw new Error(`no answer to ${JSON.stringify(choice)}`);
    given.push(answer);
    submitted = await answerAll(host, [answer]);
  }
  return submitted!;
}

/** Gives one answer after another, whatever is asked. @returns what the last one led to */
export async function answerAll(host: LogonHost, answers: readonly string[]): Promise<Submitted> {
  let submitted: Submitted | undefined;
  for (const answer of answers) {
    await host.type('answer', answer);
    submitted = await host.submit();
  }
  if (submitted === undefined) throw new Error('nothing was answered');
  return submitted;
}

export async function chooseNewPassword(
  host: LogonHost,
  password: string,
  confirmation = password,
): Promise<Submitted> {
  await host.type('newPassword', password);
  await host.type('confirmPassword', confirmation);
  return host.submit();
}

export function expectCredential(submitted: Submitted, user: string, password: string): void {
  expect(submitted).toMatchObject({
    response: 'return-credential-finished',
    serialization: { domain: 'CORP', user, password },
  });
}

/** What the person reads of what came of a submit. */
export function saidBy({ status, fields }: Submitted): string {
  return `${status} ${fields.message.text}`;
}

export function expectDenial(submitted: Submitted, text: RegExp): void {
  expect(submitted.serialization).toBeUndefined();
  expect(saidBy(submitted)).toMatch(text);
}
