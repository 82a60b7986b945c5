import { readFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import type { Role } from '../../protocol/src/index.js';
import { BROWSER_HEADER, pathOf } from '../../protocol/src/index.js';
import type { BrowserAnswer, TestBrowser } from '../support/browser.js';
import { WebScene } from '../support/web-scene.js';

jest.setTimeout(180_000);

interface Operation {
  operationId: string;
  /** The audience. */
  tags: string[];
  requestBody?: unknown;
}

interface Step extends Operation {
  method: string;
  /** As the document writes it. */
  template: string;
  /** Its parameters filled with what is nobody's. */
  path: string;
}

/** What a reviewer reads: who may do what. */
const { operations: EXPECTED } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../vectors/roles.json'), 'utf8'),
) as { operations: Record<string, { roles: Role[] }> };

/** Named as the roles that they have. */
const STAFF: Record<string, Role> = {
  adam: 'administrator',
  hedy: 'help-desk',
  lena: 'help-desk-lead',
  aude: 'auditor',
  moni: 'monitoring',
};
const SAFE = new Set(['GET', 'HEAD']);

let scene: WebScene;
let walk: Step[];
const sessions = new Map<string, TestBrowser>();

beforeAll(async () => {
  scene = await WebScene.start([...Object.keys(STAFF), 'paul', 'vera'], ['nora'], {
    logon: { web: { require: 'second-factor', methods: ['totp', 'email'] } },
    lockout: { strikes: 50, sourceStrikes: 50 },
  });
  for (const [name, role] of Object.entries(STAFF)) {
    const subject = { kind: 'user', name };
    await scene.nodes[0].administer('POST', pathOf('assignRole'), { subject, role });
  }
  const enrollment = {
    ...{ required: ['totp'], postponements: 0, idleDays: 3650, firstProof: 'password' },
  };
  await scene.applyPolicy(
    'newcomers',
    { users: ['CORP\\nora'] },
    { logon: { web: { methods: ['totp'] } }, enrollment },
  );
  walk = await readDocument(scene.browserAt());
}, 180_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);

/** The routes as whoever reads the document at the server knows them. */
async function readDocument(browser: TestBrowser): Promise<Step[]> {
  const { body } = await browser.call('openapi');
  const { paths } = body as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      template,
      path: template.replaceAll(/\{[A-Za-z]+\}/g, 'nobody'),
    })),
  );
}

/** Somebody's session, which lasts for the whole file. */
async function sessionOf(name: string): Promise<TestBrowser> {
  const open = sessions.get(name);
  if (open !== undefined && (await open.call('showMe')).status === 200) return open;
  const fresh = await scene.signIn(name);
  sessions.set(name, fresh);
  return fresh;
}

const codeOf = ({ body }: BrowserAnswer) => body['code'] as string | undefined;

