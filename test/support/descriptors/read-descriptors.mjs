/**
 * Reads security descriptors back from Windows. Arguments: folder of the installed service, and a list of objects as JSON:
 * `[["file", "C:\\…"], ["key", "MACHINE\\SOFTWARE\\…"], ["pipe", "\\\\.\\pipe\\…"]]`. Says in JSON, for each, owner, group and DACL
 * in SDDL, or `error N`.
 */
import { createRequire } from 'node:module';

const [app, objects] = process.argv.slice(2);
const koffi = createRequire(`${app}\\service\\package.json`)('koffi');
const advapi32 = koffi.load('advapi32.dll');
const kernel32 = koffi.load('kernel32.dll');

const SE_FILE_OBJECT = 1;
const SE_KERNEL_OBJECT = 6;
const SE_REGISTRY_KEY = 4;
const OWNER_GROUP_DACL = 0x7;
const READ_CONTROL = 0x20000;
const FILE_READ_ATTRIBUTES = 0x80;
const OPEN_EXISTING = 3;
const SECURITY_IDENTIFICATION = 0x110000;

const wide = (text) => Buffer.from(`${text}\0`, 'utf16le');
const named = advapi32.func('GetNamedSecurityInfoW', 'uint32_t', [
  ...['void *', 'int32_t', 'uint32_t', 'void *', 'void *', 'void *', 'void *', '_Out_ void **'],
]);
const ofHandle = advapi32.func('GetSecurityInfo', 'uint32_t', [
  ...['int64_t', 'int32_t', 'uint32_t', 'void *', 'void *', 'void *', 'void *', '_Out_ void **'],
]);
const toText = advapi32.func('ConvertSecurityDescriptorToStringSecurityDescriptorW', 'bool', [
  ...['void *', 'uint32_t', 'uint32_t', '_Out_ void **', '_Out_ uint32_t *'],
]);
const open = kernel32.func('CreateFileW', 'int64_t', [
  ...['void *', 'uint32_t', 'uint32_t', 'void *', 'uint32_t', 'uint32_t', 'void *'],
]);
const close = kernel32.func('CloseHandle', 'bool', ['int64_t']);
const lastError = kernel32.func('GetLastError', 'uint32_t', []);

function textOf(result, descriptor) {
  if (result !== 0) return `error ${result}`;
  const text = [null];
  const length = [0];
  if (descriptor[0] === null) return 'none';
  if (!toText(descriptor[0], 1, OWNER_GROUP_DACL, text, length)) return `no text (${lastError()})`;
  const characters = Buffer.from(koffi.view(text[0], length[0] * 2));
  return characters.toString('utf16le').replace(/\0+$/, '');
}

function ofName(name, kind) {
  const descriptor = [null];
  const result = named(wide(name), kind, OWNER_GROUP_DACL, null, null, null, null, descriptor);
  return textOf(result, descriptor);
}

/** As the provider looks at the owner: with the least that shows it. */
function ofPipe(name) {
  const access = READ_CONTROL | FILE_READ_ATTRIBUTES;
  const pipe = open(wide(name), access, 0, null, OPEN_EXISTING, SECURITY_IDENTIFICATION, null);
  if (Number(pipe) === -1) return `error ${lastError()}`;
  const descriptor = [null];
  const result = ofHandle(
    pipe,
    SE_KERNEL_OBJECT,
    OWNER_GROUP_DACL,
    null,
    null,
    null,
    null,
    descriptor,
  );
  close(pipe);
  return textOf(result, descriptor);
}

const READERS = {
  file: (name) => ofName(name, SE_FILE_OBJECT),
  folder: (name) => ofName(name, SE_FILE_OBJECT),
  // A 64-bit program looks at the 64-bit view.
  key: (name) => ofName(name, SE_REGISTRY_KEY),
  pipe: ofPipe,
};

console.log(JSON.stringify(JSON.parse(objects).map(([kind, name]) => READERS[kind](name))));
