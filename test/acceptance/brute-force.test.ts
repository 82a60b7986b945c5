import { setTimeout as sleep } from 'node:timers/promises';

import { pathOf, totp } from '../../protocol/src/index.js';
import type { Challenged, Verdict, administration } from '../../protocol/src/index.js';
import { FakeDirectory } from '../fakes/fake-directory.js';
import { startTestPostgres } from '../support/postgres.js';
import { expectOutcome } from '../support/server-core.js';
import { startTestServer } from '../support/server.js';
import type { TestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { TestWorkstation, readVerdict, untilHeard } from '../support/workstation.js';
import type { Answer } from '../support/workstation.js';

const LIMIT = 5;
const TRIES = 200;
const PASSWORD = 'correct horse battery staple';

/** Ten workstations try at once, so that the hard limit of the principal comes before the soft one of a source. */
const POLICY = {
  name: 'brute-force',
  assign: { everyone: true },
  settings: {
    lockout: { strikes: LIMIT, sourceStrikes: LIMIT, durationMinutes: 15 },
    logon: { desktop: { require: 'second-factor', methods: ['totp'] } },
  },
};

describe('200 parallel attempts over two server nodes with a limit of five (R34, R35)', () => {
  const started = new Started();
  let nodes: [TestServer, TestServer];
  let directory: FakeDirectory;
  let workstations: TestWorkstation[];

  beforeAll(async () => {
    const postgres = started.use(await startTestPostgres());
    const database = await postgres.createDatabase();
    directory = new FakeDirectory();
    for (const name of ['alice', 'bob', 'carol']) directory.add({ name, password: PASSWORD });
    const rateLimits = {
      workstation: 100_000,
      workstationAddress: 100_000,
      administrator: 100_000,
      guesses: 1000,
    };
    const first = started.use(
      await startTestServer({ overrides: { database, directory, rateLimits } }),
    );
    const second = started.use(
      await startTestServer({
        overrides: { database, directory, rateLimits },
        secrets: first.secrets,
      }),
    );
    nodes = [first, second];
    await first.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
    // A node may go on with a policy it knows for a few seconds.
    await sleep(100);
    workstations = await Promise.all(
      Array.from({ length: 10 }, (_, index) => join(nodes[index % 2 === 0 ? 0 : 1])),
    );
  });

  afterAll(() => started[Symbol.asyncDispose]());

  async function join(node: TestServer): Promise<TestWorkstation> {
    const { token } = await nodes[0].administer<administration.IssuedJoinToken>(
      'POST',
      pathOf('createJoinToken'),
      { uses: 1 },
    );
    const workstation = new TestWorkstation({
      url: node.url,
      authority: node.running.authority ?? '',
    });
    started.defer(() => workstation.close());
    return workstation.join(token);
  }

  async function enrol(name: string): Promise<Uint8Array> {
    const { uri } = await nodes[0].administer<administration.EnrolledTotp>(
      'POST',
      pathOf('enrollTotp', { name }),
      {},
    );
    return totp.seedOfKeyUri(uri);
  }

  async function audited(name: string): Promise<administration.AuditEvent[]> {
    const page = await nodes[0].administer<administration.AuditPage>(
      'GET',
      `${pathOf('listAuditEvents')}?limit=1000&principal=${name}`,
    );
    return page.events;
  }

  const at = (index: number) => workstations[index % workstations.length]!;
  /**
   * Verdicts of all, and how often the server shed load. What is shed before its strike has cost nothing; after it, the
   * strike stands and the look was one, but nobody heard of it: then the numbers that were told lack it.
   */
  async function hear(
    send: (index: number) => Promise<Answer>,
  ): Promise<{ verdicts: Verdict[]; shed: number }> {
    const heard = await Promise.all(
      Array.from({ length: TRIES }, (_, index) => untilHeard(() => send(index))),
    );
    return {
      verdicts: heard.map(({ answer }) => readVerdict(answer)),
      shed: heard.reduce((sum, one) => sum + one.shed, 0),
    };
  }

  const sendBegin = async (index: number, name: string) => {
    const workstation = at(index);
    return workstation.send(await workstation.prepareBegin(name, `wrong ${index}`));
  };

  /** Exactly so many; where load was shed, that many may lack. */
  function expectHeard(actual: number, expected: number, shed: number): void {
    expect(actual).toBeLessThanOrEqual(expected);
    expect(actual).toBeGreaterThanOrEqual(expected - shed);
  }

  const isWrong = (verdict: Verdict) =>
    verdict.outcome === 'denied' && verdict.code === 'credentials.wrong';
  const count = (verdicts: Verdict[], fits: (verdict: Verdict) => boolean) =>
    verdicts.filter(fits).length;
  const isLocked = (verdict: Verdict) =>
    verdict.outcome === 'denied' && verdict.code === 'principal.locked';

  const isOver = (verdict: Verdict) =>
    verdict.outcome === 'denied' && verdict.code === 'challenge.unknown';

  it('looks at exactly five wrong codes, then the account is locked and the audit shows it', async () => {
    const seed = await enrol('alice');
    const logons: Challenged[] = [];
    for (const workstation of workstations) {
      logons.push(expectOutcome(await workstation.begin('alice', PASSWORD), 'challenge'));
    }
    const now = totp.stepAt(Date.now() / 1000);
    const near = new Set(
      [-3, -2, -1, 0, 1, 2, 3, 4, 5].map((delta) => totp.codeAt(seed, now + delta)),
    );
    const wrong = Array.from({ length: 1000 }, (_, n) => String(100_000 + n)).filter(
      (code) => !near.has(code),
    );

    const { verdicts, shed } = await hear((index) => {
      const { logonId, challengeId } = logons[index % logons.length]!;
      const body = { challengeId, code: wrong[index]! };
      return at(index).call('POST', pathOf('answerChallenge', { logonId }), body);
    });

    expect(count(verdicts, ({ outcome }) => outcome === 'granted')).toBe(0);
    const events = await audited('alice');
    expectHeard(events.filter(({ type }) => type === 'factor.rejected').length, LIMIT, shed);
    expectHeard(events.filter(({ type }) => type === 'principal.locked').length, 1, shed);
    // Four may try again, the fifth is looked at and locks; nobody after it gets a look: the account is locked, and a
    // logon that was told so is over.
    const again = count(verdicts, ({ outcome }) => outcome === 'challenge');
    expectHeard(again, LIMIT - 1, shed);
    expect(count(verdicts, (verdict) => isLocked(verdict) || isOver(verdict))).toBe(TRIES - again);

    const user = await nodes[1].administer<administration.User>(
      'GET',
      pathOf('showUser', { name: 'alice' }),
    );
    expect(user).toMatchObject({ locked: true, strikes: LIMIT });

    const right = totp.codeAt(seed, totp.stepAt(Date.now() / 1000));
    for (const [index, { logonId, challengeId }] of logons.entries()) {
      expect((await at(index).answer(logonId, challengeId, right)).outcome).toBe('denied');
    }
    expect(expectOutcome(await at(0).begin('alice', PASSWORD), 'denied').code).toBe(
      'principal.locked',
    );
  });

  it('asks the directory about exactly five wrong passwords', async () => {
    const before = directory.passwordChecks;
    const { verdicts, shed } = await hear((index) => sendBegin(index, 'bob'));
    expect(directory.passwordChecks - before).toBe(LIMIT);
    const wrong = count(verdicts, isWrong);
    expectHeard(wrong, LIMIT, shed);
    expect(count(verdicts, isLocked)).toBe(TRIES - wrong);
    const locks = (await audited('bob')).filter(({ type }) => type === 'principal.locked');
    expectHeard(locks.length, 1, shed);
    expect(expectOutcome(await at(1).begin('bob', PASSWORD), 'denied').code).toBe(
      'principal.locked',
    );
  });

  it('lets nobody use another name form, or an unknown name, to get more attempts (R36, R38)', async () => {
    const forms = ['carol', 'CAROL', 'Carol '];
    const nameOf = (index: number) => forms[index % forms.length]!;
    const before = directory.passwordChecks;
    const known = await hear((index) => sendBegin(index, nameOf(index)));
    expect(directory.passwordChecks - before).toBe(LIMIT);
    const unknown = await hear((index) => sendBegin(index, 'nobody'));
    expect(directory.passwordChecks - before).toBe(2 * LIMIT);
    for (const { verdicts, shed } of [known, unknown]) {
      const wrong = count(verdicts, isWrong);
      expectHeard(wrong, LIMIT, shed);
      expect(count(verdicts, isLocked)).toBe(TRIES - wrong);
    }
  });
});
