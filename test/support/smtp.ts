import { once } from 'node:events';
import type net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import PostalMime from 'postal-mime';
import type { Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

import { createTestCertificateAuthority } from './certificate-authority.js';

export interface SmtpOptions {
  /** `starttls` is offered and needed before anything else (the default); `none` does not know TLS. */
  security?: 'starttls' | 'tls' | 'none';
  /** Must be given to send, when present. */
  auth?: { user: string; password: string };
  /** Hosts in the certificate. @default 127.0.0.1 and localhost */
  names?: string[];
  /** Refuses recipients that this answers false for, with 550. */
  accepts?: (address: string) => boolean;
}

export interface ReceivedMail {
  /** Of the envelope. */
  from: string;
  to: string[];
  /** Whether it came within TLS. */
  secure: boolean;
  user: string | undefined;
  raw: string;
  parsed: Email;
}

/** A real SMTP server on the loopback that keeps what it is given. */
export interface TestSmtpServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** PEM of the authority that issued its certificate. */
  readonly ca: string;
  readonly mails: ReceivedMail[];
  /** Connections that clients made so far. */
  readonly connections: number;
  /** Waits for the next mail to an address that was not returned before. */
  waitForMail(address: string, timeoutMs?: number): Promise<ReceivedMail>;
  /** The same, and reads the passcode in it: the only number of 4 to 12 digits. */
  waitForCode(address: string, timeoutMs?: number): Promise<string>;
  /** Breaks all connections and stops listening. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  resume(): Promise<void>;
}

export async function startSmtpServer(options: SmtpOptions = {}): Promise<TestSmtpServer> {
  const host = '127.0.0.1';
  const authority = await createTestCertificateAuthority('Mail CA');
  const { cert, key } = await authority.issue(options.names ?? [host, 'localhost']);
  const mails: ReceivedMail[] = [];
  const returned = new Set<ReceivedMail>();
  let connections = 0;

  const create = () => {
    const server = new SMTPServer({
      cert,
      key,
      secure: options.security === 'tls',
      needsUpgrade: false,
      disabledCommands: [
        ...(options.security === 'none' ? ['STARTTLS'] : []),
        ...(options.auth === undefined ? ['AUTH'] : []),
      ],
      // With STARTTLS, AUTH is offered after it only.
      allowInsecureAuth: false,
      authOptional: options.auth === undefined,
      disableReverseLookup: true,
      // Whoever is still connected when a test stops the server is cut off.
      closeTimeout: 50,
      onAuth: ({ username, password }, _session, callback) => {
        const right = username === options.auth?.user && password === options.auth?.password;
        if (right) callback(null, { user: username });
        else callback(new Error('wrong user name or password'));
      },
      onMailFrom: (_address, session, callback) => {
        const missing = options.security !== 'none' && !session.secure;
        callback(missing ? new Error('say STARTTLS first') : null);
      },
      onRcptTo: ({ address }, _session, callback) => {
        const refused = options.accepts?.(address) === false;
        callback(
          refused ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null,
        );
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks);
          const { mailFrom, rcptTo } = session.envelope;
          void PostalMime.parse(raw).then((parsed) => {
            mails.push({
              from: mailFrom === false ? '' : mailFrom.address,
              to: rcptTo.map(({ address }) => address),
              secure: session.secure,
              user: session.user as string | undefined,
              raw: raw.toString(),
              parsed,
            });
            callback();
          });
        });
      },
    });
    // Clients that break off are part of the tests.
    server.on('error', () => undefined);
    server.server.on('connection', () => (connections += 1));
    return server;
  };

  const listen = async (server: SMTPServer, port: number) => {
    server.listen(port, host);
    await once(server.server, 'listening');
    return (server.server.address() as net.AddressInfo).port;
  };
  let server = create();
  const port = await listen(server, 0);
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));

  const waitForMail = async (address: string, timeoutMs = 10_000) => {
    const giveUpAt = Date.now() + timeoutMs;
    for (;;) {
      const mail = mails.find((sent) => sent.to.includes(address) && !returned.has(sent));
      if (mail !== undefined) {
        returned.add(mail);
        return mail;
      }
      if (Date.now() > giveUpAt) throw new Error(`no mail came for ${address}`);
      await sleep(10);
    }
  };

  return {
    host,
    port,
    ca: authority.ca,
    mails,
    get connections() {
      return connections;
    },
    waitForMail,
    async waitForCode(address, timeoutMs) {
      const { parsed } = await waitForMail(address, timeoutMs);
      const codes = [...(parsed.text ?? '').matchAll(/(?<!\d)\d{4,12}(?!\d)/g)];
      if (codes.length !== 1) throw new Error(`${codes.length} codes in the mail to ${address}`);
      return codes[0]![0];
    },
    stop,
    async resume() {
      server = create();
      await listen(server, port);
    },
    [Symbol.asyncDispose]: stop,
  };
}
