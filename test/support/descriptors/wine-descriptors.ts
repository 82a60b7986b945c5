import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { CREDENTIAL_PIPE_NAME } from '../../../service/src/windows/names.js';
import type { WinePrefix } from '../wine.js';
import { DESCRIPTORS } from './expected.js';
import type { WindowsRow } from './expected.js';

const PROGRAM = path.join(import.meta.dirname, 'read-descriptors.mjs');

export interface ReadBack {
  row: WindowsRow;
  path: string;
  /** Owner, group and DACL, in SDDL. */
  sddl: string;
}

/**
 * Asks Windows for the descriptors of everything in the list that is there.
 *
 * @param places Unix paths of the state folder, of the folder that all versions are in, and of one version
 */
export async function readDescriptors(
  prefix: WinePrefix,
  places: { state: string; program: string; version: string },
): Promise<ReadBack[]> {
  const objects = DESCRIPTORS.windows.flatMap((row) =>
    pathsOf(prefix, row.path, places).map((found) => ({ row, path: found })),
  );
  const asked = objects.map(({ row, path: name }) => [row.object, name]);
  const stdout = await prefix.mustRun(path.join(places.version, 'node.exe'), [
    prefix.toWindows(PROGRAM),
    prefix.toWindows(places.version),
    JSON.stringify(asked),
  ]);
  const answers = JSON.parse(stdout) as string[];
  return objects
    .map((object, index) => ({ ...object, sddl: answers[index] ?? '' }))
    .filter(({ sddl }) => sddl !== 'error 2');
}

function pathsOf(
  prefix: WinePrefix,
  pattern: string,
  { state, program }: { state: string; program: string },
): string[] {
  const filled = pattern
    .replace('{state}', prefix.toWindows(state))
    .replace('{program}', prefix.toWindows(program))
    .replace('{pipe}', `\\\\.\\pipe\\${CREDENTIAL_PIPE_NAME}`);
  if (!filled.includes('*')) return [filled];
  const at = filled.lastIndexOf('\\');
  const folder = prefix.toUnix(filled.slice(0, at));
  const end = filled.slice(at + 2);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith(end))
    .map((name) => `${filled.slice(0, at + 1)}${name}`);
}
