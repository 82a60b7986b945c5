import { isUtf8, transcode } from 'node:buffer';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { Worker } from 'node:worker_threads';

import type {
  PasswordCheck,
  WindowsAccount,
  WindowsPasswords,
} from '../offline/windows-passwords.js';
import { readRegistryKey } from './registry.js';

const WINLOGON = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon';

/** What the thread answers: 0 for a right password, else the error of LogonUserW. */
export interface LogonUserRequest extends WindowsAccount {
  /** UTF-16 with a null character at the end; the thread wipes it. */
  password: Uint8Array;
}

/**
 * Asks Windows with LogonUserW whether a password is right.
 *
 * The logon type is interactive, because that is the one for which Windows keeps what it needs to check a password
 * without a domain controller, and looks at it when there is none. A network logon would not look there; an unlock logon
 * would, but writes into the security log that the workstation was unlocked. No session begins: there is a token, and its
 * handle is closed at once.
 *
 * It runs in a thread of its own for as long as it takes: Windows may look for a domain controller for seconds, and
 * the error of a call can be read only in the thread that called.
 *
 * https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-logonuserw
 */
export class LogonUserPasswords implements WindowsPasswords {
  async check(account: WindowsAccount, password: Uint8Array): Promise<PasswordCheck> {
    // What LogonUI gave us was text: nobody's password is anything else.
    if (!isUtf8(password)) return 'wrong';
    const thread = startThread(account, wideSecret(password));
    try {
      const [error] = (await once(thread, 'message')) as [number];
      return checkOf(error);
    } finally {
      await thread.terminate();
    }
  }

  /** `CachedLogonsCount` is a string, ten where it is not set; 0 keeps nothing. It is about domains, not this computer. */
  keepsLogonsOf(netbiosDomain: string): boolean {
    if (netbiosDomain.toUpperCase() === hostname().slice(0, 15).toUpperCase()) return true;
    const { CachedLogonsCount: count = '10' } = readRegistryKey(WINLOGON);
    return Number(count) !== 0;
  }
}

/** Moves the password into the thread, which wipes it; no copy stays here. */
function startThread(account: WindowsAccount, password: Uint8Array<ArrayBuffer>): Worker {
  const workerData: LogonUserRequest = { ...account, password };
  try {
    return new Worker(new URL('./logon-user-thread.js', import.meta.url), {
      workerData,
      transferList: [password.buffer],
    });
  } catch (error) {
    password.fill(0);
    throw error;
  }
}

/**
 * UTF-16 with a null character at the end, of UTF-8. It goes from bytes to bytes, because nobody can wipe a string.
 * @throws Error for bytes that are no UTF-8
 */
export function wideSecret(utf8: Uint8Array): Uint8Array<ArrayBuffer> {
  // `transcode` takes nothing that is empty.
  const text = utf8.length === 0 ? Buffer.alloc(0) : transcode(utf8, 'utf8', 'utf16le');
  const wide = new Uint8Array(text.length + 2);
  wide.set(text);
  text.fill(0);
  return wide;
}

/**
 * What an error of LogonUserW says of the password. Whatever is not listed says nothing, and grants nothing. Numbers and
 * meanings: https://learn.microsoft.com/windows/win32/debug/system-error-codes--1300-1699- and `--1700-3999-`.
 */
export function checkOf(error: number): PasswordCheck {
  switch (error) {
    case 0:
      return 'right';
    case 1326: // ERROR_LOGON_FAILURE: the name or the password
    case 1317: // ERROR_NO_SUCH_USER
      return 'wrong';
    case 1909: // ERROR_ACCOUNT_LOCKED_OUT
      return 'locked';
    case 1330: // ERROR_PASSWORD_EXPIRED
      return 'expired';
    case 1907: // ERROR_PASSWORD_MUST_CHANGE
      return 'must-change';
    case 1331: // ERROR_ACCOUNT_DISABLED
    case 1793: // ERROR_ACCOUNT_EXPIRED
      return 'disabled';
    case 1311: // ERROR_NO_LOGON_SERVERS
    case 1355: // ERROR_NO_SUCH_DOMAIN: no domain controller answers for it
      return 'no-cached-logon';
    default:
      return 'unavailable';
  }
}
