import { generateSealingKey, pathOf } from '@gatehouse/protocol';

import { PASSWORD, startTestGatehouse, currentCode } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import { gatehouse as run } from './run.js';

describe('gatehouse help-desk, against a server', () => {
  let test: TestGatehouse;
  let seed: Uint8Array;
  let socket: string;

  beforeAll(async () => {
    test = await startTestGatehouse({}, { GATEHOUSE_PORTAL_URL: 'https://portal.corp.test' });
    ({ seed } = await test.addUser('alice'));
    socket = test.server.running.socketPath ?? '';
    const settings = {
      helpDesk: { passwordLink: 'read-out', fourEyes: [] },
      lockout: { strikes: 100, sourceStrikes: 100 },
    };
    const policy = { name: 'everyone', assign: { everyone: true }, settings };
    await test.server.administer('PUT', '/api/v1/policies/everyone', policy);
  }, 90_000);
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
  });

  const desk = (words: string[], input: string[] = []) =>
    run(['help-desk', ...words, '--reason', 'ticket 4711', '--socket', socket, '--json'], {
      input,
    });

  it('verifies by what is typed, then gives what takes a verified caller', async () => {
    const unverified = await desk(['break-glass', 'alice']);
    expect(unverified.exitCode).toBe(1);
    expect(unverified.errors).toContain('verification.required');

    const code = currentCode(seed);
    const wrong = code === '000000' ? '111111' : '000000';
    const verified = await desk(['verify', 'alice'], [wrong, code]);
    expect(verified.exitCode).toBe(0);
    expect(verified.prompts).toHaveLength(2);
    expect(verified.errors).toContain('not right');
    const { outcome, verificationId } = verified.json() as Record<string, string>;
    expect(outcome).toBe('verified');

    const guards = ['--verification', verificationId ?? ''];
    const issued = await desk(['break-glass', 'alice', '--hours', '2', ...guards]);
    expect(issued.json()['code']).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    expect((await desk(['break-glass', 'alice', ...guards])).errors).toContain('break-glass.limit');

    const link = await desk(['password-link', 'alice', ...guards]);
    expect(link.json()['url']).toMatch(/\/password-link#[A-Za-z0-9_-]{43}$/);

    const reset = await desk(['reset-factors', 'alice', '--all', '--permit-hours', '3', ...guards]);
    expect(reset.json()).toMatchObject({ answersRemoved: false });
    expect(reset.json()['removed']).toHaveLength(2);
    expect(reset.json()['permittedUntil']).toBeDefined();
  });

  it('says no where there is nothing to ask for, and what is missing', async () => {
    await test.addUser('bob');
    const answers = await desk(['verify', 'bob', '--by', 'answers']);
    expect(answers.exitCode).toBe(1);
    expect(answers.output).toContain('factor.not-enrolled');
    const email = await desk(['verify', 'bob', '--method', 'email']);
    expect(email.exitCode).toBe(2);
    expect(email.errors).toContain('bob has no email');
    const silent = await desk(['verify', 'bob'], []);
    expect(silent.exitCode).toBe(2);
    const nobody = await desk(['verify', 'nobody']);
    expect(nobody.errors).toContain('principal.unknown');
  });

  it('reads out a code of a workstation, as text for people too, and says where there is none', async () => {
    const helpDesk = { fourEyes: [], verifyCaller: 'optional' };
    const policy = { name: 'everyone', assign: { everyone: true }, settings: { helpDesk } };
    await test.server.administer('PUT', '/api/v1/policies/everyone', policy);
    const { seed: ofCarol } = await test.addUser('carol');
    const workstation = await test.join();
    const begun = await workstation.begin('carol', PASSWORD);
    if (begun.outcome !== 'challenge') throw new Error(JSON.stringify(begun));
    const { logonId } = begun;
    await workstation.answer(logonId, begun.challengeId, currentCode(ofCarol));
    const { publicKey } = await generateSealingKey();
    const request = await workstation.prepare('POST', pathOf('requestKit', { logonId }), {
      replyKey: Buffer.from(publicKey).toString('base64url'),
      takes: ['offline-codes'],
    });
    expect((await workstation.send(request)).status).toBe(200);

    const shown = await run(['user', 'show', 'carol', '--socket', socket], {});
    expect(shown.output).toMatch(/CODES[\s\S]*test-host .* 3\s/);
    const read = await desk(['offline-code', 'carol', '--at', 'TEST-HOST']);
    expect(read.json()).toMatchObject({
      ...{ workstationId: workstation.id, hostname: 'test-host', held: false },
    });
    expect(read.json()['code']).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    const words = ['offline-code', 'carol', '--at', workstation.id, '--reason', 'ticket 4711'];
    const text = await run(['help-desk', ...words, '--socket', socket], {});
    expect(text.output).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\nCode \d of carol at test-host\./);
    expect(text.output).toContain('test-host has not said yet');
    const again = await run(['user', 'show', 'carol', '--socket', socket], {});
    expect(again.output).toContain('1, 2 read out');
    const none = await desk(['offline-code', 'carol', '--at', 'elsewhere']);
    expect(none.exitCode).toBe(1);
    expect(none.errors).toContain('offline-code.none');
  });
});
