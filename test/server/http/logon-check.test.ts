import { pathOf } from '@gatehouse/protocol';
import type { CheckLogon, LogonForecast } from '@gatehouse/protocol';

import { CHECK_LIMIT } from '../../../server/src/authentication/logon-forecasts.js';
import { FakeDirectory } from '../../fakes/fake-directory.js';
import { PASSWORD, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { TestWorkstation } from '../../support/workstation.js';

const directory = new FakeDirectory();
let gatehouse: TestGatehouse;
let workstation: TestWorkstation;

beforeAll(async () => {
  for (const name of ['alice', 'bob', 'carol', 'dave'])
    directory.add({ name, password: PASSWORD, lastUsedAt: new Date() });
  gatehouse = await startTestGatehouse({ directory });
  await gatehouse.server.administer('POST', pathOf('enrollTotp', { name: 'alice' }), {});
  await gatehouse.server.administer('POST', pathOf('enrollTotp', { name: 'dave' }), {});
}, 120_000);

beforeEach(async () => {
  workstation = await gatehouse.join();
});

afterAll(() => gatehouse[Symbol.asyncDispose](), 60_000);

async function check(
  name: string,
  more: Partial<CheckLogon> = {},
): Promise<LogonForecast & { known: true }> {
  const body: CheckLogon = { name, scenario: 'logon', remote: false, ...more };
  const answer = await workstation.call('POST', pathOf('checkLogon'), body);
  expect(answer.status).toBe(200);
  return answer.body as LogonForecast & { known: true };
}

async function apply(desktop: object, more: object = {}) {
  await gatehouse.server.administer('PUT', pathOf('applyPolicy', { policyName: 'everyone' }), {
    name: 'everyone',
    assign: { everyone: true },
    settings: {
      logon: { desktop: { require: 'second-factor', methods: ['totp'] } },
      desktop,
      ...more,
    },
  });
}

async function eventsOf(type: string) {
  const path = `${pathOf('searchAuditEvents')}?type=${type}`;
  const { events } = await gatehouse.server.administer<{ events: Record<string, unknown>[] }>(
    'GET',
    path,
  );
  return events;
}

describe('what a logon would ask', () => {
  // Each line is what the engine itself does then: the second half of every cell asks it.
  it.each<[string, string, object, object, string, string]>([
    ['a factor of whoever has one', 'alice', {}, {}, 'ask', 'challenge'],
    ['nothing, where there is none and none may be enrolled', 'bob', {}, {}, 'deny', 'denied'],
    [
      'to enrol one, where the password is proof enough',
      'bob',
      {},
      { enrollment: { required: ['totp'], firstProof: 'password' } },
      'enroll',
      'enroll',
    ],
    ['nothing, where the policy observes', 'alice', { mode: 'observe' }, {}, 'grant', 'granted'],
    [
      'nothing of whoever is excluded',
      'alice',
      { exclusions: [{ sid: 'ALICE', reason: 'test' }] },
      {},
      'grant',
      'granted',
    ],
    ['nothing of whoever has none yet', 'bob', { mode: 'optional' }, {}, 'grant', 'granted'],
    ['nothing, where a scenario asks for none', 'alice', { scenarios: [] }, {}, 'grant', 'granted'],
  ])('says %s, as the engine does', async (_, name, desktop, more, would, outcome) => {
    const { sid } = (await directory.find(name))!;
    const settings = JSON.parse(JSON.stringify(desktop).replaceAll('ALICE', sid)) as object;
    await apply({ ...settings }, more);
    const forecast = await check(name);
    expect(forecast).toMatchObject({ known: true, account: { samAccountName: name, sid } });
    expect(forecast.step).toMatchObject({ would });
    expect(forecast.policy).toMatch(/^everyone@\d+$/);
    expect((await workstation.begin(name, PASSWORD)).outcome).toBe(outcome);
  });

  it('names the methods, the mode, and what holds without the server', async () => {
    await apply({ offline: 'deny' });
    expect(await check('CORP\\alice')).toMatchObject({
      mode: 'enforce',
      step: { would: 'ask', methods: ['totp'] },
      missing: [],
      offline: { rule: 'deny', kit: false },
    });
  });

  it('says that somebody is locked, and takes no strike itself', async () => {
    await apply({}, { lockout: { strikes: 3, sourceStrikes: 3 } });
    for (let count = 0; count < 5; count++) {
      expect((await check('dave')).step).toMatchObject({ would: 'ask' });
    }
    for (let count = 0; count < 3; count++) await workstation.begin('dave', 'wrong');
    expect((await check('dave')).step).toMatchObject({
      would: 'deny',
      code: expect.stringMatching(/^(principal|source)\.locked$/) as string,
    });
  });

  it('says that there is nobody, and writes no name down that nobody has', async () => {
    await apply({});
    expect(await check('Summer-2026!')).toEqual({ known: false });
    const events = await eventsOf('logon.checked');
    expect(JSON.stringify(events)).not.toContain('Summer-2026!');
    expect(events[0]).toMatchObject({
      workstationId: workstation.id,
      code: 'principal.unknown',
    });
  });

  it('is written down with who was asked for, and by which workstation', async () => {
    await apply({});
    await check('carol');
    expect((await eventsOf('logon.checked'))[0]).toMatchObject({
      principalName: 'CORP\\carol',
      workstationId: workstation.id,
      outcome: 'info',
    });
  });

  it('is counted for each workstation, and refused when it is asked too often', async () => {
    await apply({});
    for (let count = 0; count < CHECK_LIMIT.limit; count++) await check('alice');
    const body = { name: 'alice', scenario: 'logon', remote: false };
    for (let count = 0; count < 2; count++) {
      const refused = await workstation.call('POST', pathOf('checkLogon'), body);
      expect(refused.status).toBe(429);
      expect(refused.body).toMatchObject({ code: 'rate.limited' });
    }
    const told = (await eventsOf('limit.reached')).filter(
      ({ workstationId }) => workstationId === workstation.id,
    );
    expect(told).toHaveLength(1);
    workstation = await gatehouse.join();
    expect((await check('alice')).known).toBe(true);
  });

  it('is for workstations alone, and takes no other question', async () => {
    const signed = await workstation.prepare('POST', pathOf('checkLogon'), {
      ...{ name: 'alice', scenario: 'logon', remote: false },
    });
    const kept = Object.entries(signed.headers).filter(([name]) => !/^signature/i.test(name));
    const unsigned = { ...signed, headers: Object.fromEntries(kept) };
    expect((await workstation.send(unsigned)).status).toBe(401);
    const wrong = { name: 'alice', scenario: 'change-password', remote: false };
    expect((await workstation.call('POST', pathOf('checkLogon'), wrong)).status).toBe(400);
  });
});
