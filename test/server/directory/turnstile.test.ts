import { setImmediate } from 'node:timers/promises';

import { expect, test } from '@jest/globals';

import { Deadline } from '../../../server/src/directory/deadline.js';
import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import { Turnstile } from '../../../server/src/directory/turnstile.js';

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

test('lets in as many as there are slots, the others in order of arrival', async () => {
  const turnstile = new Turnstile(2, 10);
  const gates = Array.from({ length: 4 }, gate);
  const entered: number[] = [];
  const runs = gates.map(({ opened }, i) =>
    turnstile.run(new Deadline(5_000), async () => {
      entered.push(i);
      await opened;
    }),
  );
  await Promise.resolve();
  expect(entered).toEqual([0, 1]);
  gates[1]!.open();
  await runs[1];
  await setImmediate();
  expect(entered).toEqual([0, 1, 2]);
  for (const { open } of gates) open();
  await Promise.all(runs);
  expect(entered).toEqual([0, 1, 2, 3]);
});

test('refuses at once when too many wait', async () => {
  const turnstile = new Turnstile(1, 1);
  const { opened, open } = gate();
  const inside = turnstile.run(new Deadline(5_000), () => opened);
  const waiting = turnstile.run(new Deadline(5_000), () => opened);
  const late = turnstile.run(new Deadline(5_000), () => opened);
  await expect(late).rejects.toThrow(DirectoryUnavailableError);
  open();
  await Promise.all([inside, waiting]);
});

test('whoever gives up waiting takes no slot along', async () => {
  const turnstile = new Turnstile(1, 10);
  const { opened, open } = gate();
  const inside = turnstile.run(new Deadline(5_000), () => opened);
  const impatient = turnstile.run(new Deadline(20), async () => 'in');
  await expect(impatient).rejects.toThrow(DirectoryUnavailableError);
  open();
  await inside;
  expect(await turnstile.run(new Deadline(20), async () => 'in')).toBe('in');
});

test('work that throws gives its slot back', async () => {
  const turnstile = new Turnstile(1, 0);
  const failing = turnstile.run(new Deadline(1_000), () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(await turnstile.run(new Deadline(1_000), async () => 'in')).toBe('in');
});