/** What became of each step, by who may take it. A request that says nothing is malformed once it is let in. */
async function outcomes(browser: () => Promise<TestBrowser>): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const { operationId, method, path: target } of walk) {
    const answer = await (await browser()).send(method, target);
    if (answer.status >= 500 && operationId !== 'ready') {
      throw new Error(`${operationId}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    seen[operationId] = verdictOn(answer);
  }
  return seen;
}

function verdictOn(answer: BrowserAnswer): string {
  const code = codeOf(answer) ?? '';
  if (answer.status === 401) return 'unknown';
  if (/^(access|api-key)\.forbidden$/.test(code)) return 'forbidden';
  return 'let in';
}

/** What must become of each step for somebody who has a session or none, and this role or none. */
function expectedFor(role: Role | 'nobody' | 'person'): Record<string, string> {
  return Object.fromEntries(
    walk.map(({ operationId, tags: [audience] }) => {
      switch (audience) {
        case 'workstation':
          return [operationId, 'unknown'];
        case 'session':
          return [operationId, role === 'nobody' ? 'unknown' : 'let in'];
        case 'administrator': {
          if (role === 'nobody') return [operationId, 'unknown'];
          const { roles } = EXPECTED[operationId]!;
          return [operationId, roles.includes(role as Role) ? 'let in' : 'forbidden'];
        }
        default:
          return [operationId, 'let in'];
      }
    }),
  );
}

describe('every route of the document', () => {
  it('is there, with an audience that the walk knows', () => {
    expect(walk.length).toBeGreaterThan(100);
    const audiences = new Set(walk.flatMap(({ tags }) => tags));
    expect([...audiences].sort()).toEqual(
      ['administrator', 'browser', 'public', 'session', 'workstation'].sort(),
    );
  });

  it('lets nobody in who is nobody, but where everybody may come', async () => {
    const stranger = scene.browserAt();
    expect(await outcomes(async () => stranger)).toEqual(expectedFor('nobody'));
  });

  it('lets somebody in who is signed in, to what is theirs alone', async () => {
    const person = await outcomes(() => sessionOf('paul'));
    expect(person).toEqual(expectedFor('person'));
  });

  it.each(Object.entries(STAFF))(
    'lets %s in, who is %s, to what the role is for',
    async (name, role) => {
      const staff = await outcomes(() => sessionOf(name));
      expect(staff).toEqual(expectedFor(role));
    },
  );
});

/** Ways to have a signed-in browser ask what its person did not. */
const FORGERIES: Record<string, Record<string, string>> = {
  'a form of another page': {
    ...{ origin: 'https://evil.test', 'sec-fetch-site': 'cross-site', [BROWSER_HEADER]: '' },
    'content-type': 'application/x-www-form-urlencoded',
  },
  'text of another page': {
    ...{ origin: 'https://evil.test', 'sec-fetch-site': 'cross-site', [BROWSER_HEADER]: '' },
    'content-type': 'text/plain',
  },
  'a page without an origin': { origin: 'null', [BROWSER_HEADER]: '1' },
  'a page of a neighbour': { 'sec-fetch-site': 'same-site' },
  'our own page, without its header': { [BROWSER_HEADER]: '' },
  'our own name in capitals with a port': { origin: 'HTTPS://127.0.0.1:1' },
};

describe('a request that its person did not make', () => {
  it.each(Object.keys(FORGERIES))('from %s changes nothing, on any route', async (kind) => {
    const browser = await sessionOf('adam');
    const guarded = walk.filter(
      ({ method, tags: [audience] }) =>
        !SAFE.has(method) && ['browser', 'session', 'administrator'].includes(audience!),
    );
    expect(guarded.length).toBeGreaterThan(60);
    for (const { operationId, method, path: target } of guarded) {
      const answer = await browser.send(method, target, '{}', FORGERIES[kind]);
      // Whose media type is none of ours is refused for that first, or after.
      expect([operationId, codeOf(answer)]).toEqual([
        operationId,
        expect.stringMatching(/^request\.(cross-site|media-type)$/),
      ]);
      expect(answer.cookies).toEqual([]);
    }
    expect((await browser.call('showMe')).status).toBe(200);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/json',
    'application/json, text/plain',
    'application/jsonp',
  ])('in a body of %s is refused on every route that takes one', async (type) => {
    const browser = await sessionOf('adam');
    for (const { operationId, method, path: target, requestBody, tags } of walk) {
      if (requestBody === undefined || tags.includes('workstation')) continue;
      const answer = await browser.send(method, target, '{}', { 'content-type': type });
      expect([operationId, answer.status]).toEqual([operationId, 415]);
    }
  });

  it.each(['x-http-method-override', 'x-method-override', 'x-http-method'])(
    'by %s is what its first line says',
    async (header) => {
      const browser = await sessionOf('adam');
      const { sessions: before } = (await browser.call('listMySessions')).body as {
        sessions: unknown[];
      };
      for (const { operationId, path: target } of walk.filter(
        ({ method }) => method === 'DELETE',
      )) {
        const answer = await browser.send('GET', target, undefined, { [header]: 'DELETE' });
        expect([operationId, [200, 400, 404].includes(answer.status)]).toEqual([operationId, true]);
      }
      const signOut = await browser.send('GET', pathOf('signOut'), undefined, { [header]: 'POST' });
      expect(signOut.status).toBe(404);
      expect((await browser.call('listMySessions')).body['sessions']).toHaveLength(before.length);
    },
  );
});

/** Ways to write the path of one route so that whoever looks at it first takes it for another's. */
const DISGUISES: Record<string, (target: string) => string> = {
  '..;/ behind a public path': (target) => `/api/v1/web/portal/..;/../../..${target}`,
  '..;/ before it': (target) => `/..;${target}`,
  '..%2f': (target) => `/health/..%2f${target.slice(1)}`,
  '..%5c': (target) => `/health/..%5c${target.slice(1)}`,
  'a backslash': (target) => target.replaceAll('/', '\\'),
  'a doubly encoded slash': (target) => target.replace('/v1/', '/v1%252f'),
  'a page of the portal before it': (target) => `/account${target}`,
  'an asset before it': (target) => `/assets/..${target}`,
  'a matrix parameter': (target) => target.replace('/v1/', '/v1;jsessionid=1/'),
  'an absolute form': (target) => `https://localhost${target}`,
};

/** What a server must take for the plain path (RFC 9112, 3.2.2). */
const SPELLINGS = new Set(['an absolute form']);

/** These answer whoever is let in, without anything to say: what leads past the guard shows. */
const LISTS = ['listPolicies', 'listApiKeys', 'listWorkstations', 'listRoles', 'listJobs'];

/** Asks for everything of administrators under another name. @returns what was said, by operation */
async function disguised(browser: TestBrowser, kind: string): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const { operationId, method, path: target, tags } of walk) {
    const written = DISGUISES[kind]!(target);
    if (!tags.includes('administrator') || written === target) continue;
    said[operationId] = pathVerdictOn(await browser.send(method, written));
  }
  expect(Object.keys(said)).toEqual(expect.arrayContaining(LISTS));
  return said;
}

