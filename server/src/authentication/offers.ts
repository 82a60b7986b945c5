import type { FactorMethod } from '@gatehouse/protocol';

import type { Factor, FactorSettings, FactorSubject, Offer } from '../factors/factor.js';

/** The factors that the policy allows and the person has, in the policy's order. */
export function offersOf(
  factors: ReadonlyMap<FactorMethod, Factor>,
  subject: FactorSubject,
  settings: FactorSettings,
  methods: readonly FactorMethod[],
): Offer[] {
  return methods
    .map((method) => factors.get(method)?.offer(subject, settings))
    .filter((offer) => offer !== undefined);
}
