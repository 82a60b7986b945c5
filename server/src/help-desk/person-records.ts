import type { CredentialId, FactorMethod, administration } from '@gatehouse/protocol';

import type { RecoveryCodeSet } from '../factors/recovery-codes.js';

/** A factor as the help desk sees it. No secret. */
export interface FactorRecord {
  id: CredentialId;
  method: FactorMethod;
  createdAt: Date;
  label: string | undefined;
  address: string | undefined;
  serial: string | undefined;
  /** As the newest time step tells that was accepted; other factors keep none. */
  steppedAt: Date | undefined;
}

/** Where somebody was granted a logon and got a kit. */
export interface WorkstationRecord {
  workstationId: string;
  /** Undefined when the workstation is gone. */
  hostname: string | undefined;
  revoked: boolean;
  usedAt: Date;
  serial: number;
  issuedAt: Date;
  /** As the kit says; undefined for one that was made before that was written down. */
  expiresAt: Date | undefined;
  destroyedAt: Date | undefined;
  /** Failures without the server that the workstation told of since then. */
  failures: number;
  /** Break-glass codes that it keeps: to be read out, and read out but not known to be spent. */
  offlineCodes: { left: number; readOut: number };
}

export interface ResetGrantRecord {
  workstationId: string;
  hostname: string | undefined;
  grantedAt: Date;
  expiresAt: Date;
}

export interface EnrollmentRecord {
  postponed: number;
  idleSince: Date | undefined;
}

/** How many strikes there are from one source; of all together where it is empty. */
export interface CounterRecord {
  source: string;
  hostname: string | undefined;
  strikes: number;
  /** When they stop counting; undefined for never. */
  until: Date | undefined;
}

/** An event of somebody, with the name of the workstation that it was at. */
export type PersonEvent = administration.AuditEvent & { hostname?: string };

export interface PersonEvents {
  types?: readonly string[];
  /** Only what failed for a reason. */
  failures?: boolean;
  since: Date;
  limit: number;
}

/** Somebody as the audit knew them last. */
export interface RememberedPerson {
  principalId: string;
  name: string;
}

/** Port: what the server's own rows say of somebody. Reads and nothing else, and none of it without a bound. */
export interface PersonRecords {
  /** Recovery codes are a set of their own. */
  factors(principalId: string): Promise<FactorRecord[]>;
  recoveryCodes(principalId: string): Promise<RecoveryCodeSet | undefined>;
  /** When each kind of factor was last proven since then. */
  lastProven(principalId: string, since: Date): Promise<Map<string, Date>>;
  /** `since` bounds the failures that are counted. */
  workstations(principalId: string, since: Date, now: Date): Promise<WorkstationRecord[]>;
  /** Those that are left. */
  resetGrants(principalId: string, now: Date): Promise<ResetGrantRecord[]>;
  enrollment(principalId: string): Promise<EnrollmentRecord>;
  /** Those that still count, the most strikes first. */
  counters(principalId: string, now: Date): Promise<CounterRecord[]>;
  /** `principal.locked` and `source.locked`, the newest first. */
  locks(principalId: string, since: Date): Promise<PersonEvent[]>;
  /** The newest first. */
  events(principalId: string, events: PersonEvents): Promise<PersonEvent[]>;
  /** Whose id or name this was since then; undefined when nobody's, or that of several. */
  remember(idOrName: string, since: Date): Promise<RememberedPerson | undefined>;
  /** Whose logons or self-services a beginning of correlation ids names since then. Never names that nobody has. */
  principalsOf(correlation: string, limit: number): Promise<string[]>;
}
