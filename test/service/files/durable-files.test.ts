import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { FolderFiles } from '../../../service/src/files/durable-files.js';
import type { DurableFiles } from '../../../service/src/files/durable-files.js';
import { nodeDisk } from '../../../service/src/files/node-disk.js';
import { PowerCutDisk } from '../../fakes/power-cut-disk.js';
import { SeededRandom } from '../../support/seeded-random.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gh-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const nextFolder = () => path.join(folder, String(count++));

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

/** What durable files promise, over the disk of this computer and over the one that loses its power. */
describe.each<[string, () => DurableFiles]>([
  ['the disk of this computer', () => new FolderFiles(nodeDisk, nextFolder())],
  [
    'a disk that loses its power',
    () => new FolderFiles(new PowerCutDisk(new SeededRandom('files')), '/a/b'),
  ],
])('durable files on %s', (_, open) => {
  it('are not there before they are written, and then are what was written last', () => {
    const files = open();
    expect(files.read('one')).toBeUndefined();
    expect(files.list()).toEqual([]);
    files.replace('one', Buffer.from('first'));
    files.replace('one', Buffer.from('second, which is longer'));
    expect(text(files.read('one'))).toBe('second, which is longer');
    files.replace('one', Buffer.from('3rd'));
    expect(text(files.read('one'))).toBe('3rd');
    expect(files.list()).toEqual(['one']);
  });

  it('go when they are removed or destroyed, and that is no error where there is none', () => {
    const files = open();
    for (const verb of ['remove', 'destroy'] as const) {
      files.replace('one', Buffer.from('secret'));
      files.replace('two', Buffer.from('stays'));
      files[verb]('one');
      files[verb]('one');
      expect(files.read('one')).toBeUndefined();
      expect(files.list()).toEqual(['two']);
    }
  });

  it.each(['', '../up', 'a/b', 'A', '.hidden', 'a\\b'])('take no name such as %j', (name) => {
    expect(() => open().read(name)).toThrow(RangeError);
  });
});

describe('durable files', () => {
  it('R9: are readable by their owner alone', () => {
    const own = nextFolder();
    new FolderFiles(nodeDisk, own).replace('one', Buffer.from('secret'));
    expect(statSync(own).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(own, 'one')).mode & 0o777).toBe(0o600);
  });

  it('list nothing unfinished, and sweep it away', () => {
    const own = nextFolder();
    const files = new FolderFiles(nodeDisk, own);
    files.replace('one', Buffer.from('x'));
    writeFileSync(path.join(own, 'one.0123.tmp'), 'half');
    expect(files.list()).toEqual(['one']);
    files.sweep();
    expect(readdirSync(own)).toEqual(['one']);
  });

  it('are the old or the new after a cut, whatever of the unflushed arrived', () => {
    for (let cut = 1; cut <= 4; cut++) {
      for (let fate = 0; fate < 40; fate++) {
        const disk = new PowerCutDisk(new SeededRandom(`${cut}/${fate}`));
        const files = new FolderFiles(disk, '/f');
        files.replace('one', Buffer.from('old'));
        disk.cutAt = disk.changes + cut;
        expect(() => files.replace('one', Buffer.from('new one'))).toThrow('at change');
        const after = text(new FolderFiles(disk.restart(), '/f').read('one'));
        expect(['old', 'new one']).toContain(after);
      }
    }
  });

  it('are spoilt at worst when a cut stops their destruction: the fake can tell', () => {
    const seen = new Set<string>();
    for (let fate = 0; fate < 400; fate++) {
      const disk = new PowerCutDisk(new SeededRandom(`destroy/${fate}`));
      const files = new FolderFiles(disk, '/f');
      files.replace('one', Buffer.from('secret'));
      disk.cutAt = disk.changes + 1 + (fate % 4);
      expect(() => files.destroy('one')).toThrow('at change');
      const after = text(new FolderFiles(disk.restart(), '/f').read('one'));
      seen.add(after === undefined ? 'gone' : after === 'secret' ? 'whole' : 'spoilt');
    }
    expect([...seen].sort()).toEqual(['gone', 'spoilt', 'whole']);
  });
});
