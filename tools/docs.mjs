/**
 * `npm run docs`: writes the documents that are generated from declarations; with `--check` it only says which of them
 * are out of date, and fails.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { format, getFileInfo, resolveConfig } from 'prettier';

import { ROOT, fail } from './prepare.mjs';

const check = process.argv.includes('--check');
const stale = [];
for (const [file, render] of Object.entries(await documents())) {
  const target = path.join(ROOT, file);
  const text = await formatted(await render(), target);
  if (read(target) === text) continue;
  if (check) stale.push(file);
  else {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
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
    'docs/admin-registry.md': () => service.renderRegistryReference(),
    'docs/event-log.md': () => service.renderEventReference(),
    'native/events/gatehouse-events.mc': () => service.renderMessageTable(),
    'native/win/provider_events.h': () => service.renderNativeEvents(),
    'installer/policy/gatehouse.admx': () => service.renderAdmx(),
    'installer/policy/en-US/gatehouse.adml': () => service.renderAdml(service.ENGLISH),
    'installer/policy/de-DE/gatehouse.adml': () => service.renderAdml(service.GERMAN),
  };
}

/** Prettier knows no templates of Group Policy. */
async function formatted(text, target) {
  const { inferredParser } = await getFileInfo(target);
  if (inferredParser === null) return text;
  return format(text, { ...(await resolveConfig(target)), filepath: target });
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
