import { totp } from '@gatehouse/protocol';
import type {
  Challenged,
  ChallengeId,
  FactorMethod,
  LogonId,
  PolicyDocument,
  Verdict,
} from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';

import type { LogonEngine, Source } from '../../server/src/authentication/logon-engine.js';
import type { DirectoryAccount } from '../../server/src/directory/directory.js';
import { startTestPostgres } from './postgres.js';
import type { TestPostgres } from './postgres.js';
import { ADMITTED, beginRequest, expectOutcome, makeSource, startTestCore } from './server-core.js';
import type { TestCore } from './server-core.js';

export const PASSWORD = 'Correct horse 1';

/** Names a challenge. */
type Reference = { logonId: LogonId; challengeId: ChallengeId };

/** Starts a scene for each test of the block that calls it, on a PostgreSQL of the block's own. */
export function startSceneForEachTest(use: (scene: LogonScene) => void): void {
  startForEachTest((postgres) => LogonScene.start(postgres), use);
}

/** The same for scenes of any kind. */
export function startForEachTest<Scene extends AsyncDisposable>(
  start: (postgres: TestPostgres) => Promise<Scene>,
  use: (scene: Scene) => void,
): void {
  let postgres: TestPostgres;
  let scene: Scene;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  beforeEach(async () => {
    scene = await start(postgres);
    use(scene);
  });
  afterEach(async () => {
    await scene[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });
}

/** A core, a workstation, and Alice, who has a password, a mail address and an authenticator. */
export class LogonScene implements AsyncDisposable {
  readonly test: TestCore;
  readonly engine: LogonEngine;
  readonly source: Source = makeSource();
  readonly alice: DirectoryAccount;
  readonly seed: Uint8Array;

  private constructor(test: TestCore, alice: DirectoryAccount, seed: Uint8Array) {
    this.test = test;
    this.engine = test.core.engine;
    this.alice = alice;
    this.seed = seed;
  }

  static async start(postgres: TestPostgres): Promise<LogonScene> {
    const test = await startTestCore(postgres);
    const alice = test.directory.add({
      name: 'alice',
      password: PASSWORD,
      displayName: 'Alice <Ä>',
      mail: 'alice@corp.test',
    });
    return new LogonScene(test, alice, await enrollTotp(test, alice));
  }

  enrollTotp(account: DirectoryAccount): Promise<Uint8Array> {
    return enrollTotp(this.test, account);
  }

  enrollMail(account: DirectoryAccount, address: string) {
    const owner = { principalId: account.principalId, principalName: account.samAccountName };
    return this.test.core.credentials.enrollEmail(owner, address, makeSource());
  }

  /** A policy for everyone. */
  applyPolicy(settings: PolicyDocument['settings']) {
    const assign = { everyone: true, users: [], groups: [] };
    const document = { name: 'everyone', priority: 0, assign, settings };
    return this.test.core.policies.apply(document, makeSource());
  }

  codeNow(seed = this.seed, offset = 0): string {
    return totp.codeAt(seed, totp.stepAt(this.test.clock.now().getTime() / 1000) + offset);
  }

  wrongCode(): string {
    const right = [-1, 0, 1].map((offset) => this.codeNow(this.seed, offset));
    const wrong = ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code));
    if (wrong === undefined) throw new Error('four codes for three steps');
    return wrong;
  }

  begin(name = 'alice', password = PASSWORD, source = this.source): Promise<Verdict> {
    return this.engine.begin(beginRequest(source, name, password));
  }

  /** A right password, and the challenge that it leads to. */
  async challenge(name = 'alice', source = this.source): Promise<Challenged> {
    return expectOutcome(await this.begin(name, PASSWORD, source), 'challenge');
  }

  answer(
    { logonId, challengeId }: Reference,
    code: string,
    { source = this.source, engine = this.engine } = {},
  ): Promise<Verdict> {
    return engine.answer({ source, admission: ADMITTED, logonId, challengeId, code });
  }

  choose(
    { logonId, challengeId }: Reference,
    method: FactorMethod,
    { source = this.source } = {},
  ): Promise<Verdict> {
    return this.engine.choose({ source, admission: ADMITTED, logonId, challengeId, method });
  }

  /** Strikes against a principal. */
  async strikes(account = this.alice): Promise<number> {
    const { settings } = await this.test.core.policies.resolve(account);
    return (await this.test.core.strikes.show(account.principalId, settings.lockout)).strikes;
  }

  /** Audit events, oldest first. */
  async events(type?: string) {
    const { events } = await this.test.core.audit.read({ limit: 1000 });
    return events.filter((event) => type === undefined || event.type === type);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.test[Symbol.asyncDispose]();
  }
}

async function enrollTotp(test: TestCore, account: DirectoryAccount): Promise<Uint8Array> {
  const owner = { principalId: account.principalId, principalName: account.samAccountName };
  const enrolled = await test.core.credentials.enrollTotp(
    owner,
    { issuer: 'Gatehouse' },
    makeSource(),
  );
  return enrolled.seed;
}
