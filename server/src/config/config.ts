import { hostname } from 'node:os';
import path from 'node:path';

import { z } from 'zod';

import { ConfigurationError } from './env.js';
import type { Env } from './env.js';

/** The configuration after defaults and cross-checks, without secrets: those are {@link Secrets}. */
export interface Config {
  dataDirectory: string;
  listen: { host: string; port: number };
  /** Absent: made from the host name and the port that was really bound. */
  publicUrl: string | undefined;
  /** Where the pages for people are; absent: at the public URL. */
  portalUrl: string | undefined;
  nodeId: string;
  /** Undefined on Windows. */
  socketPath: string | undefined;
  logLevel: Env['GATEHOUSE_LOG_LEVEL'];
  trustedProxies: string[];
  /** Without a password; undefined when it is embedded or comes from a file. */
  databaseUrl: string | undefined;
  databaseUrlFile: string | undefined;
  tls: { certificateFile: string; keyFile: string } | undefined;
  masterKey: { file: string; generate: boolean } | { command: string[] };
  directory:
    | { kind: 'local'; realm: string }
    | ({ kind: 'ldap' } & LdapConfig)
    /** What is in the file comes with the secrets that it names. */
    | { kind: 'several'; file: string };
  mail: MailConfig | undefined;
  breachedListFile: string | undefined;
  issuer: string;
  /** How it is reached, as people are told. */
  helpDesk: string | undefined;
  /** Undefined: all of them. */
  auditRetentionMonths: number | undefined;
  /** What one address may do in self-service in browsers. */
  selfService: { begins: number; proofs: number; windowMinutes: number };
  syslog: SyslogConfig | undefined;
  /** Private enterprise number of structured data, also where events are exported by hand. */
  syslogEnterprise: string;
}

export interface LdapConfig {
  url: string;
  baseDn: string;
  bindDn: string;
  passwordFile: string;
  caFile: string;
  timeoutMs: number | undefined;
  poolSize: number | undefined;
}

export interface MailConfig {
  host: string;
  port: number;
  security: Env['GATEHOUSE_SMTP_SECURITY'];
  from: string;
  user: string | undefined;
  passwordFile: string | undefined;
  caFile: string | undefined;
}

export interface SyslogConfig {
  host: string;
  port: number;
  caFile: string | undefined;
  format: Env['GATEHOUSE_SYSLOG_FORMAT'];
}

const DEFAULT_SYSLOG_PORT = 6514;
const DEFAULT_MAIL_PORTS = { starttls: 587, tls: 465, none: 25 } as const;
const Command = z.array(z.string().min(1)).min(1).max(32);

/** @throws ConfigurationError when settings contradict each other or one lacks another */
export function createConfig(env: Env): Config {
  const dataDirectory = path.resolve(env.GATEHOUSE_DATA);
  return {
    dataDirectory,
    listen: parseListen(env.GATEHOUSE_LISTEN),
    publicUrl: env.GATEHOUSE_PUBLIC_URL?.replace(/\/$/, ''),
    portalUrl: env.GATEHOUSE_PORTAL_URL?.replace(/\/$/, ''),
    nodeId: env.GATEHOUSE_NODE_ID ?? defaultNodeId(),
    socketPath: socketPathOf(env, dataDirectory),
    logLevel: env.GATEHOUSE_LOG_LEVEL,
    trustedProxies: env.GATEHOUSE_TRUSTED_PROXIES?.split(',').map((proxy) => proxy.trim()) ?? [],
    ...databaseOf(env),
    tls: tlsOf(env),
    masterKey: masterKeyOf(env, dataDirectory),
    directory: directoryOf(env),
    mail: mailOf(env),
    breachedListFile: pathOf(env.GATEHOUSE_BREACHED_LIST_FILE),
    issuer: env.GATEHOUSE_ISSUER,
    helpDesk: env.GATEHOUSE_HELP_DESK,
    auditRetentionMonths: env.GATEHOUSE_AUDIT_RETENTION_MONTHS,
    selfService: {
      begins: env.GATEHOUSE_SELF_SERVICE_BEGINS,
      proofs: env.GATEHOUSE_SELF_SERVICE_PROOFS,
      windowMinutes: env.GATEHOUSE_SELF_SERVICE_WINDOW_MINUTES,
    },
    syslog: syslogOf(env),
    syslogEnterprise: env.GATEHOUSE_SYSLOG_ENTERPRISE,
  };
}

function pathOf(file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(file);
}

function parseListen(value: string): Config['listen'] {
  const colon = value.lastIndexOf(':');
  const port = Number(value.slice(colon + 1));
  if (port > 65_535) throw new ConfigurationError('GATEHOUSE_LISTEN: there is no such port');
  return { host: value.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port };
}

function defaultNodeId(): string {
  const name = hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
    .slice(0, 63);
  return /^[a-z0-9]/.test(name) ? name : 'node';
}

function socketPathOf(env: Env, dataDirectory: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  return path.resolve(env.GATEHOUSE_SOCKET ?? path.join(dataDirectory, 'admin.sock'));
}

function databaseOf(env: Env): Pick<Config, 'databaseUrl' | 'databaseUrlFile'> {
  if (env.DATABASE_URL !== undefined && env.GATEHOUSE_DATABASE_URL_FILE !== undefined) {
    throw new ConfigurationError('DATABASE_URL and GATEHOUSE_DATABASE_URL_FILE exclude each other');
  }
  if (env.DATABASE_URL !== undefined && new URL(env.DATABASE_URL).password !== '') {
    // Environments are read by others and end up in crash reports (R14).
    throw new ConfigurationError(
      'DATABASE_URL holds a password: put it in a file, GATEHOUSE_DATABASE_URL_FILE',
    );
  }
  return { databaseUrl: env.DATABASE_URL, databaseUrlFile: env.GATEHOUSE_DATABASE_URL_FILE };
}

