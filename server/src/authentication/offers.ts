import type { FactorMethod } from '@gatehouse/protocol';

import type { Factor, FactorSettings, FactorSubject, Offer } from '../factors/factor.js';

/**
 * The factors that the policy allows and the person has, in the policy's order. A break-glass code comes before all of
 * them, whatever the policy allows: whoever was given one has lost the others, and nothing is sent in vain.
 */
export function offersOf(
  factors: ReadonlyMap<FactorMethod, Factor>,
  subject: FactorSubject,
  settings: FactorSettings,
  methods: readonly FactorMethod[],
): Offer[] {
  return (['break-glass', ...methods] as const)
    .map((method) => factors.get(method)?.offer(subject, settings))
    .filter((offer) => offer !== undefined);
}