/** The router and the parser say nothing but a code; a handler says what it did not like. */
function pathVerdictOn(answer: BrowserAnswer): string {
  const code = codeOf(answer) ?? '';
  const isUnread = answer.body['detail'] === undefined;
  if (isUnread && /^request\.(not-found|malformed)$/.test(code)) return 'no route';
  if (answer.status === 401) return 'unknown';
  return code === 'access.forbidden' ? 'forbidden' : `${answer.status} ${code}`;
}

describe('a path that is written otherwise', () => {
  it.each(Object.keys(DISGUISES))(
    'with %s leads a person to nothing of administrators',
    async (kind) => {
      for (const [operationId, said] of Object.entries(
        await disguised(await sessionOf('paul'), kind),
      )) {
        expect([operationId, said]).toEqual([
          operationId,
          expect.stringMatching(/^(no route|unknown|forbidden)$/),
        ]);
      }
    },
  );

  it.each(Object.keys(DISGUISES).filter((kind) => !SPELLINGS.has(kind)))(
    'with %s leads an administrator nowhere either',
    async (kind) => {
      for (const [operationId, said] of Object.entries(
        await disguised(await sessionOf('adam'), kind),
      )) {
        expect([operationId, said]).toEqual([operationId, 'no route']);
      }
    },
  );

  it('with an absolute form is that path, behind the same guard', async () => {
    const kind = 'an absolute form';
    const [person, administrator] = [
      await disguised(await sessionOf('paul'), kind),
      await disguised(await sessionOf('adam'), kind),
    ];
    for (const list of LISTS) {
      expect([list, person[list], administrator[list]]).toEqual([list, 'forbidden', '200 ']);
    }
  });
});
