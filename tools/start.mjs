/** `npm start`: runs the server alone, for real use. Data in `./data` unless GATEHOUSE_DATA says otherwise. */
import path from 'node:path';

import { foreground } from './foreground.mjs';
import { ROOT, buildTypeScript, requireNpmPackages } from './prepare.mjs';

requireNpmPackages();
buildTypeScript();
foreground(path.join(ROOT, 'server/dist/main.js'), process.argv.slice(2));
