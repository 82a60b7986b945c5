/** `npm run bench`: measures the budgets of the design and draws a table; `-- --json` prints one line a row. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { foreground } from './foreground.mjs';
import {
  NODE,
  ROOT,
  buildTypeScript,
  environment,
  requireNpmPackages,
  requireSystemPackages,
  run,
  say,
} from './prepare.mjs';

requireSystemPackages(['native', 'wine', 'directory']);
requireNpmPackages();
buildTypeScript();
say('building the Windows parts');
for (const tool of ['build-native', 'build-addon', 'windows-node']) {
  run(NODE, [path.join(ROOT, `tools/${tool}.mjs`)], { env: environment() });
}
const hooks = pathToFileURL(path.join(ROOT, 'tools/typescript-hooks.mjs')).href;
foreground(path.join(ROOT, 'test/bench/main.ts'), process.argv.slice(2), ['--import', hooks]);
