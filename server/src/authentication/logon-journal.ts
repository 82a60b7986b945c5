import type { Account } from '@gatehouse/protocol';

import type { AuditEventType, AuditLog, AuditOrigin, AuditRecord } from '../audit/audit-log.js';
import type { Strike } from '../regulation/strikes.js';
import { DOORS } from './doors.js';
import type { BeginRequest, Source } from './logon-engine.js';
import { accountNameOf } from './logon.js';

/** What is told about an event besides who and where. */
export type EventFacts = Pick<AuditRecord, 'code' | 'detail'>;

/** Who an event is about. Names that nobody has are not written down: they may be passwords. */
export interface JournalPrincipal {
  principalId: string;
  principalName?: string | undefined;
  /** The settings that the principal is judged by. */
  settings?: { policy?: string | undefined };
}

export interface JournalEntry {
  type: AuditEventType;
  outcome: AuditRecord['outcome'];
  facts?: EventFacts;
}

/** Writes what happened in logons to the audit log. */
export class LogonJournal {
  readonly #audit: AuditLog;

  constructor(audit: AuditLog) {
    this.#audit = audit;
  }

  /** Durable when it resolves. All entries of a request are handed over together: the log writes them in one go. */
  async record(
    source: Source,
    principal: JournalPrincipal | undefined,
    entries: readonly JournalEntry[],
  ): Promise<void> {
    const where = originOf(source);
    await Promise.all(
      entries.map(({ type, outcome, facts }) =>
        this.#audit.append({
          type,
          outcome,
          ...where,
          principalId: principal?.principalId,
          // A logon of a name that nobody has is stored without one.
          principalName: principal?.principalName === '' ? undefined : principal?.principalName,
          policy: principal?.settings?.policy,
          ...facts,
        }),
      ),
    );
  }
}

/** How the audit names the source of a logon. */
export function originOf({ correlationId, door, key, address }: Source): AuditOrigin {
  // What owns a logon at the web is a secret's hash: it says nothing to whoever reads the audit.
  const workstationId = DOORS[door].isWorkstation ? key : undefined;
  return { correlationId, door, workstationId, source: address ?? workstationId };
}

/**
 * The locks that a failure has brought about. Counters never pass their limit, so exactly one of any number of
 * parallel failures reaches it.
 */
export function lockEntries({ lockout, principalCount, sourceCount }: Strike): JournalEntry[] {
  const entries: JournalEntry[] = [];
  if (principalCount === lockout.strikes) {
    entries.push({
      type: 'principal.locked',
      outcome: 'failure',
      facts: { detail: { strikes: principalCount, minutes: lockout.durationMinutes } },
    });
  }
  if (sourceCount === lockout.sourceStrikes) {
    entries.push({
      type: 'source.locked',
      outcome: 'failure',
      facts: { detail: { strikes: sourceCount, minutes: lockout.sourceDurationMinutes } },
    });
  }
  return entries;
}

/** An account that no directory has: whose it is, the workstation alone says. */
export function foreignFacts(account: Account): NonNullable<EventFacts['detail']> {
  return { account: accountNameOf(account), sid: account.sid };
}

/** How Windows came to ask, where it did, and where the person sits as far as the workstation tells. */
export function scenarioOf({
  scenario,
  remote,
  session,
  foreign,
}: Pick<BeginRequest, 'scenario' | 'remote' | 'session' | 'foreign'>): NonNullable<
  EventFacts['detail']
> {
  return {
    ...(foreign && foreignFacts(foreign.account)),
    ...(scenario !== undefined && { scenario }),
    ...(remote !== undefined && { remote }),
    ...(session !== undefined && { session: session.type }),
    ...(session?.clientName !== undefined && { clientName: session.clientName }),
    ...(session?.clientAddress !== undefined && { clientAddress: session.clientAddress }),
  };
}
