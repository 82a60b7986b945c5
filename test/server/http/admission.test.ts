import { pathOf } from '@gatehouse/protocol';

import { FakeDirectory } from '../../fakes/fake-directory.js';
import { PASSWORD, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { PreparedRequest, TestWorkstation } from '../../support/workstation.js';

// The handlers of this operation and of answers ask for the admission themselves.
const BEGIN = pathOf('beginLogon');

const directory = new FakeDirectory();
let gatehouse: TestGatehouse | undefined;
let workstation: TestWorkstation;

beforeAll(async () => {
  directory.add({ name: 'alice', password: PASSWORD });
  gatehouse = await startTestGatehouse({ directory });
  workstation = await gatehouse.join();
});
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

async function strikes(): Promise<number> {
  const path = pathOf('showUser', { name: 'alice' });
  return (await gatehouse!.server.administer<{ strikes: number }>('GET', path)).strikes;
}

async function eventTypes(): Promise<string[]> {
  const page = await gatehouse!.server.administer<{ events: { type: string }[] }>(
    'GET',
    `${pathOf('listAuditEvents')}?limit=1000`,
  );
  return page.events.map(({ type }) => type).filter((type) => type.startsWith('logon.'));
}

async function expectReplayed(request: PreparedRequest, copies = 1): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: copies }, () => workstation.send(request)),
  );
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 401, body: { code: 'signature.replayed' } });
    expect(workstation.isSigned(answer, request)).toBe(true);
  }
}

test('a replayed begin takes no strike, shows the directory no password and begins no logon', async () => {
  const request = await workstation.prepareBegin('alice', 'not the password');
  const first = await workstation.send(request);
  expect(first.body).toMatchObject({ outcome: 'denied', code: 'credentials.wrong' });
  const before = { strikes: await strikes(), events: await eventTypes() };
  expect(before.strikes).toBe(1);
  expect(directory.passwordChecks).toBe(1);

  await expectReplayed(request, 10);

  expect({ strikes: await strikes(), events: await eventTypes() }).toEqual(before);
  expect(directory.passwordChecks).toBe(1);
});

test('of 20 copies of a begin that arrive at once one is looked at', async () => {
  const checks = directory.passwordChecks;
  const request = await workstation.prepareBegin('alice', 'not the password');
  const answers = await Promise.all(Array.from({ length: 20 }, () => workstation.send(request)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(directory.passwordChecks).toBe(checks + 1);
});

test('a replayed answer takes no strike and is not looked at', async () => {
  const unknown = { logonId: `lgn_${'0'.repeat(26)}`, challengeId: `chl_${'0'.repeat(26)}` };
  const path = pathOf('answerChallenge', { logonId: unknown.logonId });
  const request = await workstation.prepare('POST', path, {
    challengeId: unknown.challengeId,
    code: '000000',
  });
  expect((await workstation.send(request)).body).toMatchObject({ code: 'challenge.unknown' });
  const before = { strikes: await strikes(), events: await eventTypes() };
  await expectReplayed(request, 10);
  expect({ strikes: await strikes(), events: await eventTypes() }).toEqual(before);
});

test('a replay is told so before anything else that is wrong with the request', async () => {
  const wrong = {
    'an empty password': await workstation.prepareBegin('alice', ''),
    'a body that says nothing': await workstation.prepare('POST', BEGIN, {}),
    'no body': await workstation.prepare('POST', BEGIN),
    'a password that was sealed for another name': await sealedForAnother(),
  };
  for (const request of Object.values(wrong)) {
    const first = await workstation.send(request);
    expect(first.body).not.toMatchObject({ code: 'signature.replayed' });
    const events = await eventTypes();
    await expectReplayed(request);
    expect(await eventTypes()).toEqual(events);
  }
});

test('a replay is told so when the directory is away', async () => {
  const request = await workstation.prepareBegin('alice', PASSWORD);
  directory.available = false;
  try {
    expect((await workstation.send(request)).body).toMatchObject({ code: 'directory.unavailable' });
    const events = await eventTypes();
    await expectReplayed(request);
    expect(await eventTypes()).toEqual(events);
  } finally {
    directory.available = true;
  }
});

test('a revoked workstation begins nothing', async () => {
  const doomed = await gatehouse!.join();
  const request = await doomed.prepareBegin('alice', PASSWORD);
  const checks = directory.passwordChecks;
  const path = pathOf('revokeWorkstation', { workstationId: doomed.id });
  await gatehouse!.server.administer('DELETE', path);
  expect(await doomed.send(request)).toMatchObject({ body: { code: 'workstation.revoked' } });
  expect(directory.passwordChecks).toBe(checks);
});

async function sealedForAnother(): Promise<PreparedRequest> {
  const { body } = await workstation.prepareBegin('bob', PASSWORD);
  return workstation.prepare('POST', BEGIN, {
    ...(JSON.parse(body.toString()) as object),
    name: 'alice',
  });
}
