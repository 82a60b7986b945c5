import type { z } from 'zod';

import { SETTINGS } from './settings.js';
import type { SettingName } from './settings.js';

/** The settings as they were given, each one valid by itself. */
export type Env = { [N in SettingName]: z.output<(typeof SETTINGS)[N]['schema']> };

/** The configuration cannot be used. The message names each setting and what is wrong; it repeats no value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads the environment. An empty variable is an unset one.
 *
 * @throws ConfigurationError also for a GATEHOUSE_ variable that does not exist: a typing error must not fall back
 *   to a default
 */
export function readEnv(environment: Record<string, string | undefined>): Env {
  const complaints: string[] = [];
  for (const name of Object.keys(environment)) {
    if (name.startsWith('GATEHOUSE_') && !(name in SETTINGS)) {
      complaints.push(`${name} is not a setting; did you mean ${nearest(name)}?`);
    }
  }
  const values: Record<string, unknown> = {};
  for (const [name, { schema }] of Object.entries(SETTINGS)) {
    const given = environment[name];
    const parsed = schema.safeParse(given === '' ? undefined : given);
    if (parsed.success) values[name] = parsed.data;
    else
      complaints.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
  }
  if (complaints.length > 0) throw new ConfigurationError(complaints.join('\n'));
  return values as Env;
}

function nearest(name: string): string {
  const ranked = Object.keys(SETTINGS)
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate ?? '';
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
