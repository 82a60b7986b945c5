import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { StartMenuError } from '../../../service/src/user-tools/start-menu.js';
import { FolderStartMenu } from '../../../service/src/windows/folder-start-menu.js';

const NAME = 'Gatehouse.url';

let folder: string;
let programs: string;
let menu: FolderStartMenu;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gh-menu-'));
  programs = path.join(folder, 'Programs');
  mkdirSync(programs);
  menu = new FolderStartMenu(programs);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The code of the error that this throws. */
function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as StartMenuError).code;
  }
}

describe('a folder as the Start menu', () => {
  it('has what was put there, as one file', () => {
    expect(menu.read(NAME)).toBeUndefined();
    menu.replace(NAME, 'one\r\n');
    menu.replace(NAME, 'two\r\n');
    expect(menu.read(NAME)).toBe('two\r\n');
    expect(readdirSync(programs)).toEqual([NAME]);
    menu.remove(NAME);
    expect(readdirSync(programs)).toEqual([]);
  });

  it('reads through no link', () => {
    const elsewhere = path.join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'theirs');
    symlinkSync(elsewhere, path.join(programs, NAME));
    expect(codeOf(() => menu.read(NAME))).toBe('start-menu.not-a-file');
    // Nor does it write through one that appears in between.
    menu.replace(NAME, 'ours');
    expect(readFileSync(elsewhere, 'utf8')).toBe('theirs');
    expect(lstatSync(path.join(programs, NAME)).isFile()).toBe(true);
  });

  it('reads no folder, and nothing that is large', () => {
    mkdirSync(path.join(programs, NAME));
    expect(codeOf(() => menu.read(NAME))).toBe('start-menu.not-a-file');
    rmSync(path.join(programs, NAME), { recursive: true });
    writeFileSync(path.join(programs, NAME), 'x'.repeat(4097));
    expect(codeOf(() => menu.read(NAME))).toBe('start-menu.too-large');
  });

  it('is not made where there is none, nor looked for behind a link', () => {
    const missing = new FolderStartMenu(path.join(folder, 'nowhere'));
    expect(missing.read(NAME)).toBeUndefined();
    expect(codeOf(() => missing.replace(NAME, 'x'))).toBe('start-menu.missing');
    expect(readdirSync(folder)).toEqual(['Programs']);
    writeFileSync(path.join(programs, NAME), 'theirs');
    symlinkSync(programs, path.join(folder, 'link'));
    const linked = new FolderStartMenu(path.join(folder, 'link'));
    expect(codeOf(() => linked.read(NAME))).toBe('start-menu.missing');
    expect(codeOf(() => linked.replace(NAME, 'x'))).toBe('start-menu.missing');
    expect(codeOf(() => linked.remove(NAME))).toBe('start-menu.missing');
    expect(readFileSync(path.join(programs, NAME), 'utf8')).toBe('theirs');
  });

  it('takes away what power cuts left of its files, and nothing else', () => {
    const stays = [`${NAME}.tmp`, `${NAME}.0123456789ab.tmp.bak`, 'Other.url.0123456789ab.tmp'];
    for (const name of [...stays, `${NAME}.0123456789ab.tmp`]) {
      writeFileSync(path.join(programs, name), '');
    }
    menu.replace(NAME, 'x');
    expect(readdirSync(programs).sort()).toEqual([...stays, NAME].sort());
  });
});
