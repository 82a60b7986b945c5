import { setImmediate as turn } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { LockWork, LockWorkOverloadedError } from '../../../server/src/recovery/lock-work.js';

/** Work that ends when it is told to. */
function held() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { work: () => ended, end };
}

describe('the making and opening of locks', () => {
  it('is done by so many at a time, and the rest in order of arrival', async () => {
    const work = new LockWork({ slots: 2, queueLimit: 10, timeoutMs: 60_000 });
    const parts = Array.from({ length: 5 }, held);
    const begun: number[] = [];
    const all = parts.map((part, at) =>
      work.run(() => {
        begun.push(at);
        return part.work();
      }),
    );
    await turn();
    expect(begun).toEqual([0, 1]);
    parts[1]?.end();
    await all[1];
    await turn();
    expect(begun).toEqual([0, 1, 2]);
    for (const part of parts) part.end();
    await Promise.all(all);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('is refused when too many wait, and when the wait took too long', async () => {
    const work = new LockWork({ slots: 1, queueLimit: 1, timeoutMs: 50 });
    const first = held();
    const running = work.run(first.work);
    const waiting = work.run(() => Promise.resolve('never'));
    await expect(work.run(() => Promise.resolve())).rejects.toThrow('too many');
    await expect(waiting).rejects.toThrow(LockWorkOverloadedError);
    first.end();
    await running;
    expect(await work.run(() => Promise.resolve('free again'))).toBe('free again');
  });

  it('is told when its time is up, and its own failures are its own', async () => {
    const work = new LockWork({ slots: 1, queueLimit: 1, timeoutMs: 30 });
    const endless = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    await expect(work.run(endless)).rejects.toThrow(LockWorkOverloadedError);
    await expect(work.run(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  });
});
