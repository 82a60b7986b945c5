import { afterEach, describe, expect, test } from '@jest/globals';

import { DeliveryError } from '../../../server/src/delivery/mailer.js';
import type { SmtpMailerOptions } from '../../../server/src/delivery/smtp-mailer-options.js';
import { SmtpMailer } from '../../../server/src/delivery/smtp-mailer.js';
import { createTestCertificateAuthority } from '../../support/certificate-authority.js';
import { startSmtpServer } from '../../support/smtp.js';
import type { SmtpOptions, TestSmtpServer } from '../../support/smtp.js';

const MESSAGE = {
  to: 'alice@corp.test',
  subject: 'Your passcode',
  text: 'Grüße, your passcode is 123456.\n',
  html: '<p>Grüße, your passcode is <b>123456</b>.</p>',
};

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function start(options: SmtpOptions = {}): Promise<TestSmtpServer> {
  const server = await startSmtpServer(options);
  cleanUp.push(() => server.stop());
  return server;
}

function mailerFor(server: TestSmtpServer, options: Partial<SmtpMailerOptions> = {}): SmtpMailer {
  const mailer = new SmtpMailer({
    host: server.host,
    port: server.port,
    security: 'starttls',
    from: 'Gatehouse <gatehouse@corp.test>',
    ca: server.ca,
    timeoutMs: 3_000,
    ...options,
  });
  cleanUp.push(() => mailer.close());
  return mailer;
}

describe('sending', () => {
  test.each(['starttls', 'tls'] as const)('goes over %s, with authentication', async (security) => {
    const auth = { user: 'gatehouse', password: 'pässword' };
    const server = await start({ security, auth });
    await mailerFor(server, { security, ...auth }).send(MESSAGE);
    const mail = await server.waitForMail('alice@corp.test');
    expect(mail).toMatchObject({
      from: 'gatehouse@corp.test',
      to: ['alice@corp.test'],
      secure: true,
      user: 'gatehouse',
    });
    expect(mail.parsed.from).toMatchObject({ name: 'Gatehouse', address: 'gatehouse@corp.test' });
    expect(mail.parsed.subject).toBe('Your passcode');
    expect(mail.parsed.text?.trim()).toBe('Grüße, your passcode is 123456.');
    expect(mail.parsed.html).toContain('<b>123456</b>');
    expect(mail.raw).toMatch(/^Auto-Submitted: auto-generated/m);
  });

  test('the passcode can be read from what arrived', async () => {
    const server = await start();
    await mailerFor(server).send(MESSAGE);
    expect(await server.waitForCode('alice@corp.test')).toBe('123456');
  });

  test('keeps its connections between messages', async () => {
    const server = await start();
    const mailer = mailerFor(server, { poolSize: 2 });
    for (let i = 0; i < 5; i++) await mailer.send(MESSAGE);
    await Promise.all(Array.from({ length: 20 }, () => mailer.send(MESSAGE)));
    expect(server.mails).toHaveLength(25);
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  test('works again by itself after the server was away', async () => {
    const server = await start();
    const mailer = mailerFor(server);
    await mailer.send(MESSAGE);
    await server.stop();
    await expect(mailer.send(MESSAGE)).rejects.toThrow(DeliveryError);
    await server.resume();
    await mailer.send(MESSAGE);
    expect(server.mails).toHaveLength(2);
  });

  test('goes without TLS to this machine only', async () => {
    const server = await start({ security: 'none' });
    await mailerFor(server, { security: 'none', host: 'localhost' }).send(MESSAGE);
    expect(server.mails).toHaveLength(1);
  });
});

describe('refusing', () => {
  test('a server that does not offer STARTTLS gets nothing', async () => {
    const server = await start({ security: 'none' });
    await expect(mailerFor(server).send(MESSAGE)).rejects.toThrow(DeliveryError);
    expect(server.mails).toHaveLength(0);
  });

  test('a certificate of another authority ends the connection', async () => {
    const server = await start();
    const { ca } = await createTestCertificateAuthority();
    await expect(mailerFor(server, { ca }).send(MESSAGE)).rejects.toThrow(DeliveryError);
    expect(server.mails).toHaveLength(0);
  });

  test('a certificate for another name ends the connection', async () => {
    const server = await start({ names: ['mail.elsewhere.test'] });
    await expect(mailerFor(server).send(MESSAGE)).rejects.toThrow(DeliveryError);
    expect(server.mails).toHaveLength(0);
  });

  test('a wrong password is an error that does not repeat it', async () => {
    const server = await start({ auth: { user: 'gatehouse', password: 'right' } });
    const mailer = mailerFor(server, { user: 'gatehouse', password: 'canary-secret' });
    const error = await mailer.send(MESSAGE).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeliveryError);
    expect((error as Error).message).toContain('EAUTH');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('canary-secret');
  });

  test('a recipient that the server refuses is an error', async () => {
    const server = await start({ accepts: () => false });
    await expect(mailerFor(server).send(MESSAGE)).rejects.toThrow('550');
  });

  test.each(['alice@corp.test, mallory@evil.test', 'alice@corp.test\r\nBcc: mallory@evil.test'])(
    'R28: two recipients in one address are refused before the server is asked: %j',
    async (to) => {
      const server = await start();
      await expect(mailerFor(server).send({ ...MESSAGE, to })).rejects.toThrow(DeliveryError);
      expect(server.connections).toBe(0);
    },
  );

  test('R28: a subject cannot bring in another header', async () => {
    const server = await start();
    const subject = 'code\r\nBcc: mallory@evil.test';
    await expect(mailerFor(server).send({ ...MESSAGE, subject })).rejects.toThrow(DeliveryError);
    expect(server.connections).toBe(0);
  });

  test('a server that says nothing costs no more than the budget', async () => {
    const server = await start({ security: 'tls' });
    // Speaking in clear to a port that waits for TLS: neither side ever says a word.
    const mailer = mailerFor(server, { security: 'starttls', timeoutMs: 400 });
    const begun = performance.now();
    await expect(mailer.send(MESSAGE)).rejects.toThrow(DeliveryError);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  test.each<[string, Partial<SmtpMailerOptions>]>([
    ['no TLS to another machine', { security: 'none', host: 'mail.corp.test' }],
    ['a password without TLS', { security: 'none', user: 'u', password: 'p' }],
    ['a password without a user', { password: 'p' }],
    ['a sender that is no address', { from: 'Gatehouse' }],
  ])('%s is a configuration error', (_name, options) => {
    const base = { host: '127.0.0.1', port: 25, security: 'tls', from: 'g@corp.test' } as const;
    expect(() => new SmtpMailer({ ...base, ...options })).toThrow(TypeError);
  });
});
