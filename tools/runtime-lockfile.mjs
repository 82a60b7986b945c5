import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Cuts the part of our lockfile that a workspace needs at run time, so that `npm ci` can install it for another
 * platform. The whole lockfile cannot: npm leaves other platforms' optional packages of our build tools out of it
 * (https://github.com/npm/cli/issues/4828), and `npm ci` refuses what is not complete.
 *
 * @param {string} root folder of the lockfile
 * @param {string} workspace its package name
 * @returns {Promise<Record<string, object>>} the files to write, by path: package.json of each workspace, package-lock.json
 */
export async function cutRuntimeLockfile(root, workspace) {
  const lock = await readJson(path.join(root, 'package-lock.json'));
  const { name, version } = await readJson(path.join(root, 'package.json'));
  /** @type {Record<string, any>} */
  const packages = {};
  /** @type {string[]} */
  const workspaces = [];
  const queue = [`node_modules/${workspace}`];
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    if (place in packages) continue;
    const entry = lock.packages[place];
    if (entry.link === true) {
      packages[place] = entry;
      queue.push(entry.resolved);
      continue;
    }
    packages[place] = withoutDevDependencies(entry);
    if (!place.includes('node_modules/')) workspaces.push(place);
    const optional = entry.optionalDependencies ?? {};
    const wanted = { ...entry.dependencies, ...entry.peerDependencies, ...optional };
    for (const dependency of Object.keys(wanted)) {
      const found = resolve(lock.packages, place, dependency);
      if (found !== undefined) queue.push(found);
      else if (isRequired(entry, dependency))
        throw new Error(`${dependency} is not in the lockfile`);
    }
  }
  const manifest = { name, version, private: true, workspaces: workspaces.sort() };
  /** @type {Record<string, object>} */
  const files = {
    'package.json': manifest,
    'package-lock.json': {
      name,
      version,
      lockfileVersion: lock.lockfileVersion,
      requires: true,
      packages: { '': manifest, ...sorted(packages) },
    },
  };
  for (const folder of workspaces) {
    const own = await readJson(path.join(root, folder, 'package.json'));
    files[`${folder}/package.json`] = withoutDevDependencies(own);
  }
  return files;
}

/**
 * Node's own search: next to the package, then one folder up, and so on.
 *
 * @param {Record<string, unknown>} packages
 * @param {string} from
 * @param {string} dependency
 */
function resolve(packages, from, dependency) {
  for (let place = from; ; place = place.includes('/') ? path.posix.dirname(place) : '') {
    if (!place.endsWith('node_modules')) {
      const candidate = path.posix.join(place, 'node_modules', dependency);
      if (candidate in packages) return candidate;
    }
    if (place === '') return undefined;
  }
}

/**
 * @param {any} entry
 * @param {string} dependency
 */
function isRequired(entry, dependency) {
  return (
    dependency in (entry.dependencies ?? {}) && !(dependency in (entry.optionalDependencies ?? {}))
  );
}

/** @param {any} manifest */
function withoutDevDependencies(manifest) {
  const runtime = { ...manifest };
  delete runtime.devDependencies;
  return runtime;
}

/** @param {Record<string, unknown>} record */
function sorted(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param {string} file */
async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}
