import { z } from 'zod';

import { WorkstationId } from '../ids.js';

const Coordinate = z.base64url().length(43);

/** An ECDSA P-256 public key as a JWK (RFC 7517, RFC 7518 section 6.2). */
export const WorkstationPublicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: Coordinate,
  y: Coordinate,
});
export type WorkstationPublicKey = z.infer<typeof WorkstationPublicKey>;

/**
 * `POST /api/v1/workstations/join`, signed with the new key (its `keyid` is the JWK thumbprint, RFC 7638), which
 * proves possession.
 */
export const JoinRequest = z.strictObject({
  /** The secret of the join token. */
  secret: z.base64url().length(43),
  hostname: z.string().min(1).max(255),
  platform: z.enum(['windows', 'linux']),
  version: z.string().min(1).max(64),
  publicKey: WorkstationPublicKey,
  /** Whether a TPM holds the private key. */
  hardwareKey: z.boolean(),
});
export type JoinRequest = z.infer<typeof JoinRequest>;

export const JoinResponse = z.strictObject({
  workstationId: WorkstationId,
  /** A signed {@link ServerKeys} statement. */
  serverKeys: z.string().max(16_384),
});
export type JoinResponse = z.infer<typeof JoinResponse>;

/** `GET /api/v1/desktop/status`: the server's present keys and clock, for a joined workstation. */
export const DesktopStatus = z.strictObject({
  serverKeys: z.string().max(16_384),
  serverTime: z.iso.datetime(),
});
export type DesktopStatus = z.infer<typeof DesktopStatus>;

/** What a join token says. It is a secret: hidden MSI property or a file that only administrators read. */
export const JoinToken = z.strictObject({
  /** Base URL of the server. */
  url: z.url({ protocol: /^https$/ }),
  /** SHA-256 of the server's identity key (raw Ed25519 public key), base64url: what the workstation pins. */
  identityPin: z.base64url().length(43),
  /**
   * SHA-256 of the DER certificate of the authority that must have issued the server's TLS certificate, base64url.
   * Absent when the server's certificate is to be checked against the machine's own trust store.
   */
  tlsPin: z.base64url().length(43).optional(),
  secret: z.base64url().length(43),
  expiresAt: z.iso.datetime(),
});
export type JoinToken = z.infer<typeof JoinToken>;

const TOKEN_PREFIX = 'gatehouse1.';
const MAX_TOKEN_LENGTH = 2048;

/** The text is not a join token. It is not echoed: it may be a secret. */
export class JoinTokenError extends Error {
  override readonly name = 'JoinTokenError';
}

/** Spells a join token as one string, `gatehouse1.` and base64url of its JSON. */
export function formatJoinToken(token: JoinToken): string {
  return TOKEN_PREFIX + Buffer.from(JSON.stringify(token), 'utf8').toString('base64url');
}

/** @throws JoinTokenError */
export function parseJoinToken(text: string): JoinToken {
  const trimmed = text.trim();
  if (trimmed.length > MAX_TOKEN_LENGTH || !trimmed.startsWith(TOKEN_PREFIX)) {
    throw new JoinTokenError(`a join token starts with ${TOKEN_PREFIX}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(
      Buffer.from(trimmed.slice(TOKEN_PREFIX.length), 'base64url').toString('utf8'),
    );
  } catch {
    throw new JoinTokenError('the join token is damaged: copy it again, whole');
  }
  const parsed = JoinToken.safeParse(json);
  if (!parsed.success) {
    throw new JoinTokenError('the join token is damaged or of another version');
  }
  return parsed.data;
}
