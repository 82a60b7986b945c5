/** `npm run demo`: the main job with nothing to configure; `-- --check` plays it, `-- --wine` uses the real DLL. */
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

const args = process.argv.slice(2);
const wine = args.includes('--wine');
if (wine) requireSystemPackages(['native', 'wine']);
requireNpmPackages();
buildTypeScript();
if (wine) {
  buildWindowsParts();
  const hooks = pathToFileURL(path.join(ROOT, 'tools/typescript-hooks.mjs')).href;
  foreground(path.join(ROOT, 'test/demo/wine/main.ts'), [], ['--import', hooks]);
} else {
  foreground(path.join(ROOT, 'demo/dist/main.js'), args);
}
