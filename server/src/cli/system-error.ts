/** The code of an error of the operating system, OpenSSL or Node (`ENOENT`, `CERT_HAS_EXPIRED`). */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string'
    ? error.code
    : undefined;
}
