/**
 * Installs what is missing before a command of the README runs: npm packages everywhere, system packages on Debian as
 * root; elsewhere it names them and stops. Uses nothing but what Node itself has, because it runs before `npm ci`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..');

/** Debian packages by what they are for. Commands name the groups that they need. */
export const SYSTEM_PACKAGES = {
  native: [
    'g++-mingw-w64-x86-64-posix',
    'mingw-w64-tools',
    'cmake',
    'ninja-build',
    'g++',
    'clang-14',
    'libclang-rt-14-dev',
    'doctest-dev',
    'nlohmann-json3-dev',
  ],
  lint: ['clang-format-14', 'clang-tidy-14'],
  wine: ['wine', 'wine64', 'procps'],
  directory: ['samba-ad-dc', 'samba-ad-provision', 'ldb-tools', 'ldap-utils', 'winbind', 'slapd'],
  supervisor: ['runit'],
  // The engine is how osslsigncode reaches a key in a PKCS #11 token.
  installer: ['wixl', 'msitools', 'osslsigncode', 'libengine-pkcs11-openssl'],
  // A token of software, for tests of signing.
  token: ['softhsm2', 'opensc'],
  syslog: ['rsyslog', 'rsyslog-gnutls'],
  // For `npm run screenshots` only: they stand for the fonts of the logon screen.
  pictures: ['fonts-open-sans', 'fonts-wqy-microhei'],
  browser: ['chromium', 'fonts-dejavu-core', 'fonts-wqy-microhei'],
};

/** Runs a command, its output going where ours goes. Ends the process when the command fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (result.error !== undefined) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

export function fail(message) {
  console.error(`gatehouse: ${message}`);
  process.exit(1);
}

/** Says what is being done, so that long work does not look like a hang. */
export function say(message) {
  console.error(`· ${message}`);
}

/** Installs the Debian packages of the named groups that are missing. */
export function requireSystemPackages(groups) {
  const wanted = groups.flatMap((group) => SYSTEM_PACKAGES[group]);
  const missing = missingPackages(wanted);
  if (missing.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (!existsSync('/etc/debian_version') || !isRoot) {
    fail(`these Debian packages (or what they hold) are needed first: ${missing.join(' ')}`);
  }
  say(`installing ${missing.length} system packages: ${missing.join(' ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env: environment, stdio: ['ignore', 'ignore', 'inherit'] };
  run('apt-get', ['update', '-qq'], quiet);
  // Unconfigured, the package starts no slapd of its own on the ports of LDAP: tests run theirs.
  if (missing.includes('slapd')) {
    const answer = 'slapd slapd/no_configuration boolean true\n';
    run('debconf-set-selections', [], { input: answer, stdio: ['pipe', 'ignore', 'inherit'] });
  }
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], quiet);
}

function missingPackages(wanted) {
  if (!existsSync('/usr/bin/dpkg-query')) return wanted;
  const query = spawnSync(
    'dpkg-query',
    ['-W', '-f', '${db:Status-Abbrev}${Package}\n', ...wanted],
    {
      encoding: 'utf8',
    },
  );
  const installed = new Set(
    query.stdout
      .split('\n')
      .filter((line) => line.startsWith('ii'))
      .map((line) => line.slice(3).trim()),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** Installs the npm packages when there are none, or when the lockfile changed since. */
export function requireNpmPackages() {
  const installed = path.join(ROOT, 'node_modules/.package-lock.json');
  if (existsSync(installed) && sameLockfile(installed)) return;
  say('installing npm packages');
  // Not `npm ci`: it refuses a lockfile whose registry lacked other platforms' optional packages. The versions are the
  // lockfile's all the same, and nothing is written back.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** npm writes what it installed; what the lockfile wants beyond that, for this platform, is missing. */
function sameLockfile(installed) {
  const wanted = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, entry]) =>
      !name.startsWith('node_modules/') ||
      entry.link === true ||
      present[name]?.version === entry.version ||
      (entry.optional === true && present[name] === undefined),
  );
}

/** The Node that the `node` package pins: what runs everything after the packages are there. */
export const NODE = path.join(ROOT, 'node_modules/node/bin/node');

/** The environment in which child commands find the pinned Node and the tools of the packages. */
export function environment(extra = {}) {
  const bin = [path.dirname(NODE), path.join(ROOT, 'node_modules/.bin')].join(path.delimiter);
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`, ...extra };
}

/** Compiles the TypeScript of all workspaces, and bundles the pages; fast when nothing changed. */
export function buildTypeScript() {
  say('compiling TypeScript');
  run(NODE, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-b'], { env: environment() });
  run(NODE, [path.join(ROOT, 'tools/build-pages.mjs')], { env: environment() });
}

/** Builds the provider, the addon and the folder of the service as it is installed; fast when nothing changed. */
export function buildWindowsParts() {
  say('building the Windows parts');
  for (const tool of ['build-native', 'build-addon', 'windows-node']) {
    run(NODE, [path.join(ROOT, `tools/${tool}.mjs`)], { env: environment() });
  }
}
