/**
 * `npm test` runs every test; `npm test -- PATH …` runs those files alone, with whatever they need. Installs and builds
 * what is missing first. Ends with jest's summary, and a run of everything with one line `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
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
  packages: [
    ...['native', 'wine', 'directory', 'supervisor', 'syslog', 'installer', 'token', 'browser'],
  ],
  windows: true,
};
/** What the tests of a folder need besides npm packages; the first prefix that fits counts. */
const NEEDS = [
  { prefix: 'test/acceptance/audit', packages: ['syslog'], windows: false },
  { prefix: 'test/acceptance/group-policy', packages: [], windows: false },
  { prefix: 'test/acceptance/crash', packages: ['supervisor'], windows: false },
  { prefix: 'test/acceptance/access', packages: ['directory'], windows: false },
  {
    prefix: 'test/acceptance/installer',
    packages: ['native', 'wine', 'directory', 'installer', 'token'],
    windows: true,
  },
  { prefix: 'test/acceptance/directory-failover', packages: ['directory'], windows: false },
  { prefix: 'test/acceptance/help-desk', packages: ['directory'], windows: false },
  { prefix: 'test/acceptance/portal', packages: ['directory', 'browser'], windows: false },
  { prefix: 'test/acceptance/policy-table', packages: ['directory'], windows: false },
  { prefix: 'test/acceptance/self-service-web', packages: ['directory'], windows: false },
  MOST,
  { prefix: 'test/demo/', packages: ['native', 'wine'], windows: true },
  { prefix: 'test/installer/uninstall', packages: ['wine'], windows: false },
  { prefix: 'test/native/', packages: ['native', 'wine'], windows: true },
  { prefix: 'test/service/windows/', packages: ['native', 'wine'], windows: true },
  { prefix: 'test/server/directory/', packages: ['directory'], windows: false },
  { prefix: 'test/', packages: [], windows: false },
];

/** Files whose subject is a time that people wait: nothing else may run beside them. */
const ALONE = ['test/acceptance/crash.test.ts', 'test/acceptance/pipe-hostility.test.ts'];

const paths = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const everything = paths.length === 0;

const needs = everything ? NEEDS : paths.flatMap(needsOf);
requireSystemPackages([...new Set(needs.flatMap(({ packages }) => packages))]);
requireNpmPackages();
buildTypeScript();
if (needs.some(({ windows }) => windows)) buildWindowsParts();
process.exitCode = everything ? await runEverything() : await jest([...flags, ...paths]);

/** A file needs what its folder needs; a folder also what the folders in it need. */
function needsOf(file) {
  const relative = `${path.relative(ROOT, path.resolve(file)).replaceAll('\\', '/')}/`;
  const around = NEEDS.find(({ prefix }) => relative.startsWith(prefix)) ?? MOST;
  return [around, ...NEEDS.filter(({ prefix }) => prefix.startsWith(relative))];
}

/**
 * Two files side by side, whatever the machine has: they start databases, domain controllers and Wine. Those that have a
 * time to keep come after them, alone.
 */
async function runEverything() {
  mkdirSync(path.join(ROOT, 'build'), { recursive: true });
  const parts = [
    ['--maxWorkers=2', ...ALONE.map((file) => `--testPathIgnorePatterns=${file}`)],
    ['--runInBand', ...ALONE],
  ];
  let status = 0;
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [index, part] of parts.entries()) {
    const results = path.join(ROOT, `build/test-results-${index}.json`);
    rmSync(results, { force: true });
    const code = await jest([...part, ...flags, '--json', `--outputFile=${results}`], 'ignore');
    status ||= code;
    count(total, results);
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  return status;
}

/** Adds up one run. A file that could not run counts as failed, and so does a run that left no results. */
function count(total, results) {
  if (!existsSync(results)) {
    total.failed++;
    return;
  }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(
    readFileSync(results, 'utf8'),
  );
  total.passed += numPassedTests;
  total.failed += numFailedTests + numRuntimeErrorTestSuites;
  total.skipped += numPendingTests;
}

/** jest's own summary goes to standard error; with `json`, standard output is a copy of the results. */
async function jest(args, stdout = 'inherit') {
  const child = spawn(NODE, [path.join(ROOT, 'node_modules/jest/bin/jest.js'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', stdout, 'inherit'],
    env: environment({
      NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
    }),
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
