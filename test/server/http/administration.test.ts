import { stat } from 'node:fs/promises';

import { parseJoinToken, pathOf, totp } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { PASSWORD, currentCode, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { TestWorkstation } from '../../support/workstation.js';

let gatehouse: TestGatehouse | undefined;
let https: TestWorkstation;

beforeAll(async () => {
  gatehouse = await startTestGatehouse({ rateLimits: { guesses: 1000 } });
  https = await gatehouse.join();
});
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

const ask = (method: string, path: string, body?: unknown) =>
  gatehouse!.server.ask(method, path, body);

/** The same over HTTPS with a key, or with none. */
async function askWithKey(key: string | undefined, method: string, path: string, body?: unknown) {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const headers: Record<string, string> = {
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  return https.send({ method, path, body: bytes, headers });
}

describe('the local socket', () => {
  test('may be opened by nobody else', async () => {
    const { mode } = await stat(gatehouse!.server.running.socketPath!);
    expect(mode & 0o777).toBe(0o600);
  });

  test('keeps a second server away from the same data folder', async () => {
    const { startServer } = await import('../../../server/src/server.js');
    const { config, secrets } = gatehouse!.server;
    await expect(startServer(config, secrets)).rejects.toThrow(/another server/);
  });
});

describe('the first administrator', () => {
  test('claims a key with the printed code, as people type it, and nobody else after that', async () => {
    const code = gatehouse!.server.running.bootstrapCode!;
    expect(code).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
    const claim = (text: string) =>
      askWithKey(undefined, 'POST', pathOf('bootstrap'), { code: text, label: 'first' });
    expect(await claim('AAAA-BBBB-CCCC-DDDD-EEEE')).toMatchObject({
      status: 403,
      body: { code: 'bootstrap.invalid' },
    });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => claim(` ${code.toLowerCase().replaceAll('-', ' ')} `)),
    );
    const granted = answers.filter(({ status }) => status === 200);
    expect(granted).toHaveLength(1);
    const { secret } = granted[0]!.body as administration.IssuedApiKey;
    expect(await askWithKey(secret, 'GET', pathOf('listApiKeys'))).toMatchObject({ status: 200 });
    const node = await gatehouse!.startNode();
    expect(node.running.bootstrapCode).toBeUndefined();
  });
});

describe('API keys', () => {
  test('work until they are revoked, and only their hash is stored', async () => {
    const issued = (await ask('POST', pathOf('createApiKey'), { label: 'ci' }))
      .body as administration.IssuedApiKey;
    expect(issued.secret).toMatch(/^ghk_[\w-]{43}$/);
    expect(await askWithKey(issued.secret, 'GET', pathOf('listApiKeys'))).toMatchObject({
      status: 200,
    });
    const listed = (await ask('GET', pathOf('listApiKeys'))).body;
    expect(JSON.stringify(listed)).not.toContain(issued.secret);
    expect((listed as { keys: administration.ApiKey[] }).keys).toContainEqual(
      expect.objectContaining({
        id: issued.id,
        label: 'ci',
        lastUsedAt: expect.any(String) as string,
      }),
    );
    expect(await ask('DELETE', pathOf('revokeApiKey', { keyId: issued.id }))).toMatchObject({
      status: 200,
    });
    expect(await askWithKey(issued.secret, 'GET', pathOf('listApiKeys'))).toMatchObject({
      status: 401,
      body: { code: 'api-key.invalid' },
    });
    expect(await ask('DELETE', pathOf('revokeApiKey', { keyId: issued.id }))).toMatchObject({
      status: 404,
    });
  });
});

