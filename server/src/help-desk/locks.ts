import type { administration } from '@gatehouse/protocol';

import type { Lockout } from '../regulation/strikes.js';
import type { CounterRecord, PersonEvent } from './person-records.js';

type Locks = Pick<
  administration.User,
  'strikes' | 'locked' | 'lockedSince' | 'lockedUntil' | 'causes' | 'sources'
>;
type Cause = NonNullable<Locks['causes']>[number];

/** Failures that are told of a lock, the newest. */
const MOST_CAUSES = 5;

/**
 * How somebody stands with all sources together, and with each: a lock is a count that has reached its limit.
 *
 * @param counters those that still count
 * @param locks `principal.locked` and `source.locked`, the newest first
 * @param failures what failed for a reason, the newest first
 */
export function describeLocks(
  counters: readonly CounterRecord[],
  lockout: Lockout,
  { locks, failures }: { locks: readonly PersonEvent[]; failures: readonly PersonEvent[] },
): Required<Pick<Locks, 'strikes' | 'locked' | 'causes' | 'sources'>> & Locks {
  const all = counters.find(({ source }) => source === '');
  const strikes = all?.strikes ?? 0;
  const locked = strikes >= lockout.strikes;
  const lastLock = locks.find(({ type }) => type === 'principal.locked');
  return {
    strikes,
    locked,
    ...(locked && lastLock !== undefined ? { lockedSince: lastLock.at } : {}),
    ...(locked && all?.until !== undefined ? { lockedUntil: all.until.toISOString() } : {}),
    causes: strikes === 0 ? [] : causesIn(failures),
    sources: counters
      .filter(({ source }) => source !== '')
      .map((counter) => describeSource(counter, lockout, { locks, failures })),
  };
}

function describeSource(
  { source, hostname, strikes, until }: CounterRecord,
  { sourceStrikes }: Lockout,
  { locks, failures }: { locks: readonly PersonEvent[]; failures: readonly PersonEvent[] },
): NonNullable<Locks['sources']>[number] {
  const locked = strikes >= sourceStrikes;
  const own = (event: PersonEvent) => isOf(event, source);
  const lastLock = locks.find((event) => event.type === 'source.locked' && own(event));
  return {
    source,
    ...(hostname === undefined ? {} : { hostname }),
    strikes,
    locked,
    ...(locked && lastLock !== undefined ? { since: lastLock.at } : {}),
    ...(locked && until !== undefined ? { until: until.toISOString() } : {}),
    causes: causesIn(failures.filter(own)),
  };
}

/** A source is its door and the workstation or address; a self-service at a workstation counts as the desktop there. */
function isOf({ workstationId, source: address }: PersonEvent, source: string): boolean {
  const key = source.slice(source.indexOf(':') + 1);
  return workstationId === undefined ? address === key : workstationId === key;
}

/** What was refused because of a lock did not bring it about. */
function causesIn(failures: readonly PersonEvent[]): Cause[] {
  return failures
    .flatMap(({ at, door, code }) =>
      code === undefined || code.endsWith('.locked')
        ? []
        : [{ at, code, ...(door === undefined ? {} : { door }) }],
    )
    .slice(0, MOST_CAUSES);
}
