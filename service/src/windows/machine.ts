import type { Machine } from '../identity/machine.js';
import { readRegistryKey } from './registry.js';
import { WindowsError, loadKoffi } from './win32.js';

/** Set when Windows is installed, and anew by `sysprep /generalize`. */
const CRYPTOGRAPHY_KEY = 'SOFTWARE\\Microsoft\\Cryptography';

/** MAX_COMPUTERNAME_LENGTH is 15; with its null. */
const MAX_NAME = 16;

/** @throws WindowsError when the computer's name or the registry cannot be read */
export function readMachine(): Machine {
  const guid = readRegistryKey(CRYPTOGRAPHY_KEY)['MachineGuid'];
  return { systemId: typeof guid === 'string' ? guid : '', name: readComputerName() };
}

/** The NetBIOS name, as `%COMPUTERNAME%` and the installer have it; the host name may be longer. */
function readComputerName(): string {
  const kernel32 = loadKoffi().load('kernel32.dll');
  const getName = kernel32.func('GetComputerNameW', 'bool', [
    '_Out_ uint8_t *',
    '_Inout_ uint32_t *',
  ]) as (name: Buffer, size: [number]) => boolean;
  const lastError = kernel32.func('GetLastError', 'uint32_t', []) as () => number;
  const name = Buffer.alloc(MAX_NAME * 2);
  const size: [number] = [MAX_NAME];
  if (!getName(name, size)) throw new WindowsError('GetComputerNameW', lastError());
  return name.toString('utf16le', 0, size[0] * 2);
}
