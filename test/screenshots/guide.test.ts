import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { renderGuide } from './guide.js';
import { IMAGES, MAX_BYTES, ROOT } from './images.js';

const GUIDE = path.join(ROOT, 'docs/tile.md');
const guide = readFileSync(GUIDE, 'utf8');
const shown = [...guide.matchAll(/\(images\/([\w-]+\.png)\)/g)].map(([, name]) => name!);

test('docs/tile.md is what npm run screenshots writes', async () => {
  const options = await resolveConfig(GUIDE);
  expect(guide).toBe(await format(renderGuide(), { ...options, filepath: GUIDE }));
});

test('it shows every picture that there is, and no other', () => {
  expect([...shown].sort()).toEqual(
    readdirSync(IMAGES)
      .filter((name) => name.startsWith('tile-'))
      .sort(),
  );
});

test.each(shown)('%s is a PNG and small enough to be kept', (name) => {
  const file = path.join(IMAGES, name);
  expect(statSync(file).size).toBeLessThan(MAX_BYTES);
  expect(readFileSync(file).subarray(1, 4).toString('latin1')).toBe('PNG');
});
