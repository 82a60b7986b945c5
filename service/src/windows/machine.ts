import { hostname } from 'node:os';

import type { Machine } from '../identity/machine.js';
import { readRegistryKey } from './registry.js';

/** Set when Windows is installed, and anew by `sysprep /generalize`. */
const CRYPTOGRAPHY_KEY = 'SOFTWARE\\Microsoft\\Cryptography';

/** @throws WindowsError when the registry cannot be read */
export function readMachine(): Machine {
  const guid = readRegistryKey(CRYPTOGRAPHY_KEY)['MachineGuid'];
  return { systemId: typeof guid === 'string' ? guid : '', name: hostname() };
}
