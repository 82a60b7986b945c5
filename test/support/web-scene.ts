import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { pathOf, totp } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { FakeClock } from '../fakes/fake-clock.js';
import { TestBrowser } from './browser.js';
import { startTestGatehouse } from './gatehouse.js';
import type { TestGatehouse } from './gatehouse.js';
import { startSamba } from './samba.js';
import type { SambaDomain } from './samba.js';
import type { TestServer } from './server.js';
import { startSmtpServer } from './smtp.js';
import type { TestSmtpServer } from './smtp.js';
import { Started } from './started.js';

export const PASSWORD = 'Correct-Horse 7';
const MAIL_ACCOUNT = { user: 'gatehouse', password: 'Mail-Passw0rd' };
const UNLIMITED = 1_000_000;

/**
 * Browsers at two nodes of a server with Active Directory, mail and PostgreSQL, over HTTPS. Time is the nodes' own and moved
 * by hand; the directory's is real.
 */
export class WebScene implements AsyncDisposable {
  readonly started: Started;
  readonly clock: FakeClock;
  readonly samba: SambaDomain;
  readonly smtp: TestSmtpServer;
  readonly gatehouse: TestGatehouse;
  readonly nodes: readonly [TestServer, TestServer];
  readonly #seeds = new Map<string, Uint8Array>();

  private constructor(
    parts: Pick<WebScene, 'started' | 'clock' | 'samba' | 'smtp' | 'gatehouse' | 'nodes'>,
  ) {
    this.started = parts.started;
    this.clock = parts.clock;
    this.samba = parts.samba;
    this.smtp = parts.smtp;
    this.gatehouse = parts.gatehouse;
    this.nodes = parts.nodes;
  }

  /**
   * @param people accounts with an authenticator
   * @param others accounts without one
   * @param settings of the policy for everyone
   * @param more settings of the server
   */
  static async start(
    people: string[],
    others: string[],
    settings: unknown,
    more: Record<string, string> = {},
  ): Promise<WebScene> {
    const started = new Started();
    try {
      const scene = await WebScene.#start(started, [...people, ...others], more);
      await scene.applyPolicy('everyone', { everyone: true }, settings);
      for (const name of people) await scene.#enrol(name);
      return scene;
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
  }

  static async #start(
    started: Started,
    names: string[],
    more: Record<string, string>,
  ): Promise<WebScene> {
    const users = names.map((name) => ({ name, password: PASSWORD, mail: `${name}@corp.test` }));
    const [samba, smtp] = await Promise.all([
      startSamba({ users }),
      startSmtpServer({ auth: MAIL_ACCOUNT }),
    ]);
    for (const part of [samba, smtp]) started.use(part);
    const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-web-'));
    started.defer(() => rm(folder, { recursive: true, force: true }));
    const secretFile = async (name: string, text: string) => {
      const file = path.join(folder, name);
      await writeFile(file, text, { mode: 0o600 });
      return file;
    };
    const environment = {
      GATEHOUSE_DIRECTORY: 'ldap',
      GATEHOUSE_LDAP_URL: samba.url,
      GATEHOUSE_LDAP_BASE_DN: samba.baseDn,
      GATEHOUSE_LDAP_BIND_DN: samba.bindDn,
      GATEHOUSE_LDAP_PASSWORD_FILE: await secretFile('ldap-password', samba.bindPassword),
      GATEHOUSE_LDAP_CA_FILE: await secretFile('ldap-ca.pem', samba.ca),
      GATEHOUSE_SMTP_HOST: smtp.host,
      GATEHOUSE_SMTP_PORT: String(smtp.port),
      GATEHOUSE_SMTP_SECURITY: 'starttls',
      GATEHOUSE_SMTP_USER: MAIL_ACCOUNT.user,
      GATEHOUSE_SMTP_PASSWORD_FILE: await secretFile('smtp-password', MAIL_ACCOUNT.password),
      GATEHOUSE_SMTP_FROM: 'gatehouse@corp.test',
      GATEHOUSE_SMTP_CA_FILE: await secretFile('smtp-ca.pem', smtp.ca),
      ...more,
    };
    const clock = new FakeClock(new Date());
    const rateLimits = {
      ...{ workstation: UNLIMITED, workstationAddress: UNLIMITED, administrator: UNLIMITED },
      ...{ browser: UNLIMITED, session: UNLIMITED, guesses: UNLIMITED, public: UNLIMITED },
    };
    const overrides = { clock, rateLimits };
    const gatehouse = started.use(await startTestGatehouse(overrides, environment));
    const nodes = [gatehouse.server, await gatehouse.startNode(overrides, environment)] as const;
    return new WebScene({ started, clock, samba, smtp, gatehouse, nodes });
  }

  async applyPolicy(name: string, assign: unknown, settings: unknown): Promise<void> {
    const policy = { name, assign, settings, priority: name === 'everyone' ? 0 : 10 };
    await this.nodes[0].administer('PUT', pathOf('applyPolicy', { policyName: name }), policy);
  }

  browserAt(node: 0 | 1 = 0, headers: Record<string, string> = {}): TestBrowser {
    const { url } = this.nodes[node];
    const authority = this.nodes[0].running.authority ?? '';
    return this.closed(new TestBrowser({ url, authority }, headers));
  }

  /** Closes a browser at the end. */
  closed(browser: TestBrowser): TestBrowser {
    this.started.defer(() => browser.close());
    return browser;
  }

  /** The code of the next step: each is taken once, so time goes on for the next one. */
  nextCode(name: string): string {
    this.clock.advance({ seconds: 30 });
    return totp.codeAt(this.#seedOf(name), this.#step());
  }

  wrongCode(name: string): string {
    const near = new Set(
      [-2, -1, 0, 1, 2].map((by) => totp.codeAt(this.#seedOf(name), this.#step() + by)),
    );
    const wrong = ['000000', '111111', '222222', '333333', '444444', '555555'];
    return wrong.find((code) => !near.has(code))!;
  }

  codeOf(seed: Uint8Array): string {
    return totp.codeAt(seed, this.#step());
  }

  /** Password and authenticator, to a session. */
  async signIn(name: string, browser = this.browserAt()): Promise<TestBrowser> {
    const challenge = await browser.challenge(name, PASSWORD);
    const verdict = await browser.answer(challenge, this.nextCode(name));
    if (verdict.outcome !== 'signed-in') throw new Error(JSON.stringify(verdict));
    return browser;
  }

  async eventsOf(name: string, type?: string): Promise<administration.AuditEvent[]> {
    const target = `${pathOf('listAuditEvents')}?limit=1000&principal=CORP%5C${name}`;
    const { events } = await this.nodes[1].administer<administration.AuditPage>('GET', target);
    return events.filter((event) => type === undefined || event.type === type);
  }

  async #enrol(name: string): Promise<void> {
    const target = pathOf('enrollTotp', { name });
    const { uri } = await this.nodes[0].administer<administration.EnrolledTotp>('POST', target, {});
    this.#seeds.set(name, totp.seedOfKeyUri(uri));
  }

  #seedOf(name: string): Uint8Array {
    const seed = this.#seeds.get(name);
    if (seed === undefined) throw new Error(`${name} has no authenticator`);
    return seed;
  }

  #step(): number {
    return totp.stepAt(this.clock.now().getTime() / 1000);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.started[Symbol.asyncDispose]();
  }
}

export const isSignedIn = async (browser: TestBrowser) =>
  (await browser.call('showMe')).status === 200;
