import { readdirSync, rmSync, statSync } from 'node:fs';
import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where Linux has a file system in memory, shm_overview(7). */
const MEMORY = '/dev/shm';
/** `f_type` of such a file system, statfs(2). */
const TMPFS_MAGIC = 0x0102_1994;
/** What has to be free, there and in memory at all: the folders of all files that run side by side take half of it. */
const ROOM_BYTES = 4 * 1024 ** 3;
const NAME = /^gatehouse-(\d+)-/;
/** No file of tests takes as long. */
const LEFT_BEHIND_MS = 60 * 60_000;

let isSwept = false;

/**
 * A new folder for the files of a database or directory that live as long as one test file; the caller removes it. In
 * memory where there is room: there a new database costs a tenth of what a disk takes for its hundreds of files.
 * `TMPDIR` says where else. Only for what is no subject of the test: a disk's own ways are not seen there.
 */
export async function makeScratchFolder(what: string): Promise<string> {
  if (process.env['TMPDIR'] !== undefined || !(await hasRoom())) {
    return mkdtemp(path.join(tmpdir(), `gatehouse-${what}-`));
  }
  if (!isSwept) sweep();
  isSwept = true;
  return mkdtemp(path.join(MEMORY, `gatehouse-${process.pid}-${what}-`));
}

async function hasRoom(): Promise<boolean> {
  try {
    const { type, bavail, bsize } = await statfs(MEMORY);
    return (
      type === TMPFS_MAGIC && bavail * bsize > ROOM_BYTES && process.availableMemory() > ROOM_BYTES
    );
  } catch {
    return false;
  }
}

/** Removes what killed runs left: it would take memory until the machine starts anew. */
function sweep(): void {
  for (const name of readdirSync(MEMORY)) {
    const owner = NAME.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const folder = path.join(MEMORY, name);
    const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - changed < LEFT_BEHIND_MS) continue;
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
