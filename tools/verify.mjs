/** `npm run verify`: the one gate. What CI runs, and nothing else. */
import { spawnSync } from 'node:child_process';
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

requireSystemPackages(['native', 'lint', 'wine', 'directory', 'supervisor']);
requireNpmPackages();
buildTypeScript();

step('formatting', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.']);
step('lint', ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.']);
say('C++ formatting');
run('clang-format-14', ['--dry-run', '--Werror', ...cppSources()]);
step('generated documents', ['tools/docs.mjs', '--check']);
step('tests', ['tools/test.mjs']);

function step(what, args) {
  say(what);
  run(NODE, args, { env: environment() });
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
