/** `npm run verify`: the one gate. What CI runs, and nothing else. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import {
  NODE,
  ROOT,
  buildTypeScript,
  environment,
  fail,
  requireNpmPackages,
  requireSystemPackages,
  run,
  say,
} from './prepare.mjs';

requireSystemPackages([
  ...['native', 'lint', 'wine', 'directory', 'supervisor', 'syslog', 'installer', 'token'],
  'browser',
]);
requireNpmPackages();
buildTypeScript();

step('formatting', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.']);
say('C++ formatting');
run('clang-format-14', ['--dry-run', '--Werror', ...cppSources()]);
step('the portable C++ core', ['tools/build-native.mjs', 'core-tests']);
say('lint of TypeScript, in parts that fit into memory, and of the C++ core, side by side');
const lints = await Promise.all([
  succeeds(NODE, eslint('test')),
  succeeds(NODE, eslint('server')),
  succeeds(NODE, eslint('.', '--ignore-pattern=test/', '--ignore-pattern=server/')),
  // What runs in LogonUI beyond the core includes Wine's and mingw's headers, which clang-tidy takes minutes over.
  succeeds('clang-tidy-14', ['--quiet', '-p', 'build/native-core', ...coreSources()]),
]);
if (lints.includes(false)) fail('lint found something');
step('generated documents', ['tools/docs.mjs', '--check']);
step('tests', ['tools/test.mjs']);

function eslint(...args) {
  const heap = '--max-old-space-size=6144';
  return [heap, 'node_modules/eslint/bin/eslint.js', '--max-warnings=0', ...args];
}

function step(what, args) {
  say(what);
  run(NODE, args, { env: environment() });
}

/** Whether a command ends well. Its output is shown only when it does not: clang-tidy counts what it does not report. */
function succeeds(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env: environment() });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => output.push(chunk));
    }
    child.on('error', (error) => output.push(Buffer.from(error.message)));
    child.on('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}

function coreSources() {
  return cppSources().filter((name) => /^native\/core\/.*\.cpp$/.test(name));
}

function cppSources() {
  const listed = spawnSync('git', ['ls-files', 'native/**.cpp', 'native/**.h'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const sources = listed.stdout
    .split('\n')
    .filter((name) => existsSync(path.join(ROOT, name)) && name !== '');
  if (sources.length === 0) fail('no C++ sources were found');
  return sources;
}
