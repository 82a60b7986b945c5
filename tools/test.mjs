/**
 * `npm test` runs every test; `npm test -- PATH …` runs those files alone, with whatever they need. Installs and builds
 * what is missing first. Ends with jest's summary, and a run of everything with one line `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import {
  NODE,
  ROOT,
  buildTypeScript,
  buildWindowsParts,
  environment,
  requireNpmPackages,
  requireSystemPackages,
} from './prepare.mjs';

/** What whole journeys need, and files that cannot be told. */
const MOST = {
  prefix: 'test/acceptance/',
  packages: ['native', 'wine', 'directory', 'supervisor'],
  windows: true,
};
/** What the tests of a folder need besides npm packages; the first prefix that fits counts. */
const NEEDS = [
  { prefix: 'test/acceptance/crash', packages: ['supervisor'], windows: false },
  MOST,
  { prefix: 'test/demo/', packages: ['native', 'wine'], windows: true },
  { prefix: 'test/native/', packages: ['native', 'wine'], windows: true },
  { prefix: 'test/service/windows/', packages: ['native', 'wine'], windows: true },
  { prefix: 'test/server/directory/', packages: ['directory'], windows: false },
  { prefix: 'test/', packages: [], windows: false },
];

const paths = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const everything = paths.length === 0;

const needs = everything ? NEEDS : paths.flatMap(needsOf);
requireSystemPackages([...new Set(needs.flatMap(({ packages }) => packages))]);
requireNpmPackages();
buildTypeScript();
if (needs.some(({ windows }) => windows)) buildWindowsParts();
process.exitCode = await jest();

/** A file needs what its folder needs; a folder also what the folders in it need. */
function needsOf(file) {
  const relative = `${path.relative(ROOT, path.resolve(file)).replaceAll('\\', '/')}/`;
  const around = NEEDS.find(({ prefix }) => relative.startsWith(prefix)) ?? MOST;
  return [around, ...NEEDS.filter(({ prefix }) => prefix.startsWith(relative))];
}

async function jest() {
  mkdirSync(path.join(ROOT, 'build'), { recursive: true });
  const results = path.join(ROOT, 'build/test-results.json');
  const status = await new Promise((resolve) => {
    const child = spawn(
      NODE,
      [
        path.join(ROOT, 'node_modules/jest/bin/jest.js'),
        // Two files side by side, whatever the machine has: they start databases, domain controllers and Wine.
        '--maxWorkers=2',
        ...(everything ? ['--json', `--outputFile=${results}`] : []),
        ...flags,
        ...paths,
      ],
      {
        cwd: ROOT,
        stdio: everything ? ['ignore', 'ignore', 'inherit'] : ['ignore', 'inherit', 'inherit'],
        env: environment({
          NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
        }),
      },
    );
    child.on('exit', (code) => resolve(code ?? 1));
  });
  if (everything) closingLine(results);
  return status;
}

/** One line that says how it went, for people and for CI. A file that could not run counts as failed. */
function closingLine(results) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(
    readFileSync(results, 'utf8'),
  );
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
  console.log(`\n${numPassedTests} passed, ${failed} failed${skipped}`);
}
