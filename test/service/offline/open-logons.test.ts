import { setTimeout as sleep } from 'node:timers/promises';

import { formatId } from '@gatehouse/protocol';

import { OpenLogons } from '../../../service/src/offline/open-logons.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { SeededBytes } from '../../support/offline-scene.js';

const LIFETIME_MS = 20;

function openOne() {
  const clock = new FakeClock();
  const random = new SeededBytes('open logons');
  const logons = new OpenLogons({ clock, random, lifetimeMs: LIFETIME_MS });
  const seed = new Uint8Array(20).fill(7);
  const credentialId = formatId('crd', random.bytes(16));
  const { logonId } = logons.open({
    principalId: 'corp/alice',
    methods: ['totp'],
    current: 'totp',
    credentialId,
    seeds: [seed],
    generation: undefined,
    way: undefined,
  });
  return { clock, logons, logonId, isWiped: () => seed.every((byte) => byte === 0) };
}

describe('a logon at which the code is asked for', () => {
  it('keeps no seed when its time is over, though nobody asks and the clock stands still', async () => {
    const { logons, logonId, isWiped } = openOne();
    expect(logons.find(logonId)).toMatchObject({ principalId: 'corp/alice' });
    expect(isWiped()).toBe(false);
    await sleep(5 * LIFETIME_MS);
    expect(isWiped()).toBe(true);
    // Codes of a wiped seed are known to everybody.
    expect(logons.find(logonId)).toBe('expired');
    expect(logons.find(logonId)).toBeUndefined();
  });

  it('keeps none when it ends, by the clock or because somebody ends it', () => {
    const late = openOne();
    late.clock.advance({ minutes: 1 });
    expect(late.logons.find(late.logonId)).toBe('expired');
    expect(late.isWiped()).toBe(true);
    const ended = openOne();
    ended.logons.end(ended.logonId);
    expect(ended.isWiped()).toBe(true);
    expect(ended.logons.find(ended.logonId)).toBeUndefined();
  });
});
