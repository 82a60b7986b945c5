import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { createWinePrefix } from '../support/wine.js';

const execute = promisify(execFile);

/** What Windows itself brings: nothing beside the DLL is ever loaded. */
const SYSTEM_DLLS = [
  'advapi32.dll',
  'gdi32.dll',
  'kernel32.dll',
  'msvcrt.dll',
  'ole32.dll',
  'secur32.dll',
  'user32.dll',
];

jest.setTimeout(300_000);

beforeAll(async () => {
  await buildNative('windows');
});

test('the Windows classes hold to their tests', async () => {
  await using prefix = await createWinePrefix();
  const { stdout, exitCode } = await prefix.run(NATIVE.windowsTests, ['--no-colors']);
  expect(stdout).toMatch(/Status: SUCCESS/);
  expect(exitCode).toBe(0);
});

test('the provider imports system DLLs only and exports the four COM entry points (R19)', async () => {
  const { stdout } = await execute('x86_64-w64-mingw32-objdump', ['-p', NATIVE.provider]);
  const imports = [...stdout.matchAll(/DLL Name: (\S+)/g)].map(([, name]) => name?.toLowerCase());
  expect(imports.filter((name) => name === undefined || !SYSTEM_DLLS.includes(name))).toEqual([]);
  const table = stdout.slice(stdout.indexOf('[Ordinal/Name Pointer] Table'));
  const exported = [...table.matchAll(/^\s*\[\s*\d+\] (\w+)/gm)].map(([, name]) => name);
  expect(exported).toEqual([
    'DllCanUnloadNow',
    'DllGetClassObject',
    'DllRegisterServer',
    'DllUnregisterServer',
  ]);
});

test('the provider uses address space layout randomisation and no executable data', async () => {
  const { stdout } = await execute('x86_64-w64-mingw32-objdump', ['-p', NATIVE.provider]);
  expect(stdout).toMatch(/HIGH_ENTROPY_VA/);
  expect(stdout).toMatch(/DYNAMIC_BASE/);
  expect(stdout).toMatch(/NX_COMPAT/);
});

test('the provider is small enough for LogonUI', async () => {
  expect((await stat(NATIVE.provider)).size).toBeLessThan(512 * 1024);
});
