import type { CorrelationId, SelfCareAnswer, SelfCareDenialCode } from '@gatehouse/protocol';

export type SelfCareDenial = Extract<SelfCareAnswer, { outcome: 'denied' }>;

export function denial(
  code: SelfCareDenialCode,
  correlationId: CorrelationId,
  {
    strikesLeft,
    lockedUntil,
  }: { strikesLeft?: number | undefined; lockedUntil?: Date | undefined } = {},
): SelfCareDenial {
  return {
    ...{ outcome: 'denied', code, correlationId },
    ...(strikesLeft === undefined ? {} : { strikesLeft }),
    ...(lockedUntil === undefined ? {} : { lockedUntil: lockedUntil.toISOString() }),
  };
}
