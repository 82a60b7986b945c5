import type { BeginCheck } from '../begin-attempt.js';
import { rulesOf } from '../self-service-door.js';

/** Refuses what is not done at this door, whoever is named: before anybody is looked up. */
export const requirePurpose: BeginCheck = (attempt) => {
  const { source, purpose } = attempt.request;
  if (purpose === 'recover' || !rulesOf(source).purposes[purpose]) {
    return { code: 'self-service.not-here' };
  }
  attempt.purpose = purpose;
  return undefined;
};
