import type { Clock } from '../../server/src/clock.js';
import type { Stopwatch } from '../../service/src/clock.js';

/** A clock that stands still until it is moved. {@link set} is somebody who sets it: no time passes. */
export class FakeClock implements Clock, Stopwatch {
  #now: Date;
  #elapsedMs = 0;

  constructor(start = new Date('2026-03-10T09:00:05.000Z')) {
    this.#now = start;
  }

  now(): Date {
    return new Date(this.#now);
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  advance({ minutes = 0, seconds = 0 }: { minutes?: number; seconds?: number }): void {
    const ms = (minutes * 60 + seconds) * 1000;
    this.#now = new Date(this.#now.getTime() + ms);
    this.#elapsedMs += Math.max(0, ms);
  }

  set(now: Date): void {
    this.#now = now;
  }
}
