/**
 * Where adapters say what went wrong between them and a directory, for the operator. A winston logger fits. Details
 * are codes, addresses and counts; never a password and never a name that a person typed.
 */
export interface DirectoryLog {
  warn(message: string, detail: Record<string, string | number | boolean>): void;
}

/** For callers that do not care. */
export const silentDirectoryLog: DirectoryLog = { warn: () => undefined };
