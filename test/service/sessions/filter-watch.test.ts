import { FilterWatch } from '../../../service/src/sessions/filter-watch.js';
import type { Hiding } from '../../../service/src/sessions/filter-watch.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { waitUntil } from '../../support/service.js';

const OBSERVING: Hiding = { inForce: false, reason: 'observing' };
const CHANGED: Hiding = { inForce: false, reason: 'dll-changed' };

let hiding: Hiding | Error;
let looks: number;
let logger: MemoryLogger;
let watch: FilterWatch;

function setUp(first: typeof hiding, everyMs?: number): void {
  hiding = first;
  looks = 0;
  logger = new MemoryLogger();
  const read = (): Promise<Hiding> => {
    looks += 1;
    return hiding instanceof Error ? Promise.reject(hiding) : Promise.resolve(hiding);
  };
  watch = new FilterWatch({ read, logger, ...(everyMs && { everyMs }) });
}
afterEach(() => watch.close());

const said = () => logger.lines.map(({ event, reason }) => [event, reason].join(' ').trim());

async function become(next: typeof hiding): Promise<void> {
  hiding = next;
  await watch.check();
}

it('says nothing where others are hidden, or there are none', async () => {
  setUp({ inForce: true });
  await watch.check();
  await become(undefined);
  expect(said()).toEqual([]);
});

it('says once why they are not hidden, and again what is another than before', async () => {
  setUp(OBSERVING);
  for (const next of [OBSERVING, OBSERVING, CHANGED, { inForce: true } as const, OBSERVING]) {
    await become(next);
  }
  expect(said()).toEqual([
    'filter.not-in-force observing',
    'filter.not-in-force dll-changed',
    'filter.in-force',
    'filter.not-in-force observing',
  ]);
});

it('says that it could not look, and takes nothing for a change', async () => {
  setUp(OBSERVING);
  await watch.check();
  await become(new Error('no registry'));
  await become(OBSERVING);
  expect(said()).toEqual(['filter.not-in-force observing', 'filter.fault Error']);
});

it('looks again by itself, until it is closed', async () => {
  setUp({ inForce: true }, 5);
  await waitUntil(() => looks >= 2);
  watch.close();
  const before = looks;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(looks).toBe(before);
});
