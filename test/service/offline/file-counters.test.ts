import { FolderFiles } from '../../../service/src/files/durable-files.js';
import { FileCounters } from '../../../service/src/offline/file-counters.js';
import { PowerCutDisk } from '../../fakes/power-cut-disk.js';
import { SeededRandom } from '../../support/seeded-random.js';
import { describeCounters } from './counters-contract.js';

const shared = new PowerCutDisk(new SeededRandom('counters'));
describeCounters('FileCounters', () => new FileCounters(new FolderFiles(shared, '/counters')));

describe('FileCounters', () => {
  it.each(['', '-1', '1.5', '0x10', '1e3', 'many', '9999999999999999'])(
    'says of %j that it is no number',
    (text) => {
      const files = new FolderFiles(new PowerCutDisk(new SeededRandom('x')), '/counters');
      files.replace('one', Buffer.from(text));
      expect(new FileCounters(files).read('one')).toBeNaN();
    },
  );
});
