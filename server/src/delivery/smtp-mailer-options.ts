/** What an administrator says of the mail server. */
export interface SmtpMailerOptions {
  host: string;
  port: number;
  /**
   * `starttls`: plain connection that must be upgraded before anything is sent; a server that does not offer it is
   * refused, so stripping it gains nothing. `tls`: TLS from the first byte. `none`: only to this machine itself.
   */
  security: 'starttls' | 'tls' | 'none';
  /** Sent as sender: `Gatehouse <gatehouse@corp.test>` or a bare address. */
  from: string;
  /** PEM with the certificate authorities to trust; those that come with Node when absent. */
  ca?: string;
  user?: string;
  /** Needs `user`, and `security` other than `none`. */
  password?: string;
  /** One budget for a message, from waiting for a connection to the server's word that it took it over. */
  timeoutMs?: number;
  /** Most connections at once. */
  poolSize?: number;
}

export const SMTP_MAILER_DEFAULTS = {
  timeoutMs: 10_000,
  poolSize: 4,
} as const satisfies Partial<SmtpMailerOptions>;
