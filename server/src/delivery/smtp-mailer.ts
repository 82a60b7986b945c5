import net from 'node:net';

import { createTransport } from 'nodemailer';
import type { Transporter } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';

import { errorCode, errorMessage } from '../errors/system-error.js';
import { isMailAddress, parseSender } from './mail-address.js';
import type { Sender } from './mail-address.js';
import { DeliveryError } from './mailer.js';
import type { Mailer, MailMessage } from './mailer.js';
import { SMTP_MAILER_DEFAULTS } from './smtp-mailer-options.js';
import type { SmtpMailerOptions } from './smtp-mailer-options.js';

const MAX_SUBJECT_LENGTH = 255;

/** Hands mail to an SMTP server, over connections that stay open between messages. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter<SMTPPool.SentMessageInfo>;
  readonly #sender: Sender;
  readonly #timeoutMs: number;

  /** Connects when first used. @throws TypeError when the options would send secrets or codes in clear */
  constructor(options: SmtpMailerOptions) {
    requireProtection(options);
    this.#sender = parseSender(options.from);
    this.#timeoutMs = options.timeoutMs ?? SMTP_MAILER_DEFAULTS.timeoutMs;
    this.#transport = createTransport(transportOptions(options, this.#timeoutMs));
    // A pooled connection that breaks while nothing is sent: the next message opens another.
    this.#transport.on('error', () => undefined);
  }

  async send(message: MailMessage): Promise<void> {
    requireOneAddress(message.to);
    requirePlainSubject(message.subject);
    const { address } = this.#sender;
    const sending = this.#transport.sendMail({
      from: this.#sender,
      to: { name: '', address: message.to },
      // The envelope is stated, so that nothing is read out of headers.
      envelope: { from: address, to: [message.to] },
      subject: message.subject,
      text: message.text,
      html: message.html,
      // RFC 3834 and its Microsoft cousin: no vacation notice shall answer a passcode.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    });
    await this.#withinBudget(sending);
  }

  close(): Promise<void> {
    this.#transport.close();
    return Promise.resolve();
  }

  async #withinBudget(sending: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('time is up')), this.#timeoutMs);
    });
    try {
      await Promise.race([sending, timeUp]);
    } catch (cause) {
      throw new DeliveryError(`the mail server did not take the message: ${codeOf(cause)}`, {
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

function transportOptions(options: SmtpMailerOptions, timeoutMs: number): SMTPPool.Options {
  const { host, port, security, ca, user, password } = options;
  return {
    pool: true,
    // nodemailer asks DNS before it looks at the hosts file; "this machine" shall not depend on an answer.
    host: security === 'none' && host.toLowerCase() === 'localhost' ? '127.0.0.1' : host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { ca }),
    },
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    maxConnections: options.poolSize ?? SMTP_MAILER_DEFAULTS.poolSize,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // Message parts are text; none may name a file or a URL to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function requireProtection({ security, host, user, password }: SmtpMailerOptions): void {
  if (security === 'none' && !isLoopback(host)) {
    throw new TypeError('security "none" is for a mail server on this machine only');
  }
  if (security === 'none' && password !== undefined) {
    throw new TypeError('a password is not sent without TLS');
  }
  if (password !== undefined && user === undefined) {
    throw new TypeError('a password needs a user');
  }
}

function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '::1' || (net.isIPv4(name) && name.startsWith('127.'));
}

function requireOneAddress(to: string): void {
  if (!isMailAddress(to)) throw new DeliveryError('not exactly one mail address');
}

function requirePlainSubject(subject: string): void {
  if (subject.length > MAX_SUBJECT_LENGTH || /\p{Cc}/u.test(subject)) {
    throw new DeliveryError('not a subject of one line');
  }
}

/** nodemailer's code (`EAUTH`, `ETLS`, `EENVELOPE` …) and the server's; texts may hold addresses. */
function codeOf(error: unknown): string {
  const { responseCode } = error as { responseCode?: unknown };
  const words = [errorCode(error), responseCode].filter(
    (word) => typeof word === 'string' || typeof word === 'number',
  );
  return words.length === 0 ? errorMessage(error) : words.join(' ');
}
