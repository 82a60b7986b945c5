import { parseArgs } from 'node:util';

import { renderJson, renderTable } from './report.js';
import type { Measurement, Row } from './row.js';

/** In the order of the design's table; loaded when they run, so that one row does not weigh on another. */
const ROWS: Record<string, () => Promise<Row>> = {
  'desktop-online': async () => (await import('./rows/desktop-online.js')).desktopOnline,
  'desktop-unreachable': async () =>
    (await import('./rows/desktop-unreachable.js')).desktopUnreachable,
  pipe: async () => (await import('./rows/pipe.js')).pipe,
  verdicts: async () => (await import('./rows/verdicts.js')).verdicts,
  'local-hash': async () => (await import('./rows/local-hash.js')).localHash,
  'lock-open': async () => (await import('./rows/lock-open.js')).lockOpen,
  'lock-attack': async () => (await import('./rows/lock-attack.js')).lockAttack,
  policy: async () => (await import('./rows/policy.js')).policy,
  breached: async () => (await import('./rows/breached.js')).breached,
  'audit-search': async () => (await import('./rows/audit-search.js')).auditSearch,
  'audit-write': async () => (await import('./rows/audit-write.js')).auditWrite,
  'page-weight': async () => (await import('./rows/page-weight.js')).pageWeight,
  'sign-in-interactive': async () =>
    (await import('./rows/sign-in-interactive.js')).signInInteractive,
  memory: async () => (await import('./rows/memory.js')).memory,
};

/**
 * Runs the rows that were named, or all. Over budget is a result, so the exit code stays 0; a row that could not be
 * measured makes it 1, an argument that nobody knows 2.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(ROWS, name));
  if (unknown.length > 0) {
    say(`there is no row ${unknown.join(', ')}; there are ${Object.keys(ROWS).join(', ')}`);
    return 2;
  }
  const results: { row: string; measurement: Measurement }[] = [];
  let failed = false;
  for (const [name, load] of Object.entries(ROWS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    try {
      const row = await load();
      say(`${name}: ${row.about}`);
      for (const measurement of await row.measure({
        say: (message) => say(`${name}: ${message}`),
      })) {
        results.push({ row: name, measurement });
        if (values.json) process.stdout.write(`${renderJson(name, measurement)}\n`);
      }
    } catch (error) {
      failed = true;
      say(
        `${name} was not measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
  if (!values.json) process.stdout.write(`${renderTable(results)}\n`);
  return failed ? 1 : 0;
}

function say(message: string): void {
  process.stderr.write(`· ${message}\n`);
}

process.exitCode = await main();
