import { z } from 'zod';

/**
 * One correlation id follows a logon from the tile to the directory. It is a W3C trace id
 * (Trace Context, section 3.2.2.3: 16 bytes, lower-case hex, not all zero), so that an
 * OpenTelemetry collector understands it.
 */
export const CorrelationId = z
  .string()
  .regex(/^(?!0{32})[0-9a-f]{32}$/, 'expected 32 lower-case hex digits')
  .brand<'correlation'>();
export type CorrelationId = z.infer<typeof CorrelationId>;

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** Spells 16 random bytes as a correlation id. */
export function formatCorrelationId(random: Uint8Array): CorrelationId {
  return CorrelationId.parse(Buffer.from(random).toString('hex'));
}

/** The `traceparent` header that carries the id over HTTP. `span` is 8 random bytes. */
export function formatTraceparent(id: CorrelationId, span: Uint8Array): string {
  return `00-${id}-${Buffer.from(span).toString('hex')}-01`;
}

/** The correlation id of a `traceparent` header, or undefined when the header is absent or malformed. */
export function parseTraceparent(header: string | undefined): CorrelationId | undefined {
  const match = header === undefined ? null : TRACEPARENT.exec(header);
  const parsed = CorrelationId.safeParse(match?.[1]);
  return parsed.success ? parsed.data : undefined;
}

export { parseReference, referenceOf } from './reference.js';
