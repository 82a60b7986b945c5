import { readFileSync } from 'node:fs';

import type pg from 'pg';

import { AuditExporter } from '../audit/audit-exporter.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { AuditReports } from '../audit/audit-reports.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { AuditVerifier } from '../audit/audit-verifier.js';
import { Countersigner } from '../audit/countersigner.js';
import { formatEvent } from '../audit/formats/event-format.js';
import type { FormatOptions } from '../audit/formats/event-format.js';
import { AuditRetention } from '../audit/retention.js';
import { TlsSyslogReceiver } from '../audit/tls-syslog-receiver.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config/config.js';
import type { Secrets } from '../config/secrets.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Logger } from '../logger.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import type { Random } from '../random.js';
import { PostgresAuditMonths } from '../storage/postgres-audit-months.js';
import { PostgresAuditReports } from '../storage/postgres-audit-reports.js';
import { PostgresAuditTrail } from '../storage/postgres-audit-trail.js';
import { PostgresAuditVerifier } from '../storage/postgres-audit-verifier.js';
import { PostgresChainHeads } from '../storage/postgres-chain-heads.js';
import { PostgresExportCursor } from '../storage/postgres-export-cursor.js';
import type { Chore } from './upkeep.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const FIRST_PRUNE_MS = 2 * SECOND_MS;

/** The version of this program, as its package says. */
const { version: VERSION } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** Everything around the audit log but the writing of it. */
export interface AuditParts {
  trail: AuditTrail;
  verifier: AuditVerifier;
  reports: AuditReports;
  formats: FormatOptions;
  chores: Chore[];
  /** Before the first event: makes the place where it belongs. */
  prepare(): Promise<void>;
  /** Before the upkeep ends: gives up what is on its way to a receiver. */
  stop(): Promise<void>;
}

export function createAuditParts(
  config: Config,
  secrets: Secrets,
  base: {
    pool: pg.Pool;
    keyring: Keyring;
    audit: AuditLog;
    metrics: ServerMetrics;
    clock: Clock;
    random: Random;
    logger: Logger;
  },
): AuditParts {
  const { pool, keyring, audit, clock, random } = base;
  const { nodeId, syslog } = config;
  const trail = new PostgresAuditTrail(pool);
  const verifier = new PostgresAuditVerifier(pool, keyring);
  const months = new PostgresAuditMonths(pool, keyring, syslog !== undefined);
  const retention = new AuditRetention({
    ...{ months, verifier, audit, clock, random },
    keepMonths: config.auditRetentionMonths,
  });
  const heads = new PostgresChainHeads(pool);
  const countersigner = new Countersigner({ heads, audit, random, nodeId });
  const formats = { enterprise: config.syslogEnterprise, version: VERSION };
  const exporter =
    syslog === undefined
      ? undefined
      : createExporter(
          { ...syslog, ca: secrets.syslog?.ca },
          { ...base, ...{ trail, nodeId, formats } },
        );
  return {
    trail,
    verifier,
    reports: new PostgresAuditReports(pool),
    formats,
    chores: [
      {
        name: 'audit-months',
        // A server that is started again every hour drops what is over, too.
        firstAfterMs: FIRST_PRUNE_MS,
        everyMs: 60 * MINUTE_MS,
        run: async () => {
          await retention.prepare();
          await retention.prune();
        },
      },
      { name: 'audit-heads', everyMs: MINUTE_MS, run: () => countersigner.run() },
      ...(exporter === undefined
        ? []
        : [{ name: 'audit-export', everyMs: SECOND_MS, run: () => exporter.run() }]),
    ],
    prepare: () => retention.prepare(),
    stop: async () => exporter?.stop(),
  };
}

function createExporter(
  target: NonNullable<Config['syslog']> & { ca: string | undefined },
  base: {
    pool: pg.Pool;
    trail: AuditTrail;
    metrics: ServerMetrics;
    clock: Clock;
    logger: Logger;
    nodeId: string;
    formats: FormatOptions;
  },
): AuditExporter {
  const { pool, trail, metrics, clock, logger, nodeId, formats } = base;
  const cursor = new PostgresExportCursor(pool, 'syslog', nodeId);
  const format = target.format === 'cef' ? 'cef-syslog' : 'syslog';
  const exporter = new AuditExporter({
    ...{ trail, cursor, clock, logger },
    receiver: new TlsSyslogReceiver(target),
    format: (event) => formatEvent(event, format, formats),
  });
  metrics.gauge(
    'gatehouse_audit_export_lag_seconds',
    'The age of the oldest audit event that the syslog receiver does not have.',
    () => cursor.lagSeconds(),
  );
  metrics.gauge(
    'gatehouse_audit_exported_events',
    'Audit events that this node passed on since it started.',
    () => exporter.counts.delivered,
  );
  metrics.gauge(
    'gatehouse_audit_export_failures',
    'Deliveries of this node that failed since it started.',
    () => exporter.counts.failures,
  );
  return exporter;
}
