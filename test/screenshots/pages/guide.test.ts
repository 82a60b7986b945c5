import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { IMAGES, ROOT } from '../images.js';
import { renderPagesGuide } from './guide.js';
import { MAX_BYTES } from './views.js';

const GUIDE = path.join(ROOT, 'docs/pages.md');
const guide = readFileSync(GUIDE, 'utf8');
const shown = [...guide.matchAll(/\(images\/([\w-]+\.webp)\)/g)].map(([, name]) => name!);

test('docs/pages.md is what npm run screenshots writes', async () => {
  const options = await resolveConfig(GUIDE);
  expect(guide).toBe(await format(renderPagesGuide(), { ...options, filepath: GUIDE }));
});

test('it shows every picture that there is, and no other', () => {
  expect(shown.length).toBeGreaterThan(50);
  expect([...shown].sort()).toEqual(
    readdirSync(IMAGES)
      .filter((name) => name.startsWith('page-'))
      .sort(),
  );
});

test.each(shown)('%s is a WebP and small enough to be kept', (name) => {
  const file = path.join(IMAGES, name);
  expect(statSync(file).size).toBeLessThan(MAX_BYTES);
  expect(readFileSync(file).subarray(8, 12).toString('latin1')).toBe('WEBP');
});
