import { isUtf8, transcode } from 'node:buffer';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { Worker } from 'node:worker_threads';

import type {
  ChangeAccount,
  ChangeOutcome,
  PasswordChanges,
} from '../passwords/password-changes.js';
import type { RequestStrings } from './change-password-request.js';

/** Names of the packages (NTSecAPI.h: MICROSOFT_KERBEROS_NAME_A, MSV1_0_PACKAGE_NAME). */
export type LsaPackage = 'Kerberos' | 'MICROSOFT_AUTHENTICATION_PACKAGE_V1_0';

/** What the thread is asked. */
export interface LsaChange {
  package: LsaPackage;
  /** The thread wipes them. */
  strings: RequestStrings;
}

/** What the thread answers: of the call itself, and of the package that took it; both NTSTATUS. */
export interface LsaAnswer {
  status: number;
  protocolStatus: number;
}

/**
 * Has Windows change a password, as its own dialog does: Kerberos for accounts of a domain, which asks a domain controller
 * (RFC 3244) and mends what Windows keeps for logons without one, and MSV1_0 for accounts of this computer. LSA is asked
 * through LsaConnectUntrusted, which is enough for whoever knows the old password: no privilege of the service is lent.
 *
 * It runs in a thread of its own for as long as it takes: finding a domain controller that is not there takes many seconds.
 *
 * https://learn.microsoft.com/windows/win32/api/ntsecapi/nf-ntsecapi-lsacallauthenticationpackage
 */
export class LsaPasswordChanges implements PasswordChanges {
  readonly #computer: string;

  /** @param computer NetBIOS name of this computer */
  constructor(computer = hostname().slice(0, 15)) {
    this.#computer = computer.toUpperCase();
  }

  async change(
    { domain, name }: ChangeAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<ChangeOutcome> {
    // What LogonUI gave us was text: nobody's password is anything else.
    if (!isUtf8(oldPassword)) return { outcome: 'wrong' };
    if (!isUtf8(newPassword)) return { outcome: 'rejected', rule: 'password.other' };
    const strings: RequestStrings = [
      utf16(Buffer.from(domain, 'utf8')),
      utf16(Buffer.from(name, 'utf8')),
      utf16(oldPassword),
      utf16(newPassword),
    ];
    const local = domain.toUpperCase() === this.#computer;
    const workerData: LsaChange = {
      package: local ? 'MICROSOFT_AUTHENTICATION_PACKAGE_V1_0' : 'Kerberos',
      strings,
    };
    const thread = startThread(workerData);
    try {
      const [answer] = (await once(thread, 'message')) as [LsaAnswer];
      return outcomeOf(answer);
    } finally {
      await thread.terminate();
    }
  }
}

/** Moves the passwords into the thread, which wipes them; no copy stays here. */
function startThread(workerData: LsaChange): Worker {
  try {
    return new Worker(new URL('./lsa-thread.js', import.meta.url), {
      workerData,
      transferList: workerData.strings.map(({ buffer }) => buffer as ArrayBuffer),
    });
  } catch (error) {
    for (const string of workerData.strings) string.fill(0);
    throw error;
  }
}

/** In memory of its own, so that it can be moved; from bytes to bytes, because nobody can wipe a string. */
function utf16(utf8: Uint8Array): Uint8Array {
  // `transcode` takes nothing that is empty.
  const text = utf8.length === 0 ? Buffer.alloc(0) : transcode(utf8, 'utf8', 'utf16le');
  const wide = new Uint8Array(text);
  text.fill(0);
  return wide;
}

/**
 * What a status says of the change; whatever is not listed says nothing, and counts as nothing changed. Numbers and
 * meanings: [MS-ERREF] 2.3.1.
 */
const OUTCOMES: ReadonlyMap<number, ChangeOutcome> = new Map<number, ChangeOutcome>([
  [0x00000000, { outcome: 'changed' }],
  [0xc0000064, { outcome: 'wrong' }], // STATUS_NO_SUCH_USER: told apart from a wrong password by nobody
  [0xc000006a, { outcome: 'wrong' }], // STATUS_WRONG_PASSWORD
  [0xc000006d, { outcome: 'wrong' }], // STATUS_LOGON_FAILURE
  [0xc000006b, { outcome: 'rejected', rule: 'password.other' }], // STATUS_ILL_FORMED_PASSWORD
  [0xc000006c, { outcome: 'rejected', rule: 'password.other' }], // STATUS_PASSWORD_RESTRICTION
  [0xc000025a, { outcome: 'rejected', rule: 'password.length' }], // STATUS_PWD_TOO_SHORT
  [0xc000025b, { outcome: 'rejected', rule: 'password.age' }], // STATUS_PWD_TOO_RECENT
  [0xc000025c, { outcome: 'rejected', rule: 'password.history' }], // STATUS_PWD_HISTORY_CONFLICT
  [0xc0000022, { outcome: 'forbidden' }], // STATUS_ACCESS_DENIED: "user cannot change password"
  [0xc000006e, { outcome: 'forbidden' }], // STATUS_ACCOUNT_RESTRICTION
  [0xc0000072, { outcome: 'disabled' }], // STATUS_ACCOUNT_DISABLED
  [0xc0000193, { outcome: 'disabled' }], // STATUS_ACCOUNT_EXPIRED
  [0xc0000234, { outcome: 'locked' }], // STATUS_ACCOUNT_LOCKED_OUT
  [0xc000005e, { outcome: 'no-domain-controller' }], // STATUS_NO_LOGON_SERVERS
  [0xc00000df, { outcome: 'no-domain-controller' }], // STATUS_NO_SUCH_DOMAIN
  [0xc0000233, { outcome: 'no-domain-controller' }], // STATUS_DOMAIN_CONTROLLER_NOT_FOUND
]);

const STATUS_ACCESS_DENIED = 0xc0000022;

/** The package's word counts where the call itself came about. */
export function outcomeOf({ status, protocolStatus }: LsaAnswer): ChangeOutcome {
  // Of the call, it is about us: LSA lets this process not ask, whoever the person is.
  if (status >>> 0 === STATUS_ACCESS_DENIED) return { outcome: 'unavailable' };
  const said = status === 0 ? protocolStatus : status;
  return OUTCOMES.get(said >>> 0) ?? { outcome: 'unavailable' };
}
