import type { Check } from './check.js';

/**
 * Waits until the door knows that the request is no replay. What has an effect comes after this check; what only
 * reads may come before, so that nobody waits for the disk and the directory one after the other.
 */
export const requireAdmission: Check = async ({ request }) => {
  await request.admission;
  return undefined;
};
