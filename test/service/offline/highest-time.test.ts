import { FolderFiles } from '../../../service/src/files/durable-files.js';
import { FileCounters } from '../../../service/src/offline/file-counters.js';
import { HighestTime } from '../../../service/src/offline/highest-time.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { PowerCutDisk } from '../../fakes/power-cut-disk.js';
import { SeededRandom } from '../../support/seeded-random.js';

function setUp() {
  const disk = new PowerCutDisk(new SeededRandom('time'));
  const files = new FolderFiles(disk, '/kits');
  const counterFiles = new FolderFiles(disk, '/counters');
  const clock = new FakeClock();
  const open = () => new HighestTime({ files, counters: new FileCounters(counterFiles), clock });
  return { clock, files, counterFiles, open };
}

describe('the highest time', () => {
  it('goes on with the clock, and lets it be corrected a little', () => {
    const { clock, open } = setUp();
    const time = open();
    expect(time.now()).toEqual(clock.now());
    clock.advance({ minutes: 60 });
    expect(time.now()).toEqual(clock.now());
    clock.advance({ minutes: -5 });
    expect(time.now()).toEqual(clock.now());
  });

  it('refuses a clock that was set back, after a restart too', () => {
    const { clock, open } = setUp();
    open().now();
    clock.advance({ minutes: -7 });
    expect(open().now()).toBeUndefined();
    clock.advance({ minutes: 7 });
    expect(open().now()).toEqual(clock.now());
  });

  it('is written down whatever the grain when nobody may be there later', () => {
    const { clock, open } = setUp();
    const time = open();
    time.now();
    clock.advance({ minutes: 6 });
    time.note();
    clock.advance({ seconds: 50 });
    time.note();
    clock.advance({ minutes: -6 });
    expect(open().now()).toBeUndefined();
  });

  it('is not moved by noting a clock that was set back', () => {
    const { clock, open } = setUp();
    const time = open();
    time.note();
    clock.advance({ minutes: -60 });
    time.note();
    expect(time.now()).toBeUndefined();
    expect(open().now()).toBeUndefined();
  });

  it('remembers from either of its two stores', () => {
    const { clock, files, counterFiles, open } = setUp();
    open().now();
    clock.advance({ minutes: -60 });
    counterFiles.remove('clock');
    expect(open().now()).toBeUndefined();
    const again = setUp();
    again.open().now();
    again.clock.advance({ minutes: -60 });
    again.files.replace('clock', Buffer.from('spoilt'));
    expect(again.open().now()).toBeUndefined();
    files.remove('clock');
    expect(open().now()).toEqual(clock.now());
  });

  it('forgets a clock that was years ahead once the server confirmed that it is right', () => {
    const { clock, open } = setUp();
    const right = clock.now();
    clock.set(new Date('2099-01-01T00:00:00Z'));
    const time = open();
    time.now();
    clock.set(right);
    expect(time.now()).toBeUndefined();
    time.confirm();
    expect(time.now()).toEqual(right);
    expect(open().now()).toEqual(right);
  });
});
