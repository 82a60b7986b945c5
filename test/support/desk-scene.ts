import { setTimeout as sleep } from 'node:timers/promises';

import { formatCorrelationId } from '@gatehouse/protocol';
import type { PolicyDocument, SelfServiceId } from '@gatehouse/protocol';

import { SOCKET_OPERATOR } from '../../server/src/access/operator.js';
import type { Operator } from '../../server/src/access/operator.js';
import type { RequestContext } from '../../server/src/context.js';
import type { ServerCore } from '../../server/src/core.js';
import type { DirectoryAccount } from '../../server/src/directory/directory.js';
import type { DeskActions } from '../../server/src/help-desk/create-desk-actions.js';
import { systemRandom } from '../../server/src/random.js';
import { FakeApprovals } from '../fakes/fake-approvals.js';
import { LogonScene, PASSWORD, startForEachTest } from './logon-scene.js';
import type { TestPostgres } from './postgres.js';
import { expectVerdict } from './self-service-scene.js';

export const NEW_PASSWORD = 'Brand new battery 2';
export const PORTAL = 'https://portal.corp.test';

/** Starts a scene for each test of the block that calls it, on a PostgreSQL of the block's own. */
export function startDeskForEachTest(use: (scene: DeskScene) => void): void {
  startForEachTest((postgres) => DeskScene.start(postgres), use);
}

/** A logon scene with two operators, and Bob beside Alice, who has a mail address and no authenticator. */
export class DeskScene implements AsyncDisposable {
  readonly logon: LogonScene;
  readonly bob: DirectoryAccount;
  readonly approvals: FakeApprovals;
  readonly desk: DeskActions;
  readonly olga = makeOperator('olga');
  readonly otto = makeOperator('otto');

  private constructor(logon: LogonScene, bob: DirectoryAccount) {
    this.logon = logon;
    this.bob = bob;
    this.approvals = new FakeApprovals(logon.test.core.policies);
    this.desk = this.deskOf(logon.test.core);
  }

  static async start(postgres: TestPostgres): Promise<DeskScene> {
    const logon = await LogonScene.start(postgres);
    const bob = logon.test.directory.add({
      ...{ name: 'bob', password: PASSWORD, mail: 'bob@corp.test' },
    });
    return new DeskScene(logon, bob);
  }

  /** What runs on a node. */
  deskOf(core: ServerCore): DeskActions {
    return core.deskActionsWith({ approvals: this.approvals, portalUrl: () => PORTAL });
  }

  get mailer() {
    return this.logon.test.mailer;
  }

  get clock() {
    return this.logon.test.clock;
  }

  applyPolicy(settings: PolicyDocument['settings']) {
    return this.logon.applyPolicy(settings);
  }

  /** What every request of an operator has. */
  asked(name = 'alice', operator = this.olga) {
    return { operator, name, reason: 'called from the airport', context: makeContext() };
  }

  /** Verified by the code of Alice's authenticator. */
  async verified(operator = this.olga, offset = 0): Promise<SelfServiceId> {
    const asked = this.asked('alice', operator);
    const begun = await this.desk.verifyCaller.begin({ ...asked, proof: 'code' });
    const { sessionId, challengeId } = expectVerdict(begun, 'challenge');
    const code = this.logon.codeNow(this.logon.seed, offset);
    const verdict = await this.desk.verifyCaller.answerCode({
      ...{ ...asked, sessionId, challengeId, code },
    });
    expectVerdict(verdict, 'done');
    return sessionId;
  }

  /** The same for Bob, by a mailed code. */
  async verifiedBob(operator = this.olga): Promise<SelfServiceId> {
    const asked = this.asked('bob', operator);
    const begun = await this.desk.verifyCaller.begin({ ...asked, proof: 'code' });
    const { sessionId, challengeId } = expectVerdict(begun, 'challenge');
    const code = this.mailer.codeTo('bob@corp.test');
    const verdict = await this.desk.verifyCaller.answerCode({
      ...{ ...asked, sessionId, challengeId, code },
    });
    expectVerdict(verdict, 'done');
    return sessionId;
  }

  /** Notices are sent behind the back of who did it. */
  async waitForNotice(kind: string): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const events = await this.logon.events('notice.sent');
      if (events.some(({ detail }) => detail['notice'] === kind)) return;
      await sleep(10);
    }
    throw new Error(`no notice ${kind} was sent`);
  }

  /** The token of a link that was mailed last to an address. */
  mailedToken(address: string): string {
    const message = this.mailer.sent.findLast(
      ({ to, text }) => to === address && text.includes('#'),
    );
    const token = /password-link#([A-Za-z0-9_-]{43})/.exec(message?.text ?? '')?.[1];
    if (token === undefined) throw new Error(`no link was sent to ${address}`);
    return token;
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.logon[Symbol.asyncDispose]();
  }
}

export function makeOperator(name: string, scope?: Operator['scope']): Operator {
  return { ...SOCKET_OPERATOR, id: `key_${name}`, name, scope };
}

export function makeContext(): RequestContext {
  return { correlationId: formatCorrelationId(systemRandom.bytes(16)), source: '192.0.2.99' };
}
