/** `npm run screenshots`: pictures of the tile in every state and language, and docs/tile.md that shows them. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { renderGuide } from './guide.js';
import { IMAGES, MAX_BYTES, ROOT, imageOf } from './images.js';
import { LANGUAGES } from './languages.js';
import { writePng } from './png.js';
import { TilePhotographer } from './tile-photographer.js';

/** Free fonts that look like those of the logon screen: packages `fonts-open-sans` and `fonts-wqy-microhei`. */
const FONTS = { 'Segoe UI': 'Open Sans', 'Microsoft YaHei UI': 'WenQuanYi Micro Hei' };

await mkdir(IMAGES, { recursive: true });
const written = new Set<string>();
for (const language of Object.keys(LANGUAGES)) {
  console.error(`· photographing the tile in ${language}`);
  await using photographer = await TilePhotographer.create(language, FONTS);
  for (const { state, bitmap } of await photographer.photograph()) {
    const name = imageOf(state, language);
    const png = writePng(bitmap);
    if (png.length > MAX_BYTES) throw new Error(`${name} has ${png.length} bytes`);
    await writeFile(path.join(IMAGES, name), png);
    written.add(name);
  }
}
for (const name of await readdir(IMAGES)) {
  if (/^tile-.*\.png$/.test(name) && !written.has(name)) await rm(path.join(IMAGES, name));
}
const guide = path.join(ROOT, 'docs/tile.md');
const options = await resolveConfig(guide);
await writeFile(guide, await format(renderGuide(), { ...options, filepath: guide }));
