import { ResultCodeError } from 'ldapts';

import { errorCode } from '../../errors/system-error.js';
import { DirectoryUnavailableError } from '../directory.js';
import { bindSubCode } from './active-directory.js';

/**
 * A short word for the log: LDAP's result code with the sub-code of Active Directory (`49/52e`), the code of the
 * system or of OpenSSL (`ECONNREFUSED`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE`), or the error's name.
 */
export function failureCode(error: unknown): string {
  if (error instanceof ResultCodeError) {
    const subCode = bindSubCode(error.message);
    return subCode === undefined ? String(error.code) : `${error.code}/${subCode}`;
  }
  return errorCode(error) ?? (error instanceof Error ? error.name : 'unknown');
}

/** Whatever goes wrong between here and the directory is one thing to callers: neither right nor wrong. */
export function asUnavailable(what: string, cause: unknown): DirectoryUnavailableError {
  if (cause instanceof DirectoryUnavailableError) return cause;
  return new DirectoryUnavailableError(`${what}: ${failureCode(cause)}`, { cause });
}
