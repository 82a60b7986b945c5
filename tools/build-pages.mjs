/** Bundles the pages for people into server/web/dist/site, unless nothing changed since. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { ROOT, say } from './prepare.mjs';

const WEB = path.join(ROOT, 'server/web');
const SITE = path.join(WEB, 'dist/site');
const STAMP = path.join(WEB, 'dist/site.stamp');

const inputs = digestOfInputs();
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== inputs) {
  say('bundling the pages');
  const { build } = await import('vite');
  await build({ root: WEB, logLevel: 'warn' });
  compress();
  writeFileSync(STAMP, inputs);
}

/** Of everything that the bundle is made of. The lockfile stands for the packages. */
function digestOfInputs() {
  const sources = ['server/web/src', 'protocol/dist']
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true }),
    )
    .filter((entry) => entry.isFile() && !/\.(map|d\.ts|tsbuildinfo)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const others = ['index.html', 'package.json', 'vite.config.mjs'].map((name) =>
    path.join(WEB, name),
  );
  const hash = createHash('sha256');
  const files = [...sources, ...others, path.join(ROOT, 'package-lock.json')].sort();
  for (const file of [...files, import.meta.filename]) {
    const bytes = readFileSync(file);
    hash.update(`${path.relative(ROOT, file)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** Once, here, and not with every request. */
function compress() {
  for (const entry of readdirSync(SITE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}
