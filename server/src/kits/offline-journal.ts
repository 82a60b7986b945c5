import type { OfflineEvent } from '@gatehouse/protocol';

import type { AuditLog, AuditRecord } from '../audit/audit-log.js';
import type { Source } from '../authentication/logon-engine.js';
import { originOf, scenarioOf } from '../authentication/logon-journal.js';
import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import { RESET_GRANT_DAYS } from '../recovery/reset-grants.js';
import type { ResetGrants } from '../recovery/reset-grants.js';
import type { KitStore } from './kit-store.js';
import type { OfflineCodeStore } from './offline-code-store.js';
import type { OfflineEvents } from './offline-events.js';

const OUTCOMES = {
  'offline.granted': 'success',
  'offline.denied': 'failure',
  'recovery.opened': 'success',
  'recovery.granted': 'success',
  'recovery.failed': 'failure',
  'kit.destroyed': 'failure',
  'kit.refused': 'failure',
  'offline-code.used': 'success',
  'offline-code.locked': 'failure',
  'workstation.granted': 'success',
  'workstation.denied': 'failure',
} as const satisfies Record<OfflineEvent['type'], AuditRecord['outcome']>;

/** An account that no server can check is in the detail: whose it is, the workstation alone says. */
function factsOf({ at, account, exclusion }: OfflineEvent): NonNullable<AuditRecord['detail']> {
  if (account === undefined) return { at };
  const { sid, netbiosDomain, samAccountName } = account;
  const name = netbiosDomain === '' ? samAccountName : `${netbiosDomain}\\${samAccountName}`;
  return { at, account: name, sid, ...(exclusion !== undefined && { exclusion }) };
}

/** Writes down what workstations tell of the time without the server, once, and does what follows from it. */
export class OfflineJournal {
  readonly #events: OfflineEvents;
  readonly #kits: KitStore;
  readonly #offlineCodes: Pick<OfflineCodeStore, 'markSpent'>;
  readonly #resetGrants: ResetGrants;
  readonly #audit: AuditLog;
  readonly #clock: Clock;

  constructor(dependencies: {
    events: OfflineEvents;
    kits: KitStore;
    offlineCodes: Pick<OfflineCodeStore, 'markSpent'>;
    resetGrants: ResetGrants;
    audit: AuditLog;
    clock: Clock;
  }) {
    this.#events = dependencies.events;
    this.#kits = dependencies.kits;
    this.#offlineCodes = dependencies.offlineCodes;
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
    const principals = new Set(events.flatMap(({ principalId = [] }) => principalId));
    const records = await this.#kits.find(source.key, [...principals]);
    const known = new Set<string | undefined>(records.map(({ principalId }) => principalId));
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
    const { type, principalId, correlationId, code, way } = event;
    const origin = originOf({ ...source, correlationId });
    const now = this.#clock.now();
    // By the workstation's clock, which may be ahead.
    const happened = new Date(event.at);
    const until = happened < now ? happened : now;
    const spent = isKnown ? await this.#spend(source, event, until) : {};
    await this.#audit.append({
      type,
      outcome: OUTCOMES[type],
      ...origin,
      // A workstation speaks only for people who logged on at it; what it says of others is a claim.
      ...(isKnown && { principalId }),
      ...(code === undefined ? {} : { code }),
      detail: {
        ...factsOf(event),
        ...spent,
        ...(way && scenarioOf(way)),
        ...(!isKnown && principalId && { claimedPrincipal: principalId }),
      },
    });
    if (!isKnown || principalId === undefined) return;
    if (type === 'recovery.granted') {
      await this.#grantReset(source, { ...event, principalId }, { since: until, now });
    }
    if (type === 'offline.granted') await this.#kits.markUsed(source.key, principalId, until);
    if (type === 'kit.destroyed') await this.#kits.markDestroyed(source.key, principalId, until);
  }

  /** A code that was used there. One that was never read out is worth a look. */
  async #spend(
    source: Source,
    { type, principalId, offlineCodeId }: OfflineEvent,
    at: Date,
  ): Promise<AuditRecord['detail']> {
    if (type !== 'offline-code.used') return {};
    if (principalId === undefined || offlineCodeId === undefined) return {};
    const owner = { principalId, workstationId: source.key };
    const spent = await this.#offlineCodes.markSpent(owner, offlineCodeId, at);
    return {
      offlineCode: offlineCodeId,
      ...(spent && { number: spent.number, readOut: spent.isReadOut }),
    };
  }

  /**
   * Who proved everything that a recovery takes has given the answers: a reset at the same workstation needs none. For so
   * long after the recovery, however late it is told.
   */
  async #grantReset(
    source: Source,
    event: OfflineEvent & { principalId: string },
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
