/**
 * `npm run docs`: writes the documents that are generated from declarations; with `--check` it only says which of them
 * are out of date, and fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { ROOT, fail } from './prepare.mjs';

const check = process.argv.includes('--check');
const stale = [];
for (const [file, render] of Object.entries(await documents())) {
  const target = path.join(ROOT, file);
  const text = await format(await render(), { ...(await resolveConfig(target)), filepath: target });
  if (read(target) === text) continue;
  if (check) stale.push(file);
  else writeFileSync(target, text);
}
if (stale.length > 0) fail(`out of date, run npm run docs: ${stale.join(', ')}`);

async function documents() {
  const server = await import('../server/dist/documentation.js');
  const service = await import('../service/dist/documentation.js');
  return {
    'docs/configuration.md': () =>
      server.renderConfigurationReference(service.renderServiceConfigurationReference()),
    'docs/policies.md': () => server.renderPolicies(),
    'docs/openapi.json': () => server.renderOpenApi(),
  };
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
