import { WindowsError, loadKoffi, wideString } from './win32.js';

const SDDL_REVISION_1 = 1;
const OWNER_GROUP_AND_DACL = 0x1 | 0x2 | 0x4;
const ERROR_INSUFFICIENT_BUFFER = 122;
const ERROR_ALREADY_EXISTS = 183;

/** Largest security descriptor that is read; a folder's has a few hundred bytes. */
const MAX_DESCRIPTOR_BYTES = 65_536;

type Call = (...args: unknown[]) => unknown;

interface FileSecurityCalls {
  lastError: () => number;
  localFree: Call;
  toDescriptor: Call;
  toText: Call;
  createDirectory: Call;
  getSecurity: Call;
}

/**
 * Makes a folder that has the descriptor (SDDL) from its first moment on.
 *
 * @returns false when there is something of that name already, which is left as it is
 * @throws WindowsError
 */
export function createFolderWithSecurity(path: string, sddl: string): boolean {
  const calls = loadCalls();
  const descriptor: [unknown] = [null];
  if (calls.toDescriptor(wideString(sddl), SDDL_REVISION_1, descriptor, null) !== true) {
    throw new WindowsError(
      'ConvertStringSecurityDescriptorToSecurityDescriptorW',
      calls.lastError(),
    );
  }
  try {
    const attributes = { nLength: 24, lpSecurityDescriptor: descriptor[0], bInheritHandle: 0 };
    if (calls.createDirectory(wideString(path), attributes) === true) return true;
    const error = calls.lastError();
    if (error === ERROR_ALREADY_EXISTS) return false;
    throw new WindowsError('CreateDirectoryW', error);
  } finally {
    calls.localFree(descriptor[0]);
  }
}

/** Owner, group and DACL that a file or folder really has, in SDDL. @throws WindowsError */
export function readFileSecurity(path: string): string {
  const calls = loadCalls();
  const needed: [number] = [0];
  let buffer = Buffer.alloc(1024);
  const read = (): boolean =>
    calls.getSecurity(wideString(path), OWNER_GROUP_AND_DACL, buffer, buffer.length, needed) ===
    true;
  if (!read()) {
    const error = calls.lastError();
    if (error !== ERROR_INSUFFICIENT_BUFFER || needed[0] > MAX_DESCRIPTOR_BYTES) {
      throw new WindowsError('GetFileSecurityW', error);
    }
    buffer = Buffer.alloc(needed[0]);
    if (!read()) throw new WindowsError('GetFileSecurityW', calls.lastError());
  }
  const text: [unknown] = [null];
  const length: [number] = [0];
  if (calls.toText(buffer, SDDL_REVISION_1, OWNER_GROUP_AND_DACL, text, length) !== true) {
    throw new WindowsError(
      'ConvertSecurityDescriptorToStringSecurityDescriptorW',
      calls.lastError(),
    );
  }
  try {
    const characters = Buffer.from(loadKoffi().view(text[0], length[0] * 2));
    return characters.toString('utf16le').replace(/\0+$/, '');
  } finally {
    calls.localFree(text[0]);
  }
}

let loaded: FileSecurityCalls | undefined;

function loadCalls(): FileSecurityCalls {
  if (loaded !== undefined) return loaded;
  const koffi = loadKoffi();
  const kernel32 = koffi.load('kernel32.dll');
  const advapi32 = koffi.load('advapi32.dll');
  const attributes = koffi.struct({
    nLength: 'uint32_t',
    lpSecurityDescriptor: 'void *',
    bInheritHandle: 'int32_t',
  });
  loaded = {
    lastError: kernel32.func('GetLastError', 'uint32_t', []) as () => number,
    localFree: kernel32.func('LocalFree', 'void *', ['void *']),
    createDirectory: kernel32.func('CreateDirectoryW', 'bool', [
      'void *',
      koffi.pointer(attributes),
    ]),
    toDescriptor: advapi32.func('ConvertStringSecurityDescriptorToSecurityDescriptorW', 'bool', [
      'void *',
      'uint32_t',
      '_Out_ void **',
      'void *',
    ]),
    toText: advapi32.func('ConvertSecurityDescriptorToStringSecurityDescriptorW', 'bool', [
      'void *',
      'uint32_t',
      'uint32_t',
      '_Out_ void **',
      '_Out_ uint32_t *',
    ]),
    getSecurity: advapi32.func('GetFileSecurityW', 'bool', [
      'void *',
      'uint32_t',
      '_Out_ uint8_t *',
      'uint32_t',
      '_Out_ uint32_t *',
    ]),
  };
  return loaded;
}
