import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

import { formatCorrelationId } from '@gatehouse/protocol';

import { Passwords } from './administration/passwords.js';
import { Users } from './administration/users.js';
import { systemClock } from './clock.js';
import type { Clock } from './clock.js';
import type { Config } from './config/config.js';
import type { Secrets } from './config/secrets.js';
import { createServerCore } from './core.js';
import type { Mailer } from './delivery/mailer.js';
import type { Directory, ManagedDirectory } from './directory/directory.js';
import { ForeignAccounts } from './foreign-accounts/foreign-accounts.js';
import { createHttpApp } from './http/app.js';
import type { HttpServices } from './http/http-services.js';
import type { RateLimits } from './http/limits.js';
import { Readiness } from './http/readiness.js';
import { createLogger } from './logger.js';
import type { Logger } from './logger.js';
import { meterDirectory } from './metrics/metered-directory.js';
import { meterLogonEngine } from './metrics/metered-logon-engine.js';
import { ServerMetrics } from './metrics/server-metrics.js';
import { watchDatabase } from './metrics/watch-database.js';
import type { BreachedList } from './password/breached/breached-list.js';
import { SITE_FOLDER, loadSite } from './portal/site.js';
import { systemRandom } from './random.js';
import type { Random } from './random.js';
import { createAuditParts } from './start-up/audit.js';
import type { AuditParts } from './start-up/audit.js';
import { openBreachedList } from './start-up/breached-list.js';
import { choresOf } from './start-up/chores.js';
import { Cleanup } from './start-up/cleanup.js';
import { prepareDataDirectory } from './start-up/data-directory.js';
import { startDatabase } from './start-up/database.js';
import { createDirectory } from './start-up/directory.js';
import { DRAIN_MS, drain, listen } from './start-up/listener.js';
import { startLocalListener } from './start-up/local-listener.js';
import { createMailer } from './start-up/mailer.js';
import { lockNode } from './start-up/node-lock.js';
import { createOperators } from './start-up/operators.js';
import { createPlainLogger } from './start-up/plain-logger.js';
import { TlsCredentials } from './start-up/tls-credentials.js';
import { startUpkeep } from './start-up/upkeep.js';
import type { Upkeep } from './start-up/upkeep.js';
import { createWeb } from './start-up/web.js';
import { isDatabaseUnavailable } from './storage/database.js';
import type { DatabaseConnections, DatabaseLocation } from './storage/database.js';
import { openKeyring } from './storage/open-keyring.js';
import { PostgresForeignAccountStore } from './storage/postgres-foreign-account-store.js';
import { PostgresServerKeyStore, SERVER_KEY_SECRETS } from './storage/postgres-server-key-store.js';
import { PostgresTokenStore } from './storage/postgres-token-store.js';
import {
  PostgresWorkstationStore,
  createNonceSweeper,
} from './storage/postgres-workstation-store.js';
import type { Sweeper } from './storage/sweeper.js';
import { certificateNames } from './tls/certificate-names.js';
import { authorityPem, authorityPin } from './tls/tls-authority.js';
import { Tokens } from './tokens/tokens.js';
import { AnswerSigner } from './workstation/answer-signer.js';
import { Joining } from './workstation/joining.js';
import { RequestVerifier } from './workstation/request-verifier.js';
import { ServerIdentity } from './workstation/server-identity.js';

/** Parts to use instead of those that the configuration names. */
export interface ServerOverrides {
  clock?: Clock;
  random?: Random;
  logger?: Logger;
  /** A database that runs already. */
  database?: DatabaseLocation;
  directory?: Directory;
  managedDirectory?: ManagedDirectory;
  mailer?: Mailer;
  rateLimits?: Partial<RateLimits>;
  /** Ends the wait for a database. */
  signal?: AbortSignal;
}

export interface RunningServer extends AsyncDisposable {
  /** What workstations reach it at. */
  url: string;
  /** The bound port. */
  port: number;
  socketPath: string | undefined;
  /** PEM of the authority behind the TLS certificate; undefined when the certificate is the operator's own. */
  authority: string | undefined;
  authorityPin: string | undefined;
  /** The pin of the identity key. */
  identityPin: string;
  /** Set while nobody has an API key. Works once. */
  bootstrapCode: string | undefined;
  /** Fulfilled with the reason when it must not go on: dispose of it then. */
  mustEnd: Promise<Error>;
}

const HOUR_MS = 3_600_000;

/**
 * Starts a server node: the one place where the parts are put together.
 *
 * @returns when it serves; disposing of it stops accepting, finishes what is in flight, then closes everything
 */
