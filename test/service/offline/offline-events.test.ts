import { formatId } from '@gatehouse/protocol';
import type { OfflineEvent } from '@gatehouse/protocol';

import { FolderFiles } from '../../../service/src/files/durable-files.js';
import { OfflineEvents } from '../../../service/src/offline/offline-events.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { PowerCutDisk } from '../../fakes/power-cut-disk.js';
import { CORRELATION, SeededBytes } from '../../support/offline-scene.js';
import { SeededRandom } from '../../support/seeded-random.js';

const random = new SeededBytes('events');
const clock = new FakeClock();
const failed = { type: 'recovery.failed', principalId: 'p', correlationId: CORRELATION } as const;
const destroyed = { ...failed, type: 'kit.destroyed', code: 'recovery-attempts' } as const;

function setUp() {
  const files = new FolderFiles(new PowerCutDisk(new SeededRandom('events')), '/kits');
  return { files, open: () => new OfflineEvents({ files, clock, random }) };
}

describe('the events that the server does not know yet', () => {
  it('stay, in order and over a restart, until the server took them', () => {
    const { open } = setUp();
    const events = open();
    events.record(failed);
    events.record(destroyed);
    const [first, ...rest] = open().first(64);
    expect(first).toMatchObject({ ...failed, at: clock.now().toISOString() });
    expect(rest).toMatchObject([destroyed]);
    const again = open();
    again.remove([first!]);
    expect(open().first(64)).toEqual(rest);
  });

  it('are there once each', () => {
    const events = setUp().open();
    const event = events.make(destroyed);
    events.add(event);
    events.add(event);
    expect(events.first(64)).toHaveLength(1);
  });

  it('are no more than there is room for, and neither a grant, a recovery nor the destruction of a kit is what goes', () => {
    const { open } = setUp();
    const events = open();
    const { principalId, correlationId } = destroyed;
    const opened = { type: 'recovery.opened', principalId, correlationId } as const;
    const granted = { type: 'offline.granted', principalId, correlationId } as const;
    const recovered = { type: 'recovery.granted', principalId, correlationId } as const;
    for (const event of [destroyed, opened, granted, recovered]) events.record(event);
    for (let count = 0; count < 300; count++) events.record(failed);
    const kept = open().first(1000);
    expect(kept).toHaveLength(256);
    expect(kept.slice(0, 4)).toMatchObject([destroyed, opened, granted, recovered]);
  });

  it('survive an entry that cannot be read', () => {
    const { files, open } = setUp();
    const event: OfflineEvent = {
      ...failed,
      id: formatId('oev', random.bytes(16)),
      at: clock.now().toISOString(),
    };
    files.replace(
      'events.json',
      Buffer.from(JSON.stringify([{ type: 'of another version' }, event])),
    );
    expect(open().first(64)).toEqual([event]);
    files.replace('events.json', Buffer.from('half a fi'));
    expect(open().first(64)).toEqual([]);
  });

  it('say that they are there', () => {
    const events = setUp().open();
    let added = 0;
    events.onAdded(() => added++);
    events.record(failed);
    expect(added).toBe(1);
  });
});
