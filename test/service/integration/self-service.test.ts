import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { CorrelationId, SelfServiceVerdict } from '@gatehouse/protocol';

import { HttpAuthority } from '../../../service/src/authority/http-authority.js';
import { HttpSelfService } from '../../../service/src/authority/http-self-service.js';
import { systemClock } from '../../../service/src/clock.js';
import { IdentityHolder } from '../../../service/src/identity/identity-holder.js';
import { IdentityStore } from '../../../service/src/identity/identity-store.js';
import { join } from '../../../service/src/identity/join.js';
import { systemRandom } from '../../../service/src/random.js';
import { FakeVault } from '../../fakes/fake-vault.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { Authenticator } from '../../support/authenticator.js';
import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';

const CORRELATION = '4bf92f3577b34da6a3ce929d0e0e4736' as CorrelationId;
const OLD = 'correct horse battery';
const NEW = 'another horse, another battery';
const context = () => ({ correlationId: CORRELATION, signal: AbortSignal.timeout(20_000) });

let gatehouse: TestGatehouse;
let folder: string;
let authority: HttpAuthority;
let selfService: HttpSelfService;
let authenticator: Authenticator;

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
  const { server } = gatehouse;
  await server.administer('POST', '/api/v1/users', { name: 'alice', password: OLD });
  const totp = await server.administer<{ uri: string }>(
    'POST',
    '/api/v1/users/alice/factors/totp',
    {},
  );
  authenticator = new Authenticator(totp.uri);
  await server.administer('PUT', '/api/v1/policies/everyone', {
    ...{ name: 'everyone', assign: { everyone: true } },
    settings: {
      selfService: { reset: 'otp', unlock: 'answers' },
      logon: { desktop: { methods: ['totp'] } },
    },
  });
  folder = mkdtempSync(path.join(tmpdir(), 'gh-self-service-'));
  const store = new IdentityStore(
    path.join(folder, 'identity.json'),
    new FakeVault(),
    'this computer',
  );
  const [clock, random] = [systemClock, systemRandom];
  store.save(
    await join({
      token: await gatehouse.createToken(),
      ...{ hostname: 'pc1', platform: 'linux', version: '0.1.0', proxyUrl: undefined },
      ...{ clock, random, correlationId: CORRELATION, signal: AbortSignal.timeout(10_000) },
    }),
  );
  const identities = new IdentityHolder(store, new MemoryLogger());
  authority = new HttpAuthority({
    ...{ identities, clock, random, logger: new MemoryLogger() },
    ...{ budgetMs: 10_000, proxyUrl: undefined },
  });
  selfService = new HttpSelfService(authority);
}, 120_000);
afterAll(async () => {
  authority.close();
  rmSync(folder, { recursive: true, force: true });
  await gatehouse[Symbol.asyncDispose]();
});

function expectOutcome<O extends SelfServiceVerdict['outcome']>(
  verdict: SelfServiceVerdict,
  outcome: O,
): Extract<SelfServiceVerdict, { outcome: O }> {
  if (verdict.outcome !== outcome) throw new Error(JSON.stringify(verdict));
  return verdict as Extract<SelfServiceVerdict, { outcome: O }>;
}

const beginning = { name: 'alice', scenario: 'logon', remote: false } as const;

describe('self-service of the service, at the real server', () => {
  it('resets a password, which a logon then takes', async () => {
    const begun = await selfService.begin({ ...beginning, purpose: 'reset' }, context());
    const { sessionId, challengeId } = expectOutcome(begun, 'challenge');
    const code = await authenticator.nextCode();
    const chosen = await selfService.answerCode({ sessionId, challengeId, code }, context());
    expectOutcome(chosen, 'new-password');
    const password = Buffer.from(NEW);
    const done = await selfService.resetPassword({ sessionId, password }, context());
    expect(expectOutcome(done, 'done').account.samAccountName).toBe('alice');
    expect(password.toString()).toBe(NEW);
    expect((await authority.begin({ ...beginning, password }, context())).outcome).toBe(
      'challenge',
    );
  });

  it('brings sealed answers there, and hears that they are wrong', async () => {
    const begun = await selfService.begin({ ...beginning, purpose: 'unlock' }, context());
    const { sessionId, optional } = expectOutcome(begun, 'questions');
    const answers = optional.slice(0, 3).map(({ id }) => ({ id, answer: 'nothing right' }));
    expect(await selfService.answerQuestions({ sessionId, answers }, context())).toMatchObject({
      outcome: 'questions',
      rejected: 'answers.wrong',
    });
    await selfService.cancel({ sessionId }, context());
    expect(await selfService.answerQuestions({ sessionId, answers }, context())).toMatchObject({
      code: 'self-service.unknown',
    });
  });

  it('sends a code again where a method is chosen, and ends where it is not offered', async () => {
    const begun = await selfService.begin({ ...beginning, purpose: 'reset' }, context());
    const { sessionId, challengeId } = expectOutcome(begun, 'challenge');
    const chosen = { sessionId, challengeId, method: 'totp' as const };
    expectOutcome(await selfService.choose(chosen, context()), 'challenge');
    expect(await selfService.choose({ ...chosen, method: 'email' }, context())).toMatchObject({
      code: 'policy.denied',
    });
  });
});
