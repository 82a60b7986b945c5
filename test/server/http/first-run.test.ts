import type { FirstRun, administration } from '@gatehouse/protocol';
import { pathOf } from '@gatehouse/protocol';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeDirectory } from '../../fakes/fake-directory.js';
import { TestBrowser } from '../../support/browser.js';
import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { TestServer } from '../../support/server.js';

const PASSWORD = 'A long enough zebra, 31';
const COOKIE = '__Host-gatehouse-first-run';

describe('the first run over HTTP', () => {
  let gatehouse: TestGatehouse;
  let server: TestServer;
  let clock: FakeClock;
  const opened: TestBrowser[] = [];

  beforeEach(async () => {
    clock = new FakeClock(new Date());
    gatehouse = await startTestGatehouse({ clock, rateLimits: { guesses: 12 } });
    ({ server } = gatehouse);
  }, 60_000);
  afterEach(async () => {
    for (const browser of opened.splice(0)) browser.close();
    await gatehouse[Symbol.asyncDispose]();
  });

  const visit = (node = server) => {
    const authority = server.running.authority ?? '';
    const browser = new TestBrowser({ url: node.url, authority });
    opened.push(browser);
    return browser;
  };
  const code = () => server.running.bootstrapCode ?? '';
  const stageOf = async (browser: TestBrowser) => (await browser.call('showFirstRun')).body;
  const shown = async (node = server) => {
    const browser = visit(node);
    await browser.call('showFirstRunCode', {}, { code: code() });
    return browser;
  };
  const make = (browser: TestBrowser, name: string, more: object = {}) =>
    browser.call('makeFirstAdministrator', {}, { kind: 'new', name, password: PASSWORD, ...more });
  const events = async (type: string) => {
    const target = `${pathOf('searchAuditEvents')}?type=${type}&order=oldest`;
    return (await server.administer<administration.AuditPage>('GET', target)).events;
  };

  it('shows nothing to whoever has no code, and takes one as people copy it', async () => {
    const browser = visit();
    expect(await stageOf(browser)).toEqual({ stage: 'code' });
    const wrong = await browser.call('showFirstRunCode', {}, { code: 'AAAA-BBBB-CCCC-DDDD-EEEE' });
    expect(wrong).toMatchObject({ status: 403, body: { code: 'bootstrap.invalid' }, cookies: [] });
    expect(await make(browser, 'eve')).toMatchObject({ status: 403 });
    expect(await events('bootstrap.claimed')).toMatchObject([
      { outcome: 'failure', code: 'bootstrap.invalid' },
      { outcome: 'failure', code: 'bootstrap.invalid' },
    ]);

    const typed = code().toLowerCase().replaceAll('-', ' ');
    const right = await browser.call('showFirstRunCode', {}, { code: typed });
    expect(right.body).toMatchObject({
      ...{ stage: 'administrator', kinds: ['new', 'existing'], realm: 'local' },
      rules: expect.arrayContaining([expect.objectContaining({ code: 'password.length' })]),
    });
    expect(right.cookies[0]).toMatch(/; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    // It is what a reload has.
    expect(await stageOf(browser)).toMatchObject({ stage: 'administrator' });
    expect(await stageOf(visit())).toEqual({ stage: 'code' });
  });

  it('makes one administrator of two tabs at two nodes, and nobody of the other', async () => {
    const other = await gatehouse.startNode({ clock });
    const [first, second] = [await shown(), await shown(other)];
    const answers = await Promise.all([make(first, 'ada'), make(second, 'bob')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const won = answers.find(({ status }) => status === 200)?.body as FirstRun;
    expect(won).toMatchObject({ stage: 'claimed', name: expect.stringMatching(/^(ada|bob)$/) });
    const search = (name: string) =>
      server.administer<administration.FoundUsers>('GET', `${pathOf('searchUsers')}?text=${name}`);
    const found = [...(await search('ada')).users, ...(await search('bob')).users];
    expect(found).toHaveLength(1);
    expect(await stageOf(second)).toEqual({ stage: 'claimed' });
    const roles = await server.administer<{ assignments: administration.RoleAssignment[] }>(
      ...(['GET', pathOf('listRoles')] as const),
    );
    expect(roles.assignments).toMatchObject([{ role: 'administrator', assignedBy: 'first-run' }]);
    expect(await events('enrollment.permitted')).toMatchObject([
      { principalName: found[0]?.name, detail: { operator: 'first-run' } },
    ]);
  });

  it('spends the code for everything: no API key comes of it, and no later start has another', async () => {
    await make(await shown(), 'ada');
    const claim = await visit().call('bootstrap', {}, { code: code(), label: 'late' });
    expect(claim).toMatchObject({ status: 403, body: { code: 'bootstrap.invalid' } });
    const next = await gatehouse.startNode({ clock });
    expect(next.running.bootstrapCode).toBeUndefined();
  });

  it('leaves the code to whoever types a bad password, or a name that is taken or none', async () => {
    await gatehouse.addUser('alice');
    const browser = await shown();
    const weak = await make(browser, 'ada', { password: 'ada' });
    expect(weak.body).toMatchObject({
      stage: 'administrator',
      broken: expect.arrayContaining([expect.objectContaining({ code: 'password.length' })]),
    });
    expect(await make(browser, 'Alice')).toMatchObject({ body: { code: 'principal.exists' } });
    expect(await make(browser, 'a/b')).toMatchObject({ body: { code: 'request.malformed' } });
    const nobody = { kind: 'existing', name: 'nobody' };
    expect(await browser.call('makeFirstAdministrator', {}, nobody)).toMatchObject({ status: 404 });

    const existing = { kind: 'existing', name: 'alice' };
    const made = await browser.call('makeFirstAdministrator', {}, existing);
    expect(made.body).toEqual({ stage: 'claimed', name: 'alice' });
    expect(browser.jar.has(COOKIE)).toBe(false);
    // She has an authenticator: the permit takes nothing from her.
    expect((await browser.begin('alice', 'correct horse battery')).outcome).toBe('challenge');
  });

  it('makes nobody administrator who cannot sign in, and leaves the code', async () => {
    const directory = new FakeDirectory();
    for (const state of ['disabled', 'account-expired'] as const) {
      directory.add({ name: state, password: PASSWORD, state });
    }
    directory.add({ name: 'ada', password: PASSWORD });
    const node = await gatehouse.startNode({ clock, directory });
    const browser = await shown(node);
    const choose = async (name: string) =>
      (await browser.call('makeFirstAdministrator', {}, { kind: 'existing', name })).body;
    for (const name of ['disabled', 'account-expired']) {
      expect(await choose(name)).toMatchObject({ code: 'principal.unusable' });
    }
    expect(await choose('ada')).toMatchObject({ stage: 'claimed', name: 'ada' });
  });

  it('is over a day later', async () => {
    const browser = await shown();
    clock.advance({ minutes: 24 * 60 });
    expect(await stageOf(browser)).toEqual({ stage: 'code' });
    expect(await make(browser, 'ada')).toMatchObject({ status: 403 });
  });

  it('is no one’s who has a key already', async () => {
    const browser = await shown();
    await visit().call('bootstrap', {}, { code: code(), label: 'first' });
    expect(await stageOf(browser)).toEqual({ stage: 'claimed' });
    expect(await make(browser, 'ada')).toMatchObject({ status: 403 });
  });

  it('lets nobody guess fast, and takes requests of its own pages alone', async () => {
    const browser = visit();
    const foreign = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' };
    const target = pathOf('showFirstRunCode');
    const crossed = await browser.send('POST', target, { code: code() }, foreign);
    expect(crossed).toMatchObject({ status: 403, body: { code: 'request.cross-site' } });
    const tries = Array.from({ length: 12 }, () =>
      browser.call('showFirstRunCode', {}, { code: 'wrong' }),
    );
    const codes = (await Promise.all(tries)).map(({ body }) => body['code']);
    expect(codes).toContain('rate.limited');
  });
});
