/** `npm run screenshots -- pages`: pictures of every page, light and dark, on a desktop and a phone, and docs/pages.md. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { IMAGES, ROOT } from '../images.js';
import { renderPagesGuide } from './guide.js';
import { PagePhotographer } from './page-photographer.js';
import { MAX_BYTES, VIEWS, imageOf } from './views.js';

await mkdir(IMAGES, { recursive: true });
const written = new Set<string>();
await using photographer = await PagePhotographer.start();
for (const [view, { title, options }] of Object.entries(VIEWS)) {
  console.error(`· photographing the pages: ${title}`);
  for (const { shot, webp } of await photographer.photograph(options)) {
    const name = imageOf(shot, view);
    if (webp.length > MAX_BYTES) throw new Error(`${name} has ${webp.length} bytes`);
    await writeFile(path.join(IMAGES, name), webp);
    written.add(name);
  }
}
for (const name of await readdir(IMAGES)) {
  if (/^page-.*\.webp$/.test(name) && !written.has(name)) await rm(path.join(IMAGES, name));
}
const guide = path.join(ROOT, 'docs/pages.md');
const prettierOptions = await resolveConfig(guide);
await writeFile(guide, await format(renderPagesGuide(), { ...prettierOptions, filepath: guide }));
