import type { OfferedMethod } from '@gatehouse/protocol';

import type { Credential } from './credential-store.js';
import type { Offer } from './factor.js';

/** An offer as workstations see it. */
export function shownOffer({ method, destination }: Offer): OfferedMethod {
  return { method, ...(destination === undefined ? {} : { destination }) };
}

/** The offer of codes that the person's own devices show; undefined when they have none. */
export function offerOfDevices(
  method: 'totp' | 'hotp',
  credentials: readonly Credential[],
  usualDigits: number,
): Offer | undefined {
  const lengths = new Set(
    credentials.flatMap((credential) =>
      credential.method === method ? (credential.shape?.digits ?? usualDigits) : [],
    ),
  );
  const [digits] = lengths;
  if (digits === undefined) return undefined;
  if (lengths.size > 1) return { method, digits: 'several' };
  return digits === usualDigits ? { method } : { method, digits };
}

/** What {@link offerOfDevices} says of the length of a code. */
export function digitsOf(offer: Offer | undefined, usualDigits: number): number | undefined {
  return offer?.digits === 'several' ? undefined : (offer?.digits ?? usualDigits);
}
