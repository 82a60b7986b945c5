/** `npm run bench`: measures the budgets of the design and draws a table; `-- --json` prints one line a row. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { foreground } from './foreground.mjs';
import {
  ROOT,
  buildTypeScript,
  buildWindowsParts,
  requireNpmPackages,
  requireSystemPackages,
} from './prepare.mjs';

requireSystemPackages(['native', 'wine', 'directory']);
requireNpmPackages();
buildTypeScript();
buildWindowsParts();
const hooks = pathToFileURL(path.join(ROOT, 'tools/typescript-hooks.mjs')).href;
foreground(path.join(ROOT, 'test/bench/main.ts'), process.argv.slice(2), ['--import', hooks]);
