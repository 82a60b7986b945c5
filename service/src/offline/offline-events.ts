import { OfflineEvent, formatId } from '@gatehouse/protocol';
import type { OfflineCodeId } from '@gatehouse/protocol';
import { z } from 'zod';

import type { Clock } from '../clock.js';
import type { DurableFiles } from '../files/durable-files.js';
import type { Random } from '../random.js';

const NAME = 'events.json';

/** More than anybody causes while a laptop is away; beyond it the oldest that say least make room. */
const MAX_EVENTS = 256;

const Queue = z.array(z.unknown()).max(MAX_EVENTS);

/** What the server has not been told yet. An event is safe when it is added, and stays until the server took it. */
export class OfflineEvents {
  readonly #files: DurableFiles;
  readonly #clock: Clock;
  readonly #random: Random;
  #events: readonly OfflineEvent[];
  #onAdded: () => void = () => undefined;

  constructor(parameters: { files: DurableFiles; clock: Clock; random: Random }) {
    this.#files = parameters.files;
    this.#clock = parameters.clock;
    this.#random = parameters.random;
    this.#events = readQueue(this.#files.read(NAME));
  }

  /** An event of this moment, which is not added yet. */
  make(what: Omit<OfflineEvent, 'id' | 'at'>): OfflineEvent {
    const id = formatId('oev', this.#random.bytes(16));
    return { ...what, id, at: this.#clock.now().toISOString() };
  }

  record(what: Omit<OfflineEvent, 'id' | 'at'>): void {
    this.add(this.make(what));
  }

  /** Calls back whenever there is something new to tell. */
  onAdded(listener: () => void): void {
    this.#onAdded = listener;
  }

  /** Adds an event, unless it is there already. */
  add(event: OfflineEvent): void {
    if (this.#events.some(({ id }) => id === event.id)) return;
    this.#write(withRoom([...this.#events, OfflineEvent.parse(event)]));
    this.#onAdded();
  }

  /** Whether there is something to tell of this code. */
  names(offlineCodeId: OfflineCodeId): boolean {
    return this.#events.some((event) => event.offlineCodeId === offlineCodeId);
  }

  /** The oldest events. */
  first(count: number): readonly OfflineEvent[] {
    return this.#events.slice(0, count);
  }

  /** The server took these. */
  remove(told: readonly OfflineEvent[]): void {
    const ids = new Set(told.map(({ id }) => id));
    if (ids.size > 0) this.#write(this.#events.filter(({ id }) => !ids.has(id)));
  }

  #write(events: readonly OfflineEvent[]): void {
    this.#files.replace(NAME, Buffer.from(JSON.stringify(events), 'utf8'));
    this.#events = events;
  }
}

/** What cannot be read is left out: the queue must not stop because of one entry. */
function readQueue(bytes: Uint8Array | undefined): OfflineEvent[] {
  if (bytes === undefined) return [];
  try {
    const entries = Queue.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return entries.flatMap((entry) => {
      const parsed = OfflineEvent.safeParse(entry);
      return parsed.success ? [parsed.data] : [];
    });
  } catch {
    return [];
  }
}

/** What a row of wrong passwords at the tile must not push out. */
const KEPT: ReadonlySet<OfflineEvent['type']> = new Set([
  'kit.destroyed',
  'kit.refused',
  'recovery.opened',
  'recovery.granted',
  'offline.granted',
  'offline-code.used',
  'workstation.granted',
]);

function withRoom(events: OfflineEvent[]): OfflineEvent[] {
  if (events.length <= MAX_EVENTS) return events;
  const least = events.findIndex(({ type }) => !KEPT.has(type));
  return events.filter((_, index) => index !== Math.max(least, 0));
}
