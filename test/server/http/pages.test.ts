import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { gunzipSync } from 'node:zlib';

import { PORTAL_PAGES } from '@gatehouse/protocol';

import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';

let gatehouse: TestGatehouse;
let agent: Agent;

beforeAll(async () => {
  gatehouse = await startTestGatehouse(
    {},
    { GATEHOUSE_ISSUER: 'Example Works', GATEHOUSE_HELP_DESK: 'extension 4711' },
  );
  agent = new Agent({ keepAlive: true, ca: gatehouse.server.running.authority! });
});
afterAll(async () => {
  agent.destroy();
  await gatehouse[Symbol.asyncDispose]();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The path goes over the line as it is written. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = gatehouse.server.running;
  return new Promise((resolve, reject) => {
    const outgoing = requestHttps({ host: '127.0.0.1', port, method, path, agent, headers });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    outgoing.end();
  });
}

async function assetsOf(): Promise<string[]> {
  const { body } = await ask('GET', '/');
  return [...body.toString().matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
}

describe('the document', () => {
  it.each(PORTAL_PAGES)('is at %s, for no cache, no frame and no other host', async (page) => {
    const { status, headers, body } = await ask('GET', page);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['strict-transport-security']).toMatch(/max-age=\d{8}/);
    const policy = String(headers['content-security-policy']).split(';');
    expect(policy).toEqual(
      expect.arrayContaining([
        ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
        ...["frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"],
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:|data:|blob:|nonce|sha256/);
    const text = body.toString();
    // Nothing that the policy would have to allow.
    expect(text).not.toMatch(
      /<script(?![^>]* src="\/assets\/)|<style|\sstyle=|\son\w+=|javascript:/i,
    );
    expect(text).not.toMatch(/https?:\/\//);
  });

  it('names assets that are there, have a hash, and are kept for ever', async () => {
    const assets = await assetsOf();
    expect(assets.length).toBeGreaterThanOrEqual(3);
    for (const path of assets) {
      expect(path).toMatch(/^\/assets\/[\w-]+-[\w-]{8}\.(js|css|svg)$/);
      const { status, headers } = await ask('GET', path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      // Whoever opens one as a page gets one that may do nothing.
      expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'");
    }
  });
});

describe('an asset', () => {
  const scriptOf = async () => (await assetsOf()).find((path) => path.endsWith('.js'))!;

  it('comes in gzip to whoever takes that, and plain to everybody else', async () => {
    const path = await scriptOf();
    const plain = await ask('GET', path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const accepted of ['gzip', 'br, gzip, deflate', 'gzip;q=0.5', 'GZIP']) {
      const { headers, body } = await ask('GET', path, { 'accept-encoding': accepted });
      expect([accepted, headers['content-encoding']]).toEqual([accepted, 'gzip']);
      expect(headers.vary).toBe('accept-encoding');
      expect(gunzipSync(body).equals(plain.body)).toBe(true);
    }
    for (const refused of ['gzip;q=0', 'gzip; q=0.0, br', 'br', 'x-gzip-not', '']) {
      const { headers } = await ask('GET', path, { 'accept-encoding': refused });
      expect([refused, headers['content-encoding']]).toEqual([refused, undefined]);
    }
  });

  it('has a head of its own', async () => {
    const path = await scriptOf();
    const [whole, head] = [await ask('GET', path), await ask('HEAD', path)];
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    expect(head.headers['content-length']).toBe(String(whole.body.length));
  });
});

describe('whatever else is asked for', () => {
  it.each([
    ...['/index.html', '/assets', '/assets/', '/assets/..', '/favicon.ico', '//', '/account/'],
    ...['/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/..%2findex.html'],
    ...['/assets/..\\index.html', '/..;/assets', '/assets/%00', '/ACCOUNT', '/./account'],
    ...['/assets/../../../../../../etc/passwd', '/%2e%2e/%2e%2e/package.json', '/account%2f'],
    ...['/src/main.tsx', '/site.stamp', '/assets/index.js.gz', '/.env', '/account;x=1'],
  ])('%s is not there', async (path) => {
    const { status, headers, body } = await ask('GET', path);
    expect([path, status]).toEqual([path, 404]);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'request.not-found' });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])(
    'nothing is done with %s',
    async (method) => {
      for (const path of ['/', '/account', ...(await assetsOf())]) {
        expect((await ask(method, path)).status).toBeGreaterThanOrEqual(400);
      }
    },
  );
});

it('the facts of the pages are for everybody, and no more than that', async () => {
  const { status, body } = await ask('GET', '/api/v1/web/portal');
  expect(status).toBe(200);
  expect(JSON.parse(body.toString())).toEqual({
    issuer: 'Example Works',
    languages: { offered: ['en', 'de', 'zh'], default: 'en' },
    texts: {
      en: { helpDesk: 'extension 4711' },
      de: { helpDesk: 'extension 4711' },
      zh: { helpDesk: 'extension 4711' },
    },
  });
});
