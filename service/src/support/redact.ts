/** What is put in the place of a secret. */
export const REDACTED = '[redacted]';

const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi;
const JOIN_TOKEN = /gatehouse1\.[\w.~=+/-]+/g;

/** Takes out what is known to be secret wherever it stands: credentials in URLs, join tokens. */
export function redact(text: string): string {
  return text.replaceAll(USER_INFO, `$1${REDACTED}@`).replaceAll(JOIN_TOKEN, REDACTED);
}
