import type { Counters } from '../offline/counters.js';
import { COUNTS_KEY } from './names.js';
import { WindowsError, loadKoffi, wideString } from './win32.js';

// The sign bit is how the predefined handles are written: they are sign-extended to 64 bits.
const HKEY_LOCAL_MACHINE = -0x7ffffffen;
const KEY_READ_WRITE = 0x1 | 0x2;
const KEY_WOW64_64KEY = 0x100;
const REG_QWORD = 11;
const ERROR_SUCCESS = 0;
const ERROR_FILE_NOT_FOUND = 2;
const ERROR_MORE_DATA = 234;

type RegistryCall = (...args: unknown[]) => number;

interface Calls {
  createKey: RegistryCall;
  query: RegistryCall;
  set: RegistryCall;
  remove: RegistryCall;
  flush: RegistryCall;
  close: RegistryCall;
}

/**
 * Numbers as values of a registry key, each flushed to the disk with RegFlushKey: Windows would do so by itself only
 * after some seconds. The registry's own log makes a value whole or old after a power cut.
 *
 * Administrators and SYSTEM alone write below our key; that users may read how often somebody tried tells nothing.
 *
 * https://learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regflushkey
 */
export class AttemptRegistry implements Counters {
  readonly #path: string;
  #calls: Calls | undefined;

  constructor(path = COUNTS_KEY) {
    this.#path = path;
  }

  read(name: string): number | undefined {
    return this.#withKey(({ query }, key) => {
      const data = Buffer.alloc(8);
      const [type, length]: [[number], [number]] = [[0], [data.length]];
      const result = query(key, wideString(name), null, type, data, length);
      if (result === ERROR_FILE_NOT_FOUND) return undefined;
      if (result === ERROR_MORE_DATA) return NaN;
      if (result !== ERROR_SUCCESS) throw new WindowsError('RegQueryValueExW', result);
      const value = type[0] === REG_QWORD && length[0] === 8 ? data.readBigUInt64LE() : -1n;
      return value >= 0n && value <= Number.MAX_SAFE_INTEGER ? Number(value) : NaN;
    });
  }

  write(name: string, value: number): void {
    this.#withKey(({ set, flush }, key) => {
      const data = Buffer.alloc(8);
      data.writeBigUInt64LE(BigInt(value));
      requireSuccess('RegSetValueExW', set(key, wideString(name), 0, REG_QWORD, data, data.length));
      requireSuccess('RegFlushKey', flush(key));
    });
  }

  remove(name: string): void {
    this.#withKey(({ remove, flush }, key) => {
      const result = remove(key, wideString(name));
      if (result === ERROR_FILE_NOT_FOUND) return;
      requireSuccess('RegDeleteValueW', result);
      requireSuccess('RegFlushKey', flush(key));
    });
  }

  #withKey<T>(use: (calls: Calls, key: number | bigint) => T): T {
    const calls = (this.#calls ??= loadCalls());
    const handle: [number | bigint] = [0];
    const access = KEY_READ_WRITE | KEY_WOW64_64KEY;
    const path = wideString(this.#path);
    const opened = calls.createKey(
      HKEY_LOCAL_MACHINE,
      path,
      0,
      null,
      0,
      access,
      null,
      handle,
      null,
    );
    requireSuccess('RegCreateKeyExW', opened);
    try {
      return use(calls, handle[0]);
    } finally {
      calls.close(handle[0]);
    }
  }
}

function requireSuccess(call: string, result: number): void {
  if (result !== ERROR_SUCCESS) throw new WindowsError(call, result);
}

function loadCalls(): Calls {
  const advapi32 = loadKoffi().load('advapi32.dll');
  const declare = (name: string, parameters: string[]): RegistryCall =>
    advapi32.func(name, 'int32_t', parameters) as RegistryCall;
  return {
    createKey: declare('RegCreateKeyExW', [
      'int64_t',
      'void *',
      'uint32_t',
      'void *',
      'uint32_t',
      'uint32_t',
      'void *',
      '_Out_ int64_t *',
      'void *',
    ]),
    query: declare('RegQueryValueExW', [
      'int64_t',
      'void *',
      'void *',
      '_Out_ uint32_t *',
      '_Out_ uint8_t *',
      '_Inout_ uint32_t *',
    ]),
    set: declare('RegSetValueExW', [
      'int64_t',
      'void *',
      'uint32_t',
      'uint32_t',
      'void *',
      'uint32_t',
    ]),
    remove: declare('RegDeleteValueW', ['int64_t', 'void *']),
    flush: declare('RegFlushKey', ['int64_t']),
    close: declare('RegCloseKey', ['int64_t']),
  };
}
