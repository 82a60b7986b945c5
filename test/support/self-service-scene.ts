import type {
  FactorMethod,
  PolicyDocument,
  SelfServiceChallenge,
  SelfServiceId,
  SelfServiceVerdict,
} from '@gatehouse/protocol';
import type pg from 'pg';

import type { DirectoryAccount } from '../../server/src/directory/directory.js';
import { CountedDestinations } from '../../server/src/factors/destination-quota.js';
import { EmailFactor } from '../../server/src/factors/email-factor.js';
import type { Factor } from '../../server/src/factors/factor.js';
import { TotpFactor } from '../../server/src/factors/totp-factor.js';
import { SHIPPED_MAIL } from '../../server/src/messages/compose-mail.js';
import { systemRandom } from '../../server/src/random.js';
import { createSelfService } from '../../server/src/self-service/create-self-service.js';
import type { SelfService, SelfServiceSource } from '../../server/src/self-service/self-service.js';
import { PostgresCredentialStore } from '../../server/src/storage/postgres-credential-store.js';
import { PostgresEnrollmentStore } from '../../server/src/storage/postgres-enrollment-store.js';
import { PostgresQuotas } from '../../server/src/storage/postgres-quotas.js';
import { PostgresResetGrants } from '../../server/src/storage/postgres-reset-grants.js';
import { PostgresSelfServiceStore } from '../../server/src/storage/postgres-self-service-store.js';
import { PostgresSendQuota } from '../../server/src/storage/postgres-send-quota.js';
import { PostgresStrikeStore } from '../../server/src/storage/postgres-strike-store.js';
import { FakeAnswers, FakePasswordSealing } from '../fakes/fake-answers.js';
import { LogonScene, startForEachTest } from './logon-scene.js';
import type { TestPostgres } from './postgres.js';
import { makeSource } from './server-core.js';

/** What Alice enrolled. Three of them open her lock. */
export const ALICES_ANSWERS = {
  'first-concert': 'Kraftwerk',
  'childhood-hero': 'Momo',
  'first-meal': 'pancakes',
  'lost-thing': 'a red scarf',
  'hidden-place': 'under the stairs',
};
export const NEW_PASSWORD = 'Brand new battery 2';

/** Starts a scene for each test of the block that calls it, on a PostgreSQL of the block's own. */
export function startSelfServiceForEachTest(use: (scene: SelfServiceScene) => void): void {
  startForEachTest((postgres) => SelfServiceScene.start(postgres), use);
}

/** A logon scene, in which people also help themselves. */
export class SelfServiceScene implements AsyncDisposable {
  readonly logon: LogonScene;
  readonly answers = new FakeAnswers();
  readonly sealing = new FakePasswordSealing();
  readonly warnings: string[] = [];
  /** A workstation; tests of the web put a browser in its place. */
  source: SelfServiceSource = makeSource();
  readonly selfService: SelfService;

  private constructor(logon: LogonScene) {
    this.logon = logon;
    this.answers.enroll(logon.alice.principalId, ALICES_ANSWERS, 3);
    this.selfService = this.createNode(logon.test.connections.pool);
  }

  static async start(postgres: TestPostgres): Promise<SelfServiceScene> {
    return new SelfServiceScene(await LogonScene.start(postgres));
  }

  /** Self-service as it runs on another node. */
  createNode(pool: pg.Pool): SelfService {
    const { core, keyring, directory, mailer, clock } = this.logon.test;
    const factors: Factor[] = [
      new TotpFactor(keyring),
      new EmailFactor({
        ...{ mailer, keyring, random: systemRandom, texts: SHIPPED_MAIL },
        destinations: new CountedDestinations(new PostgresQuotas(pool), keyring, clock),
      }),
    ];
    return createSelfService({
      ...{ directory, keyring, clock, policies: core.policies, audit: core.audit },
      passwords: core.passwords,
      ...{ answers: this.answers, sealedPasswords: this.sealing, random: systemRandom },
      strikes: new PostgresStrikeStore(pool),
      sessions: new PostgresSelfServiceStore(pool),
      credentials: new PostgresCredentialStore(pool),
      enrollments: new PostgresEnrollmentStore(pool),
      sendQuota: new PostgresSendQuota(pool),
      resetGrants: new PostgresResetGrants(pool),
      signedIn: core.web.sessions,
      factors: new Map(factors.map((factor) => [factor.method, factor])),
      logger: { warn: (message) => void this.warnings.push(message) },
    });
  }

