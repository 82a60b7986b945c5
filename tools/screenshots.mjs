/**
 * `npm run screenshots`: draws the tile in every state and language and every page in every view into `docs/images`, and writes
 * `docs/tile.md` and `docs/pages.md`. `-- tile` or `-- pages` makes one of them.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import {
  NODE,
  ROOT,
  buildTypeScript,
  buildWindowsParts,
  environment,
  fail,
  requireNpmPackages,
  requireSystemPackages,
} from './prepare.mjs';

const PROGRAMS = {
  tile: { program: 'test/screenshots/main.ts', packages: ['native', 'wine', 'pictures'] },
  pages: { program: 'test/screenshots/pages/main.ts', packages: ['browser'] },
};

const [wanted = 'all', ...more] = process.argv.slice(2);
const chosen = Object.keys(PROGRAMS).filter((name) => wanted === 'all' || wanted === name);
if (chosen.length === 0 || more.length > 0) {
  fail(`npm run screenshots [-- ${Object.keys(PROGRAMS).join(' | ')}]`);
}
requireSystemPackages([...new Set(chosen.flatMap((name) => PROGRAMS[name].packages))]);
requireNpmPackages();
buildTypeScript();
if (chosen.includes('tile')) buildWindowsParts();
const hooks = pathToFileURL(path.join(ROOT, 'tools/typescript-hooks.mjs')).href;
for (const name of chosen) {
  const args = [
    '--disable-warning=ExperimentalWarning',
    '--import',
    hooks,
    path.join(ROOT, PROGRAMS[name].program),
  ];
  const { status } = spawnSync(NODE, args, { stdio: 'inherit', env: environment() });
  if (status !== 0) process.exit(status ?? 1);
}