describe('users', () => {
  const path = (name: keyof typeof PATHS, user: string) => pathOf(PATHS[name], { name: user });
  const PATHS = {
    show: 'showUser',
    password: 'setPassword',
    unlock: 'unlockUser',
    totp: 'enrollTotp',
    email: 'enrollEmail',
  } as const;

  test('are added, shown, and given another password', async () => {
    const added = await ask('POST', pathOf('addUser'), {
      name: 'Jürgen',
      displayName: 'Jürgen Groß',
      mail: 'juergen@corp.test',
      password: PASSWORD,
    });
    expect(added).toMatchObject({
      status: 200,
      body: { name: 'Jürgen', locked: false, strikes: 0 },
    });
    expect(
      await ask('POST', pathOf('addUser'), { name: 'JÜRGEN', password: PASSWORD }),
    ).toMatchObject({
      status: 409,
      body: { code: 'principal.exists' },
    });
    const shown = await ask('GET', path('show', 'local\\jürgen'));
    expect(shown.body).toMatchObject({ mail: 'juergen@corp.test', policy: { name: 'default' } });
    const changed = await ask('PUT', path('password', 'Jürgen'), { password: 'another password' });
    expect(changed).toMatchObject({ status: 200 });
    expect(await https.begin('Jürgen', PASSWORD)).toMatchObject({ code: 'credentials.wrong' });
    expect(await ask('GET', path('show', 'nobody'))).toMatchObject({
      status: 404,
      body: { code: 'principal.unknown' },
    });
  });

  test('get factors, and lose them again', async () => {
    await ask('POST', pathOf('addUser'), { name: 'grace', password: PASSWORD });
    const enrolled = (await ask('POST', path('totp', 'grace'), { label: 'phone' }))
      .body as administration.EnrolledTotp;
    expect(totp.seedOfKeyUri(enrolled.uri)).toHaveLength(totp.SEED_BYTES);
    const email = await ask('POST', path('email', 'grace'), { address: 'grace@home.test' });
    expect(email).toMatchObject({ status: 200, body: { address: 'grace@home.test' } });
    const shown = (await ask('GET', path('show', 'grace'))).body as administration.User;
    expect(shown).toMatchObject({ alternateMail: 'grace@home.test' });
    expect(shown.factors!.map(({ method }) => method).sort()).toEqual(['email', 'totp']);
    expect(JSON.stringify(shown)).not.toContain('secret');
    const remove = pathOf('removeFactor', { name: 'grace', credentialId: enrolled.id });
    expect(await ask('DELETE', remove)).toMatchObject({ status: 200 });
    expect(await ask('DELETE', remove)).toMatchObject({
      status: 404,
      body: { code: 'factor.unknown' },
    });
  });

  test('have their earlier passwords forgotten, and the audit says by whom', async () => {
    const added = await ask('POST', pathOf('addUser'), { name: 'niaj', password: PASSWORD });
    const { principalId } = added.body as administration.User;
    for (const name of ['niaj', principalId, 'nobody-of-that-name']) {
      const answer = await ask('DELETE', pathOf('forgetPasswords', { name }));
      expect(answer).toMatchObject({ status: 200, body: { forgotten: 0 } });
    }
    const search = `${pathOf('searchAuditEvents')}?type=password.history-forgotten`;
    const { events } = (await ask('GET', search)).body as administration.AuditPage;
    const detail = { forgotten: 0, operator: 'socket', operatorName: 'socket' };
    const told = { outcome: 'success', principalId, principalName: 'niaj', detail };
    expect(events).toMatchObject([told, told]);
  });

  test('are locked by strikes and unlocked by an administrator', async () => {
    const { seed } = await gatehouse!.addUser('heidi');
    const policy = {
      name: 'strict',
      assign: { users: ['heidi'] },
      settings: {
        lockout: { strikes: 2, durationMinutes: 0, sourceStrikes: 2 },
        helpDesk: { verifyCaller: 'optional' },
      },
    };
    expect(await ask('PUT', pathOf('applyPolicy', { policyName: 'strict' }), policy)).toMatchObject(
      {
        body: { name: 'strict', version: 1 },
      },
    );
    await https.begin('heidi', 'wrong password');
    await https.begin('heidi', 'wrong password');
    expect(await https.begin('heidi', PASSWORD)).toMatchObject({
      outcome: 'denied',
      code: expect.stringMatching(/locked/) as string,
    });
    expect((await ask('GET', path('show', 'heidi'))).body).toMatchObject({
      locked: true,
      strikes: 2,
      policy: { name: 'strict' },
    });
    expect(await ask('POST', path('unlock', 'heidi'))).toMatchObject({ status: 400 });
    expect(await ask('POST', path('unlock', 'heidi'), { reason: 'she called' })).toMatchObject({
      status: 200,
      body: { everywhere: true },
    });
    const challenge = await https.begin('heidi', PASSWORD);
    if (challenge.outcome !== 'challenge') throw new Error(JSON.stringify(challenge));
    const verdict = await https.answer(challenge.logonId, challenge.challengeId, currentCode(seed));
    expect(verdict.outcome).toBe('granted');
  });
});

test('a policy under another name, or a meaningless one, is refused', async () => {
  const policy = { name: 'one', assign: {}, settings: {} };
  expect(await ask('PUT', pathOf('applyPolicy', { policyName: 'two' }), policy)).toMatchObject({
    status: 422,
    body: { code: 'policy.invalid' },
  });
  const wrong = { ...policy, settings: { lockout: { strikes: 0 } } };
  expect(await ask('PUT', pathOf('applyPolicy', { policyName: 'one' }), wrong)).toMatchObject({
    status: 400,
  });
});

test('the directory is tested step by step', async () => {
  const answer = await ask('POST', pathOf('testDirectory'));
  expect(answer.body).toMatchObject({ ok: true });
});

test('a join token names the public URL unless another is given', async () => {
  const { body } = await ask('POST', pathOf('createJoinToken'), { uses: 2, label: 'rollout' });
  const token = parseJoinToken((body as administration.IssuedJoinToken).token);
  expect(token.url).toBe(gatehouse!.server.running.url);
});

test('what administrators do is in the audit, page by page, without secrets', async () => {
  const read = async (after?: string) =>
    (
      await ask(
        'GET',
        `${pathOf('listAuditEvents')}?limit=3${after === undefined ? '' : `&after=${after}`}`,
      )
    ).body as { events: administration.AuditEvent[]; cursor: string };
  const types = new Set<string>();
  for (let page = await read(); page.events.length > 0; page = await read(page.cursor)) {
    for (const event of page.events) types.add(event.type);
    expect(JSON.stringify(page)).not.toMatch(/ghk_|gatehouse1\.|otpauth|correct horse/);
  }
  for (const type of [
    'user.added',
    'password.set',
    'api-key.created',
    'api-key.revoked',
    'bootstrap.claimed',
  ]) {
    expect(types).toContain(type);
  }
});
