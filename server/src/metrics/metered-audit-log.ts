import type { AuditLog, AuditRecord } from '../audit/audit-log.js';
import type { ServerMetrics } from './server-metrics.js';

/** Counts what was written. */
export class MeteredAuditLog implements AuditLog {
  readonly #log: AuditLog;
  readonly #metrics: ServerMetrics;

  constructor(log: AuditLog, metrics: ServerMetrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  async append(record: AuditRecord): Promise<void> {
    await this.#log.append(record);
    this.#metrics.event(record);
  }

  read(query: Parameters<AuditLog['read']>[0]): ReturnType<AuditLog['read']> {
    return this.#log.read(query);
  }
}