export async function startServer(
  config: Config,
  secrets: Secrets,
  overrides: ServerOverrides = {},
): Promise<RunningServer> {
  const logger =
    overrides.logger ?? createLogger({ level: config.logLevel, fields: { node: config.nodeId } });
  const cleanup = new Cleanup(logger);
  try {
    return await start(config, secrets, { overrides, logger, cleanup });
  } catch (error) {
    await cleanup[Symbol.asyncDispose]();
    throw error;
  }
}

async function start(
  config: Config,
  secrets: Secrets,
  { overrides, logger, cleanup }: { overrides: ServerOverrides; logger: Logger; cleanup: Cleanup },
): Promise<RunningServer> {
  const { clock = systemClock, random = systemRandom } = overrides;
  await prepareDataDirectory(config.dataDirectory);
  const local =
    config.socketPath === undefined ? undefined : await startLocalListener(config.socketPath);
  if (local !== undefined) cleanup.add('local socket', () => local[Symbol.asyncDispose]());

  const database = await startDatabase(config, secrets, {
    logger,
    location: overrides.database,
    signal: overrides.signal,
  });
  cleanup.add('database', () => database[Symbol.asyncDispose]());

  const nodeLock = await lockNode(config, {
    location: database.location,
    log: logger,
    signal: overrides.signal,
  });
  cleanup.add('node lock', () => nodeLock[Symbol.asyncDispose]());
  void nodeLock.lost.then(({ message }) => logger.error('the server must end', { error: message }));

  let url = config.publicUrl;
  const background: { upkeep?: Upkeep } = {};
  const parts = await createParts(config, secrets, {
    connections: database.connections,
    clock,
    random,
    logger,
    overrides,
    publicUrl: () => url ?? '',
    jobs: () => ({ node: config.nodeId, jobs: background.upkeep?.jobs() ?? [] }),
  });
  cleanup.add('directory', () => parts.services.directory.close());
  cleanup.add('breached list', () => parts.breachedList.close());
  cleanup.add('mailer', () => parts.mailer?.close());

  const { services, identity } = parts;
  const credentials =
    secrets.tls === undefined
      ? await TlsCredentials.issue(
          identity.authority,
          certificateNames(config.publicUrl, config.listen.host),
          clock,
        )
      : undefined;
  const app = await createHttpApp(services, {
    tls: credentials?.current ?? ownCertificate(secrets),
    trustedProxies: config.trustedProxies,
    ...(overrides.rateLimits === undefined ? {} : { limits: overrides.rateLimits }),
    localSockets: local?.sockets ?? new WeakSet(),
    site: await loadSite(SITE_FOLDER),
  });
  const port = await listen(app, config, local);
  cleanup.add('listener', () => drain(app));
  if (local !== undefined) cleanup.add('local requests', () => local.drain(DRAIN_MS));
  url ??= `https://${hostname().toLowerCase()}:${port}`;

  const chores = [...choresOf(parts.sweepers, identity, clock), ...parts.audit.chores];
  if (credentials !== undefined) {
    chores.push({ name: 'tls', everyMs: HOUR_MS, run: () => credentials.renew(app.server) });
    await publishAuthority(config, identity);
  }
  const upkeep = startUpkeep(chores, { clock, logger });
  background.upkeep = upkeep;
  cleanup.add('upkeep', () => upkeep[Symbol.asyncDispose]());
  cleanup.add('export', () => parts.audit.stop());

  await announce(services, 'server.started', config.nodeId);
  cleanup.add('audit', () => announce(services, 'server.stopped', config.nodeId));
  cleanup.add('readiness', () => services.readiness.stop());
  logger.info('started', { url, port });

  const ownAuthority = credentials !== undefined;
  return {
    url,
    port,
    socketPath: config.socketPath,
    authority: ownAuthority ? authorityPem(identity.authority) : undefined,
    authorityPin: ownAuthority ? authorityPin(identity.authority) : undefined,
    identityPin: identity.pin,
    bootstrapCode: await services.bootstrap.createCode(),
    mustEnd: nodeLock.lost,
    [Symbol.asyncDispose]: () => cleanup[Symbol.asyncDispose](),
  };
}

interface Parts {
  services: HttpServices;
  breachedList: BreachedList;
  identity: ServerIdentity;
  mailer: Mailer | undefined;
  sweepers: Sweeper[];
  audit: AuditParts;
}

