import { deny } from '../refusal.js';
import type { Check } from './check.js';

/** A bind with a name and no password succeeds as "unauthenticated" (RFC 4513, section 5.1.2): never try it (R26). */
export const refuseEmptyPassword: Check = ({ request }) =>
  request.password.length === 0 ? deny('password.empty') : undefined;
