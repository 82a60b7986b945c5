import type { Config } from '../config/config.js';
import type { Secrets } from '../config/secrets.js';
import type { Mailer } from '../delivery/mailer.js';
import { SmtpMailer } from '../delivery/smtp-mailer.js';

/** The mailer that the configuration names, if any. */
export function createMailer({ mail }: Config, secrets: Secrets): Mailer | undefined {
  if (mail === undefined) return undefined;
  const { host, port, security, from, user } = mail;
  const { password, ca } = secrets.mail ?? {};
  return new SmtpMailer({
    host,
    port,
    security,
    from,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
  });
}
