import type { FactorMethod } from '@gatehouse/protocol';

import { offersOf } from '../../authentication/offers.js';
import type { CredentialStore } from '../../factors/credential-store.js';
import type { Factor } from '../../factors/factor.js';
import type { BeginAttempt, BeginCheck } from '../begin-attempt.js';
import { proofsOf, rulesOf } from '../self-service-door.js';

interface Known {
  credentials: CredentialStore;
  factors: ReadonlyMap<FactorMethod, Factor>;
}

/**
 * Decides what is to be proven. A reset grant stands in for the answers, which were given at this workstation: what is
 * left is a code. Whoever has no factor that sends or shows one gives the answers here as well; the grant alone is no proof.
 * What proves nothing at this door is refused in the same words for everybody: there is another door for it.
 */
export function decideProof(known: Known): BeginCheck {
  return async (attempt) => {
    const { source } = attempt.request;
    const proof = attempt.settings.selfService[attempt.purpose];
    if (attempt.resetGrant) {
      const asksCode = proof === 'otp' || proof === 'answers-and-otp';
      attempt.proof = asksCode || (await hasFactor(attempt, known)) ? 'otp' : 'answers';
      return undefined;
    }
    if (proof === 'off') return { code: 'policy.denied' };
    if (proofsOf({ door: source.door, proof }).length === 0)
      return { code: 'self-service.not-here' };
    attempt.proof = proof;
    return undefined;
  };
}

async function hasFactor(
  { principal: { account }, settings, request }: BeginAttempt,
  { credentials, factors }: Known,
): Promise<boolean> {
  if (account === undefined) return false;
  const subject = { account, credentials: await credentials.list(account.principalId) };
  const { methods } = rulesOf(request.source).methodsOf(settings);
  const offers = offersOf(factors, subject, settings, methods);
  // Nothing is proven yet: what a person was given is not offered to everybody.
  return offers.some(({ method }) => method !== 'break-glass');
}
