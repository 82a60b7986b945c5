import { COUNTS_KEY } from './names.js';
import { WindowsError, loadKoffi, wideString } from './win32.js';

const HKEY_LOCAL_MACHINE = -0x7ffffffen;
const ERROR_FILE_NOT_FOUND = 2;

/** Removes all counts of attempts. @throws WindowsError */
export function forgetAttempts(): void {
  const remove = loadKoffi()
    .load('advapi32.dll')
    .func('RegDeleteTreeW', 'int32_t', ['int64_t', 'void *']) as (...args: unknown[]) => number;
  const result = remove(HKEY_LOCAL_MACHINE, wideString(COUNTS_KEY));
  if (result !== 0 && result !== ERROR_FILE_NOT_FOUND) {
    throw new WindowsError('RegDeleteTreeW', result);
  }
}
