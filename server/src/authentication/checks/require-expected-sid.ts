import { deny } from '../refusal.js';
import type { Check } from './check.js';

/** The account must be the one whose tile was clicked: `alice` may be CORP\alice here and .\alice to Windows. */
export const requireExpectedSid: Check = ({ request: { expectedSid }, principal }) =>
  expectedSid === undefined || expectedSid === principal.account?.sid
    ? undefined
    : deny('account.mismatch');
