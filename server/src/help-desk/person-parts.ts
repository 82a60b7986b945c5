import type { PolicySettings, administration } from '@gatehouse/protocol';

import type { DirectoryState } from '../directory/directory.js';
import type { RecoveryCodeSet } from '../factors/recovery-codes.js';
import type {
  FactorRecord,
  PersonEvent,
  ResetGrantRecord,
  WorkstationRecord,
} from './person-records.js';

type View = Required<administration.User>;

const DAY_MS = 86_400_000;

export function describeState(state: DirectoryState): View['directory'] {
  const { disabled, expiresAt, lockout, passwordSetAt, passwordExpiresAt } = state;
  return {
    disabled,
    ...when('expiresAt', expiresAt),
    locked: lockout !== undefined,
    ...when('lockedSince', lockout?.since),
    ...when('lockedUntil', lockout?.until),
    ...when('passwordSetAt', passwordSetAt),
    ...when('passwordExpiresAt', passwordExpiresAt),
    mustChangePassword: state.mustChangePassword,
  };
}

/** @param proven when each kind was last proven: of two of a kind, nobody knows which one it was, unless it steps */
export function describeFactors(
  factors: readonly FactorRecord[],
  proven: ReadonlyMap<string, Date>,
): Pick<administration.User, 'factors' | 'alternateMail'> {
  const kinds = factors.map(({ method }) => method);
  const isOnly = (method: string) =>
    kinds.indexOf(method as never) === kinds.lastIndexOf(method as never);
  const alternateMail = factors.find(({ method }) => method === 'email')?.address;
  return {
    factors: factors.map(({ id, method, createdAt, label, address, serial, steppedAt }) => ({
      ...{ id, method, createdAt: createdAt.toISOString() },
      ...(label === undefined ? {} : { label }),
      ...(address === undefined ? {} : { address }),
      ...(serial === undefined ? {} : { serial }),
      ...when('lastUsedAt', steppedAt ?? (isOnly(method) ? proven.get(method) : undefined)),
    })),
    ...(alternateMail === undefined ? {} : { alternateMail }),
  };
}

/** @param proven when each kind was last proven */
export function describeCodes(
  set: RecoveryCodeSet | undefined,
  proven: ReadonlyMap<string, Date>,
): Pick<administration.User, 'recoveryCodes'> {
  if (set === undefined) return {};
  const { left, total, createdAt } = set;
  const lastUsed = when('lastUsedAt', proven.get('recovery-code'));
  return { recoveryCodes: { left, total, createdAt: createdAt.toISOString(), ...lastUsed } };
}

/** @param desktop undefined where the policy could not be read: then nobody knows when older kits expire, which do not say it */
export function describeWorkstations(
  workstations: readonly WorkstationRecord[],
  desktop: PolicySettings['desktop'] | undefined,
  now: Date,
): View['workstations'] {
  return workstations.map((one) => {
    const expiresAt =
      one.expiresAt ?? (desktop && new Date(one.issuedAt.getTime() + desktop.kitDays * DAY_MS));
    const isExpired = expiresAt !== undefined && expiresAt <= now;
    const state = one.destroyedAt === undefined ? (isExpired ? 'expired' : 'held') : 'destroyed';
    return {
      workstationId: one.workstationId,
      ...(one.hostname === undefined ? {} : { hostname: one.hostname }),
      revoked: one.revoked,
      lastUsedAt: one.usedAt.toISOString(),
      kit: {
        ...{ state, serial: one.serial, issuedAt: one.issuedAt.toISOString() },
        ...when('expiresAt', expiresAt),
        ...when('destroyedAt', one.destroyedAt),
        failures: one.failures,
      },
      // A kit that is gone took its codes along.
      offlineCodes: state === 'held' ? one.offlineCodes : { left: 0, readOut: 0 },
    };
  });
}

export function describeGrants(grants: readonly ResetGrantRecord[]): View['resetGrants'] {
  return grants.map(({ workstationId, hostname, grantedAt, expiresAt }) => ({
    workstationId,
    ...(hostname === undefined ? {} : { hostname }),
    grantedAt: grantedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
}

export function describeHistory(events: readonly PersonEvent[]): View['history'] {
  return events.map((event) => {
    const { at, type, outcome, correlationId } = event;
    const { door, workstationId, hostname, source, code } = event;
    return {
      ...{ at, type, outcome, correlationId },
      ...(door === undefined ? {} : { door }),
      ...(workstationId === undefined ? {} : { workstationId }),
      ...(hostname === undefined ? {} : { hostname }),
      ...(source === undefined ? {} : { source }),
      ...(code === undefined ? {} : { code }),
    };
  });
}

function when<Name extends string>(
  name: Name,
  at: Date | undefined,
): Partial<Record<Name, string>> {
  return (at === undefined ? {} : { [name]: at.toISOString() }) as Partial<Record<Name, string>>;
}
