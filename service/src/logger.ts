import { isNativeError } from 'node:util/types';

/**
 * What a log line may say, besides its event. The list is closed on purpose: there is no place to put a password,
 * a code or a whole message into (R8). Names that people typed are not logged either, because a password typed into
 * the name field is a common accident; the server's audit has the name once it is known to be one.
 */
export interface LogFields {
  correlationId?: string | undefined;
  /** Why the authority could not be asked, or an error's stable code. */
  reason?: string | undefined;
  /** What an error says of itself. Errors of this service never quote a secret. */
  detail?: string | undefined;
  /** The address that the server's name resolved to (R5). */
  address?: string | undefined;
  server?: string | undefined;
  outcome?: string | undefined;
  /** Who decided. */
  by?: 'server' | 'workstation' | undefined;
  code?: string | undefined;
  logonId?: string | undefined;
  sid?: string | undefined;
  workstationId?: string | undefined;
  tile?: number | undefined;
  client?: number | undefined;
  pid?: number | undefined;
  session?: number | undefined;
  image?: string | undefined;
  scenario?: string | undefined;
  remote?: boolean | undefined;
  version?: string | undefined;
  status?: number | undefined;
  ntStatus?: string | undefined;
  subStatus?: string | undefined;
  milliseconds?: number | undefined;
  seconds?: number | undefined;
  count?: number | undefined;
  path?: string | undefined;
}

/** Port: the service's log. `event` is stable and dotted, as in `authority.unreachable`. */
export interface Logger {
  error(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
}

/** For what runs in a terminal and says all itself. */
export const SILENT: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

/** The stable code of an error of Node's or ours, for {@link LogFields.reason}. */
export function codeOf(error: unknown): string {
  if (isNativeError(error)) {
    const code = (error as { code?: unknown }).code;
    return typeof code === 'string' ? code : error.name;
  }
  return 'unknown';
}

/** The message of an error and of its causes, cut to a line. */
export function detailOf(error: unknown): string {
  const parts: string[] = [];
  for (let next = error; isNativeError(next) && parts.length < 4; next = next.cause) {
    parts.push(next.message);
  }
  return parts.join(': ').replaceAll(/\s+/g, ' ').slice(0, 300);
}
