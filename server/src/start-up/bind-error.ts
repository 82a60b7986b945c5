import { ConfigurationError } from '../config/env.js';
import { errorCode } from '../errors/system-error.js';

/** What an operator can mend when an address cannot be bound: by what the system says. */
const MISTAKES: Record<string, string> = {
  EADDRINUSE: 'another program listens on this port',
  EADDRNOTAVAIL: 'this machine does not have this address',
  ENOTFOUND: 'there is no such address',
  EACCES: 'the user that runs the server may not listen on this port',
};

/** @returns a ConfigurationError that names the setting, or the error itself when it is not the operator's */
export function explainBindError(error: unknown): unknown {
  const mistake = MISTAKES[errorCode(error) ?? ''];
  return mistake === undefined ? error : new ConfigurationError(`GATEHOUSE_LISTEN: ${mistake}`);
}