function tlsOf(env: Env): Config['tls'] {
  const { GATEHOUSE_TLS_CERT_FILE: certificateFile, GATEHOUSE_TLS_KEY_FILE: keyFile } = env;
  if (certificateFile === undefined && keyFile === undefined) return undefined;
  return {
    certificateFile: needed('GATEHOUSE_TLS_CERT_FILE', certificateFile, 'GATEHOUSE_TLS_KEY_FILE'),
    keyFile: needed('GATEHOUSE_TLS_KEY_FILE', keyFile, 'GATEHOUSE_TLS_CERT_FILE'),
  };
}

function masterKeyOf(env: Env, dataDirectory: string): Config['masterKey'] {
  const { GATEHOUSE_MASTER_KEY_FILE: file, GATEHOUSE_MASTER_KEY_COMMAND: command } = env;
  if (command === undefined) {
    const generated = path.join(dataDirectory, 'master.key');
    return { file: path.resolve(file ?? generated), generate: file === undefined };
  }
  if (file !== undefined) {
    throw new ConfigurationError(
      'GATEHOUSE_MASTER_KEY_FILE and GATEHOUSE_MASTER_KEY_COMMAND exclude each other',
    );
  }
  const parsed = Command.safeParse(parseJson(command));
  if (!parsed.success) {
    throw new ConfigurationError('GATEHOUSE_MASTER_KEY_COMMAND: expected a JSON array of texts');
  }
  return { command: parsed.data };
}

function directoryOf(env: Env): Config['directory'] {
  const file = env.GATEHOUSE_DIRECTORIES_FILE;
  if (file === undefined) {
    return env.GATEHOUSE_DIRECTORY === 'local'
      ? { kind: 'local', realm: env.GATEHOUSE_LOCAL_REALM }
      : { kind: 'ldap', ...ldapOf(env) };
  }
  const [other] = Object.entries(env).filter(
    ([name, value]) => name.startsWith('GATEHOUSE_LDAP_') && value !== undefined,
  );
  if (env.GATEHOUSE_DIRECTORY === 'ldap' || other !== undefined) {
    const name = other?.[0] ?? 'GATEHOUSE_DIRECTORY=ldap';
    throw new ConfigurationError(`GATEHOUSE_DIRECTORIES_FILE and ${name} exclude each other`);
  }
  return { kind: 'several', file: path.resolve(file) };
}

function ldapOf(env: Env): LdapConfig {
  const because = 'GATEHOUSE_DIRECTORY=ldap';
  return {
    url: needed('GATEHOUSE_LDAP_URL', env.GATEHOUSE_LDAP_URL, because),
    baseDn: needed('GATEHOUSE_LDAP_BASE_DN', env.GATEHOUSE_LDAP_BASE_DN, because),
    bindDn: needed('GATEHOUSE_LDAP_BIND_DN', env.GATEHOUSE_LDAP_BIND_DN, because),
    passwordFile: needed('GATEHOUSE_LDAP_PASSWORD_FILE', env.GATEHOUSE_LDAP_PASSWORD_FILE, because),
    caFile: needed('GATEHOUSE_LDAP_CA_FILE', env.GATEHOUSE_LDAP_CA_FILE, because),
    timeoutMs: env.GATEHOUSE_LDAP_TIMEOUT_MS,
    poolSize: env.GATEHOUSE_LDAP_POOL_SIZE,
  };
}

function mailOf(env: Env): MailConfig | undefined {
  const host = env.GATEHOUSE_SMTP_HOST;
  if (host === undefined) return undefined;
  const security = env.GATEHOUSE_SMTP_SECURITY;
  if (security === 'none' && !/^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)) {
    throw new ConfigurationError(
      'GATEHOUSE_SMTP_SECURITY: none is only for a mail server on this machine',
    );
  }
  const { GATEHOUSE_SMTP_USER: user, GATEHOUSE_SMTP_PASSWORD_FILE: passwordFile } = env;
  if ((user === undefined) !== (passwordFile === undefined)) {
    throw new ConfigurationError(
      'GATEHOUSE_SMTP_USER and GATEHOUSE_SMTP_PASSWORD_FILE belong together',
    );
  }
  return {
    host,
    port: env.GATEHOUSE_SMTP_PORT ?? DEFAULT_MAIL_PORTS[security],
    security,
    from: needed('GATEHOUSE_SMTP_FROM', env.GATEHOUSE_SMTP_FROM, 'GATEHOUSE_SMTP_HOST'),
    user,
    passwordFile,
    caFile: env.GATEHOUSE_SMTP_CA_FILE,
  };
}

function syslogOf(env: Env): SyslogConfig | undefined {
  const { GATEHOUSE_SYSLOG_HOST: host, GATEHOUSE_SYSLOG_CA_FILE: caFile } = env;
  const port = env.GATEHOUSE_SYSLOG_PORT;
  if (host === undefined) {
    if (caFile === undefined && port === undefined) return undefined;
    throw new ConfigurationError(
      'GATEHOUSE_SYSLOG_PORT and GATEHOUSE_SYSLOG_CA_FILE need GATEHOUSE_SYSLOG_HOST',
    );
  }
  return {
    host,
    port: port ?? DEFAULT_SYSLOG_PORT,
    caFile,
    format: env.GATEHOUSE_SYSLOG_FORMAT,
  };
}

function needed(name: string, value: string | undefined, because: string): string {
  if (value === undefined) throw new ConfigurationError(`${name} is needed because of ${because}`);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
