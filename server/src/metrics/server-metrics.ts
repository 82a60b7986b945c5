import type { Verdict } from '@gatehouse/protocol';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

import type { AuditRecord } from '../audit/audit-log.js';

/** Seconds. A verdict takes milliseconds of ours and what the directory takes. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * What this node counts, for Prometheus. Every label is of a small closed set: no name of a person, a workstation or an
 * address becomes one.
 */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #verdicts = new Counter({
    name: 'gatehouse_verdicts_total',
    help: 'Verdicts that were given, by door, step of the logon, outcome and denial code.',
    labelNames: ['door', 'step', 'outcome', 'code'],
    registers: [this.#registry],
  });
  readonly #verdictSeconds = new Histogram({
    name: 'gatehouse_verdict_seconds',
    help: 'How long verdicts took, the directory and the disk included.',
    labelNames: ['door', 'step'],
    buckets: BUCKETS,
    registers: [this.#registry],
  });
  readonly #events = new Counter({
    name: 'gatehouse_audit_events_total',
    help: 'Audit events that were written, by type and outcome.',
    labelNames: ['type', 'outcome'],
    registers: [this.#registry],
  });
  readonly #logons = new Counter({
    name: 'gatehouse_logons_total',
    help: 'Logons that came to an end, by door, outcome and denial code; also those without the server.',
    labelNames: ['door', 'outcome', 'code'],
    registers: [this.#registry],
  });
  readonly #strikes = new Counter({
    name: 'gatehouse_strikes_total',
    help: 'Wrong proofs, each of which cost a strike, by door and code.',
    labelNames: ['door', 'code'],
    registers: [this.#registry],
  });
  readonly #locks = new Counter({
    name: 'gatehouse_locks_total',
    help: 'Locks that strikes brought about: of a principal, or of a source.',
    labelNames: ['door', 'lock'],
    registers: [this.#registry],
  });
  readonly #codes = new Counter({
    name: 'gatehouse_codes_total',
    help: 'Demands for a code, by method and whether it was sent again; those of methods that send were sent.',
    labelNames: ['method', 'resent'],
    registers: [this.#registry],
  });
  readonly #directorySeconds = new Histogram({
    name: 'gatehouse_directory_seconds',
    help: 'How long questions to the directory took, failures included.',
    labelNames: ['operation'],
    buckets: BUCKETS,
    registers: [this.#registry],
  });
  readonly #directoryFailures = new Counter({
    name: 'gatehouse_directory_failures_total',
    help: 'Questions that the directory did not answer.',
    labelNames: ['operation'],
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** @param step what was asked: begin, answer … */
  verdict(door: string, step: string, verdict: Verdict, seconds: number): void {
    const { outcome } = verdict;
    const code = outcome === 'denied' ? verdict.code : '';
    this.#verdicts.inc({ door, step, outcome, code });
    this.#verdictSeconds.observe({ door, step }, seconds);
  }

  /** What an event that was written says beside itself. */
  event({ type, outcome, door = '', code = '', detail = {} }: AuditRecord): void {
    this.#events.inc({ type, outcome });
    switch (type) {
      case 'logon.granted':
      case 'logon.denied':
      case 'logon.cancelled':
      case 'offline.granted':
      case 'offline.denied':
        // What workstations tell of the time without the server is theirs to word: it becomes no label.
        this.#logons.inc({ door, outcome: type, code: type === 'logon.denied' ? code : '' });
        if (code === 'credentials.wrong') this.#strikes.inc({ door, code });
        break;
      case 'factor.rejected':
      case 'answers.rejected':
      case 'self-service.rejected':
        this.#strikes.inc({ door, code });
        break;
      case 'principal.locked':
      case 'source.locked':
        this.#locks.inc({ door, lock: type.slice(0, type.indexOf('.')) });
        break;
      case 'challenge.issued':
      case 'challenge.resent':
        this.#codes.inc({
          method: String(detail['method'] ?? ''),
          resent: String(type === 'challenge.resent'),
        });
        break;
      default:
    }
  }

  directoryCall(operation: string, seconds: number, isFailure: boolean): void {
    this.#directorySeconds.observe({ operation }, seconds);
    if (isFailure) this.#directoryFailures.inc({ operation });
  }

  /** A number that is asked for whenever somebody looks. What cannot be told now is left out. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      async collect() {
        try {
          gauge.set(await read());
        } catch {
          gauge.set(Number.NaN);
        }
      },
    });
  }

  /** The text format of Prometheus, version 0.0.4. */
  render(): Promise<string> {
    return this.#registry.metrics();
  }
}
