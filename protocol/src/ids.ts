import { z } from 'zod';

/**
 * Prefixed identifiers. The prefix makes a wrong kind of id fail its schema instead of missing a row.
 * 26 characters of Crockford base32 carry 130 bits, of which {@link ID_BYTES} bytes are random.
 */
export const ID_BYTES = 16;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

const id = <P extends string>(prefix: P) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}_[${ALPHABET}]{26}$`),
      `expected an id that starts with ${prefix}_`,
    )
    .brand<P>();

export const WorkstationId = id('wks');
export const LogonId = id('lgn');
export const ChallengeId = id('chl');
export const JoinTokenId = id('jtk');
export const ApiKeyId = id('key');
export const CredentialId = id('crd');
export const AuditEventId = id('evt');
/** Made by a workstation; the server takes each once. */
export const OfflineEventId = id('oev');

export type WorkstationId = z.infer<typeof WorkstationId>;
export type LogonId = z.infer<typeof LogonId>;
export type ChallengeId = z.infer<typeof ChallengeId>;
export type JoinTokenId = z.infer<typeof JoinTokenId>;
export type ApiKeyId = z.infer<typeof ApiKeyId>;
export type CredentialId = z.infer<typeof CredentialId>;
export type AuditEventId = z.infer<typeof AuditEventId>;
export type OfflineEventId = z.infer<typeof OfflineEventId>;

/**
 * Spells random bytes as an id with the given prefix.
 *
 * @param prefix the kind, without the underscore
 * @param random exactly {@link ID_BYTES} bytes from a cryptographic source
 * @throws RangeError when `random` has another length
 */
export function formatId<P extends string>(prefix: P, random: Uint8Array): string & z.BRAND<P> {
  if (random.length !== ID_BYTES) {
    throw new RangeError(
      `an id takes ${String(ID_BYTES)} random bytes, got ${String(random.length)}`,
    );
  }
  let bits = BigInt(`0x${Buffer.from(random).toString('hex')}`) << 2n;
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = (ALPHABET[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return `${prefix}_${text}` as string & z.BRAND<P>;
}
