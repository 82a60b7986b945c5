import { generateSealingKey, pathOf } from '@gatehouse/protocol';
import type { Role } from '@gatehouse/protocol';
import type { Page } from 'playwright-core';

import { PortalScene } from './portal-scene.js';
import { PASSWORD } from './web-scene.js';
import { TestWorkstation } from './workstation.js';

export const PEOPLE = ['alice', 'bob', 'carol'] as const;
/** Who may do what, and whom they reach. */
const OPERATORS: Record<string, { role: Role; scope?: unknown }> = {
  olga: { role: 'help-desk' },
  otto: { role: 'help-desk-lead' },
  sella: { role: 'help-desk', scope: { ous: ['OU=Sales,DC=corp,DC=test'] } },
  audrey: { role: 'auditor' },
};

/** The help desk at its pages, and people who call: two operators, one of another unit, and one who only looks. */
export class DeskPortalScene implements AsyncDisposable {
  readonly portal: PortalScene;

  private constructor(portal: PortalScene) {
    this.portal = portal;
  }

  /** @param others more operators, each as `olga` */
  static async start(others: string[] = []): Promise<DeskPortalScene> {
    const operators = [...Object.keys(OPERATORS), ...others];
    const portal = await PortalScene.start([...PEOPLE, ...operators], [], {
      lockout: { strikes: 40, sourceStrikes: 3, sourceDurationMinutes: 600 },
      logon: {
        desktop: { require: 'second-factor', methods: ['totp', 'email'] },
        web: { require: 'second-factor', methods: ['totp', 'email'], concurrentSessions: 9 },
      },
    });
    const scene = new DeskPortalScene(portal);
    try {
      const { administrator } = portal.web.samba;
      await administrator.addToGroup('gatehouse', 'CN=Account Operators,CN=Builtin');
      await administrator.addUnit('Sales');
      for (const name of operators) await scene.#giveRole(name);
      return scene;
    } catch (error) {
      await portal[Symbol.asyncDispose]();
      throw error;
    }
  }

  get web() {
    return this.portal.web;
  }

  /** An operator who has signed in, at a page. */
  async sitDown(name: string, path = '/help-desk'): Promise<Page> {
    return this.portal.signIn(name, await this.portal.visit(path));
  }

  /** Wrong passwords in a browser, until it is locked there. */
  async lockOut(name: string): Promise<void> {
    const browser = this.web.browserAt();
    for (let n = 0; n < 3; n++) await browser.begin(name, `wrong ${n}`);
  }

  /** Answers of somebody, as they enrol them themselves. */
  async enrollAnswers(name: string, given: Record<string, string>): Promise<void> {
    const browser = await this.web.signIn(name);
    const answers = Object.entries(given).map(([id, answer]) => ({ id, answer }));
    const { body } = await browser.call('enrollOwnAnswers', {}, { password: PASSWORD, answers });
    if (body['outcome'] !== 'done') throw new Error(JSON.stringify(body));
  }

  /** A logon at a workstation, which leaves codes to be read out for the time without the server. */
  async keepCodes(name: string): Promise<TestWorkstation> {
    const { gatehouse, nodes, clock, started } = this.web;
    const [{ url, running }] = nodes;
    const workstation = new TestWorkstation({
      ...{ url, authority: running.authority ?? '' },
      now: () => clock.now().getTime(),
    });
    started.defer(() => workstation.close());
    await workstation.join(await gatehouse.createToken());
    const verdict = await workstation.begin(name, PASSWORD);
    if (verdict.outcome !== 'challenge') throw new Error(JSON.stringify(verdict));
    const { logonId, challengeId } = verdict;
    await workstation.answer(logonId, challengeId, this.web.nextCode(name));
    const { publicKey } = await generateSealingKey();
    const replyKey = Buffer.from(publicKey).toString('base64url');
    const target = pathOf('requestKit', { logonId });
    const kit = await workstation.call('POST', target, { replyKey, takes: ['offline-codes'] });
    if (kit.status !== 200) throw new Error(kit.raw.toString());
    return workstation;
  }

  async #giveRole(name: string): Promise<void> {
    const { role, scope } = OPERATORS[name] ?? { role: 'help-desk' as const };
    await this.web.nodes[0].administer('POST', pathOf('assignRole'), {
      ...{ subject: { kind: 'user', name }, role },
      ...(scope !== undefined && { scope }),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.portal[Symbol.asyncDispose]();
  }
}

/** Verifies the caller who is shown, by the code of their authenticator. */
export async function verifyCaller(page: Page, reason: string, code: () => string): Promise<void> {
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: 'Verify by a code' }).click();
  await page.getByRole('heading', { name: 'Ask the caller for a code' }).waitFor();
  const other = page.getByRole('button', { name: 'Ask for the authenticator app' });
  if (await other.isVisible()) await other.click();
  await page.getByText('what their authenticator app shows').waitFor();
  await page.getByLabel('Code', { exact: true }).fill(code());
  await page.getByRole('button', { name: 'Check the code' }).click();
  await page.getByText('The caller is verified').first().waitFor();
}
