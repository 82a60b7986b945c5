import type { AnswersStep } from '@gatehouse/protocol';
import { jest } from '@jest/globals';

import { verdicts } from '../../../fakes/fake-authority.js';
import { startEtherService } from '../../../support/ether-service.js';
import type { EtherService } from '../../../support/ether-service.js';
import type { PipeTile } from '../../../support/pipe-client.js';

const ANSWERS: AnswersStep = {
  what: 'answers',
  mandatory: [{ id: 'city', text: 'Where were you born?' }],
  optional: [],
  shares: 0,
  minimumLength: 4,
  blocklist: [],
};
const EMAIL = { what: 'email', stage: 'address', digits: 6 } as const;

let service: EtherService;
beforeEach(async () => {
  service = await startEtherService();
});
afterEach(async () => {
  await service.server.close();
});

async function openEnrollment(verdict: Parameters<typeof verdicts.enroll>[0]): Promise<PipeTile> {
  service.authority.says(verdicts.enroll(verdict));
  const tile = await (await service.connect()).openTile();
  await tile.submit({ userName: 'alice', password: 'correct horse 马' });
  return tile;
}

describe('the time for an enrolment', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => jest.useRealTimers());

  const MINUTE = 60_000;
  const isGivenUp = (tile: PipeTile) => {
    expect(tile.message).toMatch(/took too long/);
    expect(tile.field('password')).toBeDefined();
    expect(tile.grant).toBeUndefined();
  };

  it('is fifteen minutes, however often somebody types: the password is not kept for longer', async () => {
    const tile = await openEnrollment({ step: ANSWERS });
    for (let minutes = 0; minutes < 14; minutes += 2) {
      jest.advanceTimersByTime(2 * MINUTE);
      // Too short: the question is asked again, and nobody has left it alone.
      await tile.submit({ answer: 'x' });
      expect(tile.field('answer')).toBeDefined();
    }
    jest.advanceTimersByTime(MINUTE);
    isGivenUp(tile);
    expect(service.authority.calls.filter(({ method }) => method === 'cancel')).toHaveLength(1);
  });

  it('is one for all steps, and counts while the server is asked', async () => {
    const tile = await openEnrollment({ step: EMAIL, steps: 2 });
    jest.advanceTimersByTime(8 * MINUTE);
    service.authority.says(verdicts.enroll({ step: ANSWERS, steps: 1 }));
    await tile.submit({ address: 'alice@home.test' });
    expect(tile.field('title')?.text).toMatch(/Set up your answers/);
    jest.advanceTimersByTime(7 * MINUTE);
    isGivenUp(tile);
  });

  it('is over after ten minutes when nobody touches it', async () => {
    const tile = await openEnrollment({ step: ANSWERS });
    jest.advanceTimersByTime(9.9 * MINUTE);
    expect(tile.field('answer')).toBeDefined();
    jest.advanceTimersByTime(0.2 * MINUTE);
    isGivenUp(tile);
  });
});
