import { BoundedLogger } from '../../service/src/bounded-logger.js';
import { MemoryLogger } from '../fakes/memory-logger.js';
import { waitUntil } from '../support/service.js';

const BOUNDS = { lines: 3, windowMs: 50 };

it('writes so many lines of each kind, and says afterwards how many were left out', async () => {
  const logger = new MemoryLogger();
  const bounded = new BoundedLogger(logger, BOUNDS);
  for (let client = 1; client <= 10; client++) {
    bounded.warn('pipe.refused', { client, reason: 'too-long' });
    bounded.warn('pipe.refused', { client, reason: 'value' });
    bounded.info('pipe.opened', { client });
  }
  const kinds = ['too-long', 'value', undefined];
  for (const kind of kinds) {
    const lines = logger.lines.filter(({ reason }) => reason === kind);
    expect(lines.map(({ client }) => client)).toEqual([1, 2, 3]);
  }
  await waitUntil(() => logger.of('log.left-out').length === 3);
  expect(logger.of('log.left-out')).toEqual([
    { event: 'log.left-out', level: 'warn', code: 'pipe.refused', reason: 'too-long', count: 7 },
    { event: 'log.left-out', level: 'warn', code: 'pipe.refused', reason: 'value', count: 7 },
    { event: 'log.left-out', level: 'info', code: 'pipe.opened', reason: undefined, count: 7 },
  ]);
});

it('begins anew after the window, and says nothing where nothing was left out', async () => {
  const logger = new MemoryLogger();
  const bounded = new BoundedLogger(logger, BOUNDS);
  for (let round = 1; round <= 3; round++) {
    for (let line = 1; line <= 3; line++) bounded.error('pipe.unprivileged', { client: round });
    await new Promise((resolve) => setTimeout(resolve, 2 * BOUNDS.windowMs));
  }
  expect(logger.of('pipe.unprivileged')).toHaveLength(9);
  expect(logger.of('log.left-out')).toEqual([]);
});

it('says at the end what was left out until then', () => {
  const logger = new MemoryLogger();
  const bounded = new BoundedLogger(logger, { lines: 1, windowMs: 3_600_000 });
  bounded.debug('pipe.connected');
  bounded.debug('pipe.connected');
  bounded.flush();
  bounded.flush();
  expect(logger.of('log.left-out')).toMatchObject([{ level: 'debug', count: 1 }]);
});
