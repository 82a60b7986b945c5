/**
 * The `code` of an error that Node or a driver made (`ENOENT`, an SQLSTATE …), or undefined. Asked by shape, not by
 * class: such errors may come from another realm.
 */
export function errorCode(error: unknown): string | undefined {
  return property(error, 'code');
}

/** The system call that failed (`connect`, `open` …), or undefined. */
export function errorSystemCall(error: unknown): string | undefined {
  return property(error, 'syscall');
}

/** The message of whatever was thrown. For logs, never for the public. */
export function errorMessage(error: unknown): string {
  return property(error, 'message') ?? String(error);
}

function property(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}
