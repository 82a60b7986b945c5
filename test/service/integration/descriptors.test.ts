import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { pathOf } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { FakeDirectory } from '../../fakes/fake-directory.js';
import { DESCRIPTORS } from '../../support/descriptors/expected.js';
import { startUnixTarget } from '../../support/hostility/unix-target.js';
import type { UnixTarget } from '../../support/hostility/unix-target.js';
import { startTestServer } from '../../support/server.js';
import { waitUntil } from '../../support/service.js';
import { Started } from '../../support/started.js';

const started = new Started();
const HONEST = { name: 'honest', password: 'Correct-Horse 7' };
let service: UnixTarget;

beforeAll(async () => {
  const directory = new FakeDirectory();
  directory.add(HONEST);
  const server = started.use(await startTestServer({ overrides: { directory } }));
  await server.administer('PUT', pathOf('applyPolicy', { policyName: 'modes' }), {
    name: 'modes',
    assign: { everyone: true },
    settings: { logon: { desktop: { require: 'none' } } },
  });
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { uses: 1, url: server.url },
  );
  service = started.use(await startUnixTarget(token));
  await service.logOn(HONEST.name, HONEST.password);
  await waitUntil(async () => (await service.log()).some(({ message }) => message === 'kit.kept'));
}, 180_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

function matching(pattern: string): string[] {
  const folder = path.dirname(pattern);
  if (path.basename(pattern) !== '*') return [pattern];
  return readdirSync(path.join(service.stateFolder, folder)).map((name) => path.join(folder, name));
}

describe('R9: what a service on Linux keeps', () => {
  it.each(DESCRIPTORS.unix)(
    '$path is of our user alone, with mode $mode: $why',
    ({ path: pattern, mode }) => {
      const found = matching(pattern);
      expect(found.length).toBeGreaterThan(0);
      for (const name of found) {
        const stats = lstatSync(path.join(service.stateFolder, name));
        const seen = `0${(stats.mode & 0o7777).toString(8).padStart(3, '0')}`;
        expect([name, seen, stats.uid]).toEqual([name, mode, process.getuid!()]);
      }
    },
  );

  it('is in the list, all of it', () => {
    const listed = new Set(DESCRIPTORS.unix.flatMap((row) => matching(row.path)));
    const there = readdirSync(service.stateFolder, { recursive: true }).map(String);
    // What the test put there for the service to begin with.
    const ours = ['service.json'];
    expect(there.filter((name) => !listed.has(name) && !ours.includes(name))).toEqual([]);
  });
});
