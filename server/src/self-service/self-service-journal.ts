import type { AuditEventType, AuditLog, AuditOrigin, AuditRecord } from '../audit/audit-log.js';
import { SELF_SERVICE_DOOR } from './self-service.js';
import type { SelfServiceSource } from './self-service.js';
import type { Session } from './session.js';

interface JournalEntry {
  type: AuditEventType;
  outcome: AuditRecord['outcome'];
  facts?: Pick<AuditRecord, 'code' | 'detail'>;
}

/** Who an event is about. Names that nobody has are not written down: they may be passwords. */
export type JournalPrincipal = Pick<Session, 'principalId' | 'principalName'> & {
  settings?: { policy?: string | undefined };
};

/** Writes what happened in self-service to the audit log. */
export class SelfServiceJournal {
  readonly #audit: AuditLog;

  constructor(audit: AuditLog) {
    this.#audit = audit;
  }

  /** Durable when it resolves. */
  async record(
    source: SelfServiceSource,
    principal: JournalPrincipal | undefined,
    entries: readonly JournalEntry[],
  ): Promise<void> {
    await Promise.all(
      entries.map(({ type, outcome, facts }) =>
        this.#audit.append({
          type,
          outcome,
          ...originOf(source),
          principalId: principal?.principalId,
          principalName: principal?.principalName,
          policy: principal?.settings?.policy,
          ...facts,
          ...(source.door === 'help-desk' && {
            detail: { ...facts?.detail, operator: source.key },
          }),
        }),
      ),
    );
  }
}

/** How the audit names the source of a self-service. */
export function originOf({ correlationId, door, key, address }: SelfServiceSource): AuditOrigin {
  switch (door) {
    case 'desktop':
      return { correlationId, door: SELF_SERVICE_DOOR, workstationId: key, source: address ?? key };
    case 'web':
      // The key of a browser is nobody's business but its own.
      return { correlationId, door: SELF_SERVICE_DOOR, source: address };
    case 'help-desk':
    case 'password-link':
      return { correlationId, door, source: address };
  }
}
