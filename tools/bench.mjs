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

/** Rows that need npm packages and nothing else. All others get all that any of them needs. */
const PORTABLE = [
  'local-hash',
  'lock-open',
  'lock-attack',
  'policy',
  'breached',
  'audit-search',
  'audit-write',
];
/** Rows that need a browser besides. */
const PAGES = ['page-weight', 'sign-in-interactive'];

const rows = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const needs = (some) => rows.length === 0 || rows.some((row) => some(row));
const portable = !needs((row) => !PORTABLE.includes(row) && !PAGES.includes(row));
const pages = needs((row) => PAGES.includes(row));
const groups = [
  ...(portable ? [] : ['native', 'wine', 'directory']),
  ...(pages ? ['browser'] : []),
];
if (groups.length > 0) requireSystemPackages(groups);
requireNpmPackages();
buildTypeScript();
if (!portable) buildWindowsParts();
const hooks = pathToFileURL(path.join(ROOT, 'tools/typescript-hooks.mjs')).href;
foreground(path.join(ROOT, 'test/bench/main.ts'), process.argv.slice(2), ['--import', hooks]);