  get directory() {
    return this.logon.test.directory;
  }

  get mailer() {
    return this.logon.test.mailer;
  }

  applyPolicy(settings: PolicyDocument['settings']) {
    return this.logon.applyPolicy(settings);
  }

  begin(
    name = 'alice',
    more: Partial<Parameters<SelfService['begin']>[0]> = {},
  ): Promise<SelfServiceVerdict> {
    return this.selfService.begin({
      ...{ source: this.source, name, purpose: 'reset', scenario: 'logon', remote: false },
      ...more,
    });
  }

  /** The right answers of Alice, as many as are wanted, unless others are given. */
  answer(
    { sessionId }: { sessionId: SelfServiceId },
    given: Record<string, string> = threeRight(),
    { source = this.source, node = this.selfService } = {},
  ): Promise<SelfServiceVerdict> {
    const answers = Object.entries(given).map(([id, answer]) => ({
      id,
      answer: Buffer.from(answer),
    }));
    return node.answer({ source, sessionId, answers });
  }

  answerCode(
    { sessionId, challengeId }: Pick<SelfServiceChallenge, 'sessionId' | 'challengeId'>,
    code: string,
    { source = this.source, node = this.selfService } = {},
  ): Promise<SelfServiceVerdict> {
    return node.answerCode({ source, sessionId, challengeId, code });
  }

  choose(
    { sessionId, challengeId }: Pick<SelfServiceChallenge, 'sessionId' | 'challengeId'>,
    method: FactorMethod,
  ): Promise<SelfServiceVerdict> {
    return this.selfService.choose({ source: this.source, sessionId, challengeId, method });
  }

  reset(
    { sessionId }: { sessionId: SelfServiceId },
    password = NEW_PASSWORD,
    { source = this.source, node = this.selfService } = {},
  ): Promise<SelfServiceVerdict> {
    return node.reset({ source, sessionId, password: Buffer.from(password) });
  }

  /** Answers, then the code of an authenticator. */
  async proveAll(more: Partial<Parameters<SelfService['begin']>[0]> = {}, offset = 0) {
    const asked = expectVerdict(await this.begin('alice', more), 'questions');
    const challenge = expectVerdict(await this.answer(asked), 'challenge');
    return this.answerCode(challenge, this.logon.codeNow(this.logon.seed, offset));
  }

  async checkPassword(account: DirectoryAccount, password: string) {
    return this.directory.verifyPassword(account, Buffer.from(password));
  }

  /** Types of the audit events of self-service, oldest first. */
  async eventTypes(): Promise<string[]> {
    const events = await this.logon.events();
    return events.filter(({ door }) => door === 'self-service').map(({ type }) => type);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.logon[Symbol.asyncDispose]();
  }
}

export function threeRight(): Record<string, string> {
  return Object.fromEntries(Object.entries(ALICES_ANSWERS).slice(0, 3));
}

/** A verdict of the outcome that the test expects; anything else fails the test with what it was instead. */
export function expectVerdict<O extends SelfServiceVerdict['outcome']>(
  verdict: SelfServiceVerdict,
  outcome: O,
): Extract<SelfServiceVerdict, { outcome: O }> {
  if (verdict.outcome !== outcome) {
    throw new Error(`expected ${outcome}, got ${JSON.stringify(verdict)}`);
  }
  return verdict as Extract<SelfServiceVerdict, { outcome: O }>;
}
