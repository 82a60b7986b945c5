import { WindowsError, loadKoffi, wideString } from './win32.js';

/** REG_SZ and REG_EXPAND_SZ are strings, REG_DWORD is a number, REG_MULTI_SZ a list. */
export type RegistryValue = string | number | string[];

// The sign bit is how the predefined handles are written: they are sign-extended to 64 bits.
const HKEY_LOCAL_MACHINE = -0x7ffffffen;
const KEY_QUERY_VALUE = 0x1;
const KEY_WOW64_64KEY = 0x100;

const ERROR_FILE_NOT_FOUND = 2;
const ERROR_NO_MORE_ITEMS = 259;

const REG_SZ = 1;
const REG_EXPAND_SZ = 2;
const REG_DWORD = 4;
const REG_MULTI_SZ = 7;

/** Longest name of a value, in characters, with its null. */
const MAX_NAME = 16_384;
/** Longest data that is looked at; settings are far smaller. */
const MAX_DATA = 65_536;

type RegistryCall = (...args: unknown[]) => number;

/**
 * All values of a key below HKEY_LOCAL_MACHINE, by name; none when there is no such key. Values of other types are left out.
 *
 * @throws WindowsError when the key is there and cannot be read
 */
export function readRegistryKey(path: string): Record<string, RegistryValue> {
  const koffi = loadKoffi();
  const advapi32 = koffi.load('advapi32.dll');
  const declare = (name: string, parameters: string[]): RegistryCall =>
    advapi32.func(name, 'int32_t', parameters) as RegistryCall;
  const openKey = declare('RegOpenKeyExW', [
    'int64_t',
    'void *',
    'uint32_t',
    'uint32_t',
    '_Out_ int64_t *',
  ]);
  const enumerate = declare('RegEnumValueW', [
    'int64_t',
    'uint32_t',
    '_Out_ uint8_t *',
    '_Inout_ uint32_t *',
    'void *',
    '_Out_ uint32_t *',
    '_Out_ uint8_t *',
    '_Inout_ uint32_t *',
  ]);
  const closeKey = declare('RegCloseKey', ['int64_t']);

  const handle: [number | bigint] = [0];
  const access = KEY_QUERY_VALUE | KEY_WOW64_64KEY;
  const opened = openKey(HKEY_LOCAL_MACHINE, wideString(path), 0, access, handle);
  if (opened === ERROR_FILE_NOT_FOUND) return {};
  if (opened !== 0) throw new WindowsError('RegOpenKeyExW', opened);
  try {
    const values: Record<string, RegistryValue> = {};
    const name = Buffer.alloc(MAX_NAME * 2);
    const data = Buffer.alloc(MAX_DATA);
    for (let index = 0; ; index++) {
      const nameLength: [number] = [MAX_NAME];
      const dataLength: [number] = [MAX_DATA];
      const type: [number] = [0];
      const result = enumerate(handle[0], index, name, nameLength, null, type, data, dataLength);
      if (result === ERROR_NO_MORE_ITEMS) return values;
      if (result !== 0) throw new WindowsError('RegEnumValueW', result);
      const value = valueOf(type[0], data.subarray(0, dataLength[0]));
      if (value !== undefined) values[name.toString('utf16le', 0, nameLength[0] * 2)] = value;
    }
  } finally {
    closeKey(handle[0]);
  }
}

function valueOf(type: number, data: Buffer): RegistryValue | undefined {
  switch (type) {
    case REG_SZ:
    case REG_EXPAND_SZ:
      return data.toString('utf16le').replace(/\0+$/, '');
    case REG_DWORD:
      return data.length === 4 ? data.readUInt32LE() : undefined;
    case REG_MULTI_SZ:
      return data
        .toString('utf16le')
        .split('\0')
        .filter((text) => text !== '');
    default:
      return undefined;
  }
}
