/**
 * Configures and builds what is written in C++ beside the addon. `node tools/build-native.mjs [TARGET …]`; without a
 * target what runs on Windows is built. Ninja decides what is out of date; parallel callers wait for each other.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { withBuildLock } from './build-lock.mjs';
import { ROOT, fail } from './prepare.mjs';

const WINDOWS = path.join(ROOT, 'build/native-windows');

/** The programs that the targets make. */
export const NATIVE = {
  provider: path.join(WINDOWS, 'gatehouse-provider.dll'),
  events: path.join(WINDOWS, 'gatehouse-events.dll'),
  setup: path.join(WINDOWS, 'gatehouse-setup.dll'),
  logonHost: path.join(WINDOWS, 'logon-host.exe'),
  consentHost: path.join(WINDOWS, 'consent-host.exe'),
  scriptedService: path.join(WINDOWS, 'scripted-service.exe'),
  pipeBench: path.join(WINDOWS, 'pipe-bench.exe'),
  windowsTests: path.join(WINDOWS, 'windows-tests.exe'),
  coreTests: path.join(ROOT, 'build/native-core/core-tests'),
  fuzzCodec: path.join(ROOT, 'build/native-fuzz/fuzz-codec'),
};

/** What can be built, each a preset of `native/CMakePresets.json`. */
const PRESETS = { 'core-tests': 'core', fuzz: 'fuzz', windows: 'windows' };

/**
 * @param {keyof typeof PRESETS} target
 * @returns {Promise<void>}
 */
export async function buildNative(target) {
  const preset = PRESETS[target];
  const cwd = path.join(ROOT, 'native');
  const options = { cwd, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' };
  await withBuildLock(path.join(ROOT, 'build', `native-${preset}`), () => {
    runOrShow(['--preset', preset], options);
    runOrShow(['--build', '--preset', preset], options);
  });
}

/** Quiet when all is well; cmake's words when not. */
function runOrShow(args, options) {
  const result = spawnSync('cmake', args, options);
  if (result.error !== undefined)
    throw new Error(`cmake could not be started: ${result.error.message}`);
  if (result.status !== 0) {
    throw new Error(`cmake ${args.join(' ')} failed\n${result.stdout}${result.stderr}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const targets = process.argv.slice(2);
  for (const target of targets.length === 0 ? ['windows'] : targets) {
    if (!(target in PRESETS))
      fail(`build-native knows ${Object.keys(PRESETS).join(', ')}, not ${target}`);
    await buildNative(target);
  }
}
