import type { Admission } from '../workstation/admission.js';

/** Requests over TLS cannot be made again by whoever saw them pass: there is nothing to claim. */
export const ADMITTED: Admission = {
  require: () => Promise.resolve(),
  async requireWith(effect) {
    const result = await effect(undefined);
    if ('refused' in result) throw new Error('a claim that was not made was refused');
    return result;
  },
};
