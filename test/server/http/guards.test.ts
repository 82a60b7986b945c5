import { fastify } from 'fastify';

import '../../../server/src/http/request-facts.js';
import { Readiness } from '../../../server/src/http/readiness.js';
import { Routes } from '../../../server/src/http/routes.js';

const open = {
  public: () => ({}),
  workstation: () => ({}),
  session: () => ({}),
  administrator: () => ({}),
};

test('R23: a route that names no audience stops the start', () => {
  const app = fastify();
  new Routes(app, open);
  expect(() => app.get('/hidden', () => 'here')).toThrow(/names no audience/);
});

test('an endpoint of the table without a route stops the start', () => {
  const routes = new Routes(fastify(), open);
  routes.add('live', () => ({ live: true }));
  expect(() => routes.requireAll()).toThrow(/no route for ready/);
});

test('an answer with more than its schema names is an error, not a leak', async () => {
  const app = fastify();
  app.addHook('onRequest', async (request) => {
    request.rawBody = new Uint8Array();
  });
  const routes = new Routes(app, open);
  const surplus = { live: true as const, password: 'canary' };
  routes.add('live', () => surplus);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${url}/health/live`);
  const text = await answer.text();
  await app.close();
  expect(answer.status).toBe(500);
  expect(text).not.toContain('canary');
});

describe('readiness', () => {
  test('names what fails or does not answer in time', async () => {
    const readiness = new Readiness([
      { name: 'works', check: () => Promise.resolve() },
      { name: 'fails', check: () => Promise.reject(new Error()) },
      { name: 'hangs', check: () => new Promise(() => undefined) },
    ]);
    expect(await readiness.failures()).toEqual(['fails', 'hangs']);
  });

  test('ends when the server stops', async () => {
    const readiness = new Readiness([]);
    expect(await readiness.failures()).toEqual([]);
    readiness.stop();
    expect(await readiness.failures()).toEqual(['stopping']);
  });
});
