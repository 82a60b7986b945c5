/** `npm run screenshots`: draws the tile in every state and language into `docs/images`, and writes `docs/tile.md`. */
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

requireSystemPackages(['native', 'wine', 'pictures']);
requireNpmPackages();
buildTypeScript();
buildWindowsParts();
const hooks = pathToFileURL(path.join(ROOT, 'tools/typescript-hooks.mjs')).href;
foreground(path.join(ROOT, 'test/screenshots/main.ts'), [], ['--import', hooks]);
