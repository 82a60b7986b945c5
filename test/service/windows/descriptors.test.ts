import { readFileSync } from 'node:fs';
import path from 'node:path';

import {
  CREDENTIAL_PIPE_SDDL,
  STATE_FOLDER_SDDL,
} from '../../../service/src/windows/security-descriptors.js';
import { DESCRIPTORS, isKeptByWine } from '../../support/descriptors/expected.js';

const row = (wanted: string) => DESCRIPTORS.windows.find((each) => each.path === wanted)!;
const aces = (sddl: string) => [...sddl.matchAll(/\(([^()]*)\)/g)].map(([, ace = '']) => ace);

/** The constants of a C++ source. */
function constantIn(file: string, name: string): string | undefined {
  const source = readFileSync(path.join(import.meta.dirname, '../../../native', file), 'utf8');
  return new RegExp(`${name}\\[\\] = L"([^"]*)"`).exec(source)?.[1];
}

describe('what is passed to Windows, which Wine does not keep', () => {
  it('R9: is the descriptor of the list for the state folder, by service and installer alike', () => {
    expect(STATE_FOLDER_SDDL).toBe(row('{state}').asked);
    expect(constantIn('setup/private_files.cpp', 'kFolderSddl')).toBe(row('{state}').asked);
  });

  it('R9: is the descriptor of the list for the token', () => {
    expect(constantIn('setup/private_files.cpp', 'kFileSddl')).toBe(
      row('{state}\\join-token').asked,
    );
  });

  it('R16: is the descriptor of the list for the pipe', () => {
    expect(CREDENTIAL_PIPE_SDDL).toBe(row('{pipe}').asked);
  });

  it('becomes what the object has', () => {
    for (const { asked, expected } of DESCRIPTORS.windows) {
      if (asked !== undefined) expect(expected).toBe(asked);
    }
  });

  it('R9: is inherited by everything below the state folder', () => {
    const inherited = aces(row('{state}').expected).map((ace) =>
      ace.split(';').slice(-4).join(';'),
    );
    const below = DESCRIPTORS.windows.filter(
      (each) => each.path.startsWith('{state}\\') && each.asked === undefined,
    );
    expect(below.length).toBeGreaterThan(4);
    for (const { path: name, expected } of below) {
      const own = aces(expected);
      expect([name, own.map((ace) => ace.split(';').slice(-4).join(';'))]).toEqual([
        name,
        inherited,
      ]);
      // Each entry is marked as inherited.
      expect(own.every((ace) => ace.split(';')[1]?.endsWith('ID'))).toBe(true);
    }
  });

  it('lets nobody but SYSTEM, Administrators and our service write anywhere', () => {
    const WRITERS = ['SY', 'BA', 'CO', 'S-1-5-80-'];
    const READS = ['KR', '0x1200a9'];
    for (const { path: name, expected } of DESCRIPTORS.windows) {
      for (const ace of aces(expected)) {
        const [type, , rights = '', , , sid = ''] = ace.split(';');
        expect(type).toBe('A');
        const isTrusted = WRITERS.some((writer) => sid.startsWith(writer));
        expect([name, ace, isTrusted || READS.includes(rights)]).toEqual([name, ace, true]);
      }
    }
  });
});

it('sees under Wine that others were let in', () => {
  const folder = row('{state}');
  const owner = 'S-1-5-21-0-0-0-1000';
  const mine = `O:${owner}G:S-1-5-21-0-0-0-513D:(A;OICI;FA;;;SY)(A;OICI;FA;;;${owner})`;
  expect(isKeptByWine(folder, mine)).toBe(true);
  expect(isKeptByWine(folder, `${mine}(A;OICI;0x1200a9;;;WD)`)).toBe(false);
  expect(isKeptByWine(folder, 'error 5')).toBe(false);
  const pipe = row('{pipe}');
  expect(isKeptByWine(pipe, pipe.expected)).toBe(true);
  expect(isKeptByWine(pipe, `${pipe.expected}(A;;FA;;;WD)`)).toBe(false);
});
