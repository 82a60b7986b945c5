/**
 * What became of an event: `taken` is the caller's to work off, `done` was worked off before, `busy` is being worked off
 * by somebody else, or was until a moment ago.
 */
export type EventClaim = 'taken' | 'done' | 'busy';

/** Port: the events of workstations that were taken already. */
export interface OfflineEvents {
  /** One atomic step: of all nodes one takes it. Who took it and did not finish loses it after a while. */
  take(workstationId: string, eventId: string, now: Date): Promise<EventClaim>;
  /** It stands in the audit, and what follows from it is done. */
  finish(workstationId: string, eventId: string): Promise<void>;
}
