import type { LogonAttempt } from '../logon-attempt.js';
import type { Refusal } from '../refusal.js';

/**
 * One rule of a logon. Adds what it found to the attempt and lets it pass (undefined), or refuses it.
 * @throws DirectoryUnavailableError, which refuses the attempt and costs it nothing
 */
export type Check = (attempt: LogonAttempt) => Promise<Refusal | undefined> | Refusal | undefined;
