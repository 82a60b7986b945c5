import type { BeginCheck } from '../begin-attempt.js';
import { proofsOf } from '../self-service-door.js';

/**
 * Decides who can get through. The others go on like everybody else, and nothing that they prove is right: accounts that
 * are disabled or expired, those of another tile than the one that was clicked, and who has no answers to give where
 * these come first (R38).
 */
export const findReachable: BeginCheck = (attempt) => {
  const { account } = attempt.principal;
  const { expectedSid, source } = attempt.request;
  const [firstProof] = proofsOf({ door: source.door, proof: attempt.proof });
  const usable =
    account !== undefined &&
    account.disabled !== true &&
    (account.expiresAt === undefined || account.expiresAt > attempt.now) &&
    (expectedSid === undefined || expectedSid === account.sid) &&
    (firstProof !== 'answers' || attempt.lock !== undefined);
  attempt.reachable = usable ? account : undefined;
  return undefined;
};
