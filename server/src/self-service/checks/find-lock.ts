import type { Answers } from '../answers.js';
import type { BeginCheck } from '../begin-attempt.js';

/** Looks for enrolled answers, of names that nobody has as well (R38). */
export function findLock(answers: Answers): BeginCheck {
  return async (attempt) => {
    attempt.lock = await answers.find(attempt.principal.id);
    return undefined;
  };
}
