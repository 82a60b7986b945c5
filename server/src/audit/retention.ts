import { formatCorrelationId } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { Random } from '../random.js';
import type { AuditLog } from './audit-log.js';
import type { AuditVerifier } from './audit-verifier.js';
import { addMonths, monthOf } from './month.js';

/** Port: where the events of each month are. */
export interface AuditMonths {
  /** Makes the place of a month, if there is none. */
  prepare(month: string): Promise<void>;
  /** Those that have events and no place of their own: there was none when they happened. */
  strays(): Promise<string[]>;
  /** Those that have a place of their own, oldest first. */
  list(): Promise<string[]>;
  /** Whether every event of a month was passed on to whoever takes them. */
  isPassedOn(month: string): Promise<boolean>;
  /** Drops the oldest month and leaves the ends of its chains behind: both or neither. */
  drop(month: string): Promise<void>;
  /** What the clock of the database says. */
  now(): Promise<Date>;
}

/** Places are made this many months ahead. */
const AHEAD = 2;

/** Makes places for the months to come, and drops those that are over for long enough. Any node may do it, any time. */
export class AuditRetention {
  readonly #months: AuditMonths;
  readonly #verifier: AuditVerifier;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #keepMonths: number | undefined;
  /** Months whose fault was told already. */
  readonly #faulty = new Set<string>();

  constructor(dependencies: {
    months: AuditMonths;
    verifier: AuditVerifier;
    audit: AuditLog;
    clock: Clock;
    random: Random;
    /** Full months to keep beside the present one; all of them when absent. */
    keepMonths: number | undefined;
  }) {
    this.#months = dependencies.months;
    this.#verifier = dependencies.verifier;
    this.#audit = dependencies.audit;
    this.#clock = dependencies.clock;
    this.#random = dependencies.random;
    this.#keepMonths = dependencies.keepMonths;
  }

  async prepare(): Promise<void> {
    const present = monthOf(this.#clock.now());
    const coming = Array.from({ length: AHEAD + 1 }, (_, ahead) => addMonths(present, ahead));
    for (const month of [...(await this.#months.strays()), ...coming]) {
      await this.#months.prepare(month);
    }
  }

  /**
   * A month that was not passed on yet stays, and so does one whose chain does not fit: dropping it would drop the
   * evidence. Both stay until that is settled, and so does everything after them.
   */
  async prune(): Promise<void> {
    if (this.#keepMonths === undefined) return;
    // Of two clocks the earlier one: a clock that runs ahead must not drop everything.
    const now = new Date(
      Math.min(this.#clock.now().getTime(), (await this.#months.now()).getTime()),
    );
    const oldestKept = addMonths(monthOf(now), -this.#keepMonths);
    for (const month of await this.#months.list()) {
      if (month >= oldestKept || !(await this.#months.isPassedOn(month))) return;
      const { events, faults } = await this.#verifier.verify({ from: month, to: month });
      const [fault] = faults;
      if (fault !== undefined) {
        if (!this.#faulty.has(month)) {
          await this.#record('audit.fault-found', { ...fault });
          this.#faulty.add(month);
        }
        return;
      }
      await this.#months.drop(month);
      await this.#record('audit.pruned', { month, events });
    }
  }

  #record(
    type: 'audit.pruned' | 'audit.fault-found',
    detail: Record<string, string | number>,
  ): Promise<void> {
    return this.#audit.append({
      type,
      outcome: type === 'audit.pruned' ? 'success' : 'failure',
      correlationId: formatCorrelationId(this.#random.bytes(16)),
      detail,
    });
  }
}