async function createParts(
  config: Config,
  secrets: Secrets,
  base: {
    connections: DatabaseConnections;
    clock: Clock;
    random: Random;
    logger: Logger;
    overrides: ServerOverrides;
    publicUrl: () => string;
    jobs: HttpServices['jobs'];
  },
): Promise<Parts> {
  const { clock, random, logger, overrides, publicUrl, jobs } = base;
  const { db, pool } = base.connections;
  const ownAuthority = secrets.tls === undefined;
  const keyring = await openKeyring(pool, secrets.masterKey, random, [SERVER_KEY_SECRETS]);
  const metrics = new ServerMetrics();
  const {
    directory: bareDirectory,
    managed,
    facts: directories,
  } = overrides.directory === undefined
    ? createDirectory(config, secrets, { pool, clock, random, logger })
    : { directory: overrides.directory, managed: overrides.managedDirectory, facts: [] };
  const directory = meterDirectory(bareDirectory, metrics);
  const mailer = overrides.mailer ?? createMailer(config, secrets);
  const plainLogger = createPlainLogger(logger);
  const breachedList = await openBreachedList(config, plainLogger);
  const core = createServerCore({
    pool,
    breachedList,
    keyring,
    directory,
    mailer,
    issuer: config.issuer,
    addressLimits: config.selfService,
    clock,
    random,
    nodeId: config.nodeId,
    logger: plainLogger,
    metrics,
  });
  const { selfService, selfCare, credentials, policies, audit } = core;
  const auditParts = createAuditParts(config, secrets, {
    ...{ pool, keyring, audit, metrics, clock, random, logger },
  });
  await auditParts.prepare();
  watchDatabase(pool, metrics);
  const identity = await ServerIdentity.open({
    store: new PostgresServerKeyStore(db),
    keyring,
    clock,
    random,
    ownAuthority,
  });
  const workstations = new PostgresWorkstationStore(db, pool);
  const operators = createOperators(base.connections, {
    ...{ directory, managed, policies, passwords: core.passwords, audit, clock, random },
  });
  const { approvals, reach } = operators.services;
  const engine = meterLogonEngine(core.engine, metrics);
  const services: HttpServices = {
    engine,
    selfService,
    selfCare,
    identity,
    verifier: new RequestVerifier(workstations, clock),
    signer: new AnswerSigner(identity, clock, random),
    kits: core.kitsSignedBy(identity),
    joining: new Joining({
      workstations,
      tokens: workstations,
      identity,
      ownAuthority,
      publicUrl,
      audit,
      clock,
      random,
    }),
    workstations,
    foreignAccounts: new ForeignAccounts({
      store: new PostgresForeignAccountStore(pool),
      ...{ workstations, directory, audit, clock, random },
    }),
    ...operators.services,
    forecasts: core.forecasts,
    ...createWeb(core, { engine, trail: auditParts.trail, clock }),
    publicUrl,
    portalFacts: async () => ({
      issuer: config.issuer,
      ...(await core.texts.page(config.helpDesk)),
    }),
    messageAdministration: core.messageAdministration,
    tokens: new Tokens({
      store: new PostgresTokenStore(pool),
      directory,
      reach,
      keyring,
      sessions: core.web.sessions,
      audit,
      clock,
      random,
    }),
    deskActions: core.deskActionsWith({
      approvals,
      portalUrl: () => config.portalUrl ?? publicUrl(),
    }),
    users: new Users({
      directory,
      managed,
      credentials,
      policies,
      requiredEnrollments: core.requiredEnrollments,
      sessions: core.web.sessions,
      audit,
      clock,
      issuer: config.issuer,
    }),
    helpDesk: core.helpDesk,
    passwords: new Passwords({
      directory,
      policies,
      passwords: core.passwords,
      history: core.passwordHistory,
      list: breachedList,
      audit,
    }),
    policies,
    policyAdministration: core.policyAdministration,
    ...{ directory, directories, jobs },
    keyring,
    audit,
    trail: auditParts.trail,
    auditVerifier: auditParts.verifier,
    reports: auditParts.reports,
    formats: auditParts.formats,
    metrics,
    readiness: new Readiness([
      {
        name: 'database',
        check: async () => {
          await pool.query('SELECT 1');
        },
      },
      { name: 'directory', check: () => directory.probe() },
    ]),
    clock,
    random,
    logger,
    isUnavailable: isDatabaseUnavailable,
  };
  return {
    ...{ services, breachedList, identity, mailer },
    audit: auditParts,
    sweepers: [...core.sweepers, createNonceSweeper(pool), operators.sweeper],
  };
}

/** For tools on this machine that talk HTTPS to this node. It is public. */
async function publishAuthority(config: Config, identity: ServerIdentity): Promise<void> {
  const file = path.join(config.dataDirectory, 'tls-authority.pem');
  await writeFile(file, `${authorityPem(identity.authority)}\n`, { mode: 0o644 });
}

async function announce(
  { audit, random }: HttpServices,
  type: 'server.started' | 'server.stopped',
  node: string,
): Promise<void> {
  const correlationId = formatCorrelationId(random.bytes(16));
  await audit.append({ type, outcome: 'info', correlationId, detail: { node } });
}

function ownCertificate({ tls }: Secrets): { cert: string; key: string } {
  if (tls === undefined) throw new Error('there is no certificate');
  return { cert: tls.certificate, key: tls.key };
}
