import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { TestBrowser } from '../../support/browser.js';
import { PASSWORD, currentCode, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import { gatehouse } from './run.js';

describe('gatehouse session', () => {
  let started: TestGatehouse;
  let browser: TestBrowser;
  const admin = (...words: string[]) =>
    gatehouse([...words, '--socket', started.server.running.socketPath ?? '']);

  beforeAll(async () => {
    started = await startTestGatehouse();
    const { seed } = await started.addUser('alice');
    await started.addUser('bob');
    const { url, running } = started.server;
    browser = new TestBrowser({ url, authority: running.authority ?? '' }, { 'user-agent': 'Fox' });
    const challenge = await browser.challenge('alice', PASSWORD);
    await browser.answer(challenge, currentCode(seed));
  });
  afterAll(async () => {
    browser.close();
    await started[Symbol.asyncDispose]();
  });

  it('lists the sessions of a user, and ends one and then all', async () => {
    const end = (...words: string[]) =>
      admin('session', 'end', ...words, '--reason', 'laptop lost, 4711');
    const list = await admin('session', 'list', 'alice');
    expect(list.output).toMatch(/ses_[a-z0-9]{26}.*password totp.*127\.0\.0\.1.*Fox/);
    expect((await admin('session', 'list', 'bob')).output).toBe('bob has no session.');
    const { sessions } = (await admin('session', 'list', 'alice', '--json')).json() as {
      sessions: { id: string }[];
    };
    const { id } = sessions[0]!;
    const foreign = await end('bob', '--session', id, '--json');
    expect(foreign.json()).toEqual({ ended: 0 });
    expect((await browser.call('showMe')).status).toBe(200);
    const ended = await end('alice', '--session', id);
    expect(ended.output).toBe('1 session of alice ended.');
    expect((await browser.call('showMe')).status).toBe(401);
    expect((await end('alice')).output).toBe('0 sessions of alice ended.');
  });

  it('ends none without a reason', async () => {
    const outcome = await admin('session', 'end', 'alice');
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.errors).toContain('--reason');
  });

  it('says that there is no such user', async () => {
    const outcome = await admin('session', 'list', 'nobody');
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.errors).toContain('principal.unknown');
  });
});
