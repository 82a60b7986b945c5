import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

import type { Machine } from '../identity/machine.js';

/** machine-id(5): made at the first boot, and emptied in images. Containers have none. */
export function readMachine(file = '/etc/machine-id'): Machine {
  let systemId = '';
  try {
    systemId = readFileSync(file, 'utf8');
  } catch {
    // The name alone is compared.
  }
  return { systemId, name: hostname() };
}
