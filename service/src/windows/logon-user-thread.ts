/** The thread of {@link LogonUserPasswords}: one call of LogonUserW, its error as the answer. */
import { parentPort, workerData } from 'node:worker_threads';

import type { LogonUserRequest } from './logon-user-passwords.js';
import { loadKoffi, wideString } from './win32.js';

const LOGON32_LOGON_INTERACTIVE = 2;
const LOGON32_PROVIDER_DEFAULT = 0;

type Call = (...args: unknown[]) => unknown;

parentPort?.postMessage(logonUser(workerData as LogonUserRequest));

function logonUser({ domain, name, password }: LogonUserRequest): number {
  const koffi = loadKoffi();
  const kernel32 = koffi.load('kernel32.dll');
  const lastError = kernel32.func('GetLastError', 'uint32_t', []) as () => number;
  const closeHandle = kernel32.func('CloseHandle', 'bool', ['int64_t']) as Call;
  const logon = koffi
    .load('advapi32.dll')
    .func('LogonUserW', 'bool', [
      'void *',
      'void *',
      'void *',
      'uint32_t',
      'uint32_t',
      '_Out_ int64_t *',
    ]) as Call;
  const token: [number | bigint] = [0];
  try {
    const succeeded = logon(
      wideString(name),
      domain === undefined ? null : wideString(domain),
      password,
      LOGON32_LOGON_INTERACTIVE,
      LOGON32_PROVIDER_DEFAULT,
      token,
    );
    if (succeeded !== true) return lastError();
    closeHandle(token[0]);
    return 0;
  } finally {
    password.fill(0);
  }
}
