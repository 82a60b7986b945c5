import type { Clock } from '../../server/src/clock.js';

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now: Date;

  constructor(start = new Date('2026-03-10T09:00:05.000Z')) {
    this.#now = start;
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance({ minutes = 0, seconds = 0 }: { minutes?: number; seconds?: number }): void {
    this.#now = new Date(this.#now.getTime() + (minutes * 60 + seconds) * 1000);
  }

  set(now: Date): void {
    this.#now = now;
  }
}
