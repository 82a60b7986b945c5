import type { OfflineEvent } from '@gatehouse/protocol';

import type { AuditLog, AuditRecord } from '../audit/audit-log.js';
import type { Source } from '../authentication/logon-engine.js';
import { originOf, scenarioOf } from '../authentication/logon-journal.js';
import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import { RESET_GRANT_DAYS } from '../recovery/reset-grants.js';
import type { ResetGrants } from '../recovery/reset-grants.js';
import type { KitStore } from './kit-store.js';
import type { OfflineEvents } from './offline-events.js';

const OUTCOMES = {
  'offline.granted': 'success',
  'offline.denied': 'failure',
  'recovery.opened': 'success',
  'recovery.granted': 'success',
  'recovery.failed': 'failure',
  'kit.destroyed': 'failure',
  'kit.refused': 'failure',
} as const satisfies Record<OfflineEvent['type'], AuditRecord['outcome']>;

/** Writes down what workstations tell of the time without the server, once, and does what follows from it. */
export class OfflineJournal {
  readonly #events: OfflineEvents;
  readonly #kits: KitStore;
  readonly #resetGrants: ResetGrants;
  readonly #audit: AuditLog;
  readonly #clock: Clock;

  constructor(dependencies: {
    events: OfflineEvents;
    kits: KitStore;
    resetGrants: ResetGrants;
    audit: AuditLog;
    clock: Clock;
  }) {
    this.#events = dependencies.events;
    this.#kits = dependencies.kits;
    this.#resetGrants = dependencies.resetGrants;
    this.#audit = dependencies.audit;
    this.#clock = dependencies.clock;
  }

  /**
   * Every event is in the audit when it resolves. An event whose audit was interrupted by a crash is written again when
   * it is told again: rather twice than not at all.
   *
   * @throws ApplicationError `server.unavailable` while another node is at one of them: to be told again
   */
  async take(source: Source, events: readonly OfflineEvent[]): Promise<void> {
    if (events.length === 0) return;
    const principals = [...new Set(events.map(({ principalId }) => principalId))];
    const records = await this.#kits.find(source.key, principals);
    const known = new Set(records.map(({ principalId }) => principalId));
    // In order: what is told of a kit is told in the order in which it happened.
    for (const event of events) {
      switch (await this.#events.take(source.key, event.id, this.#clock.now())) {
        case 'done':
          continue;
        case 'busy':
          throw new ApplicationError('server.unavailable');
        case 'taken':
          await this.#workOff(source, event, known.has(event.principalId));
          await this.#events.finish(source.key, event.id);
      }
    }
  }

  async #workOff(source: Source, event: OfflineEvent, isKnown: boolean): Promise<void> {
    const { type, at, principalId, correlationId, code, way } = event;
    const origin = originOf({ ...source, correlationId });
    await this.#audit.append({
      type,
      outcome: OUTCOMES[type],
      ...origin,
      // A workstation speaks only for people who logged on at it; what it says of others is a claim.
      ...(isKnown ? { principalId } : {}),
      ...(code === undefined ? {} : { code }),
      detail: {
        at,
        ...(way && scenarioOf(way)),
        ...(isKnown ? {} : { claimedPrincipal: principalId }),
      },
    });
    if (!isKnown) return;
    const now = this.#clock.now();
    // By the workstation's clock, which may be ahead.
    const happened = new Date(at);
    const until = happened < now ? happened : now;
    if (type === 'recovery.granted') await this.#grantReset(source, event, { since: until, now });
    if (type === 'offline.granted') await this.#kits.markUsed(source.key, principalId, until);
    if (type === 'kit.destroyed') await this.#kits.markDestroyed(source.key, principalId, until);
  }

  /**
   * Who proved everything that a recovery takes has given the answers: a reset at the same workstation needs none. For so
   * long after the recovery, however late it is told.
   */
  async #grantReset(
    source: Source,
    event: OfflineEvent,
    times: { since: Date; now: Date },
  ): Promise<void> {
    const { id, principalId, correlationId } = event;
    const key = { principalId, workstationId: source.key };
    if (!(await this.#resetGrants.grant(key, id, times))) return;
    await this.#audit.append({
      type: 'reset.granted',
      outcome: 'success',
      ...originOf({ ...source, correlationId }),
      principalId,
      detail: { days: RESET_GRANT_DAYS },
    });
  }
}
