/**
 * Builds the native addon for node.exe: on Linux by mingw-w64, on Windows by Visual Studio; both through cmake-js, with
 * the Node-API headers from npm, so that nothing is downloaded.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { withBuildLock } from './build-lock.mjs';
import { NODE, ROOT, environment, run } from './prepare.mjs';

const SOURCE = path.join(ROOT, 'native/addon');
const BUILD = path.join(SOURCE, 'build-windows');
export const ADDON = path.join(BUILD, 'gatehouse.node');

/** @returns {Promise<void>} when the addon is up to date */
export async function buildAddon() {
  await withBuildLock(BUILD, () => {
    if (isUpToDate()) return;
    const cross = path.join(SOURCE, 'cmake/mingw-w64.cmake');
    const args = ['build', '--directory', SOURCE, '--out', BUILD, '--log-level', 'error'];
    if (process.platform !== 'win32') {
      args.push('--generator', 'Ninja', `--CDCMAKE_TOOLCHAIN_FILE=${cross}`);
    }
    run(NODE, [cmakeJs(), ...args], {
      cwd: SOURCE,
      // Compilers write their errors to stdout.
      stdio: ['ignore', 2, 'inherit'],
      env: environment(),
    });
    if (!existsSync(ADDON)) throw new Error(`${ADDON} was not built`);
  });
}

function cmakeJs() {
  const candidates = [SOURCE, ROOT].map((base) =>
    path.join(base, 'node_modules/cmake-js/bin/cmake-js'),
  );
  const found = candidates.find((file) => existsSync(file));
  if (found === undefined) throw new Error('cmake-js is not installed: run `npm ci` first');
  return found;
}

function isUpToDate() {
  if (!existsSync(ADDON)) return false;
  const built = statSync(ADDON).mtimeMs;
  const inputs = ['src', 'cmake'].flatMap((folder) =>
    readdirSync(path.join(SOURCE, folder), { recursive: true }).map((name) =>
      path.join(SOURCE, folder, String(name)),
    ),
  );
  return [...inputs, path.join(SOURCE, 'CMakeLists.txt'), path.join(SOURCE, 'package.json')].every(
    (file) => statSync(file).mtimeMs < built,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAddon();
