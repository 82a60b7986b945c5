import type { CorrelationId } from '@gatehouse/protocol';

/** The id of one request: the server takes it, so that it is known here even when no answer comes. */
export function newCorrelationId(): CorrelationId {
  return hexOf(16) as CorrelationId;
}

/** W3C Trace Context, section 3.2. */
export function traceparentOf(id: CorrelationId): string {
  return `00-${id}-${hexOf(8)}-01`;
}

function hexOf(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
