import { MAX_NAME_LENGTH } from '@gatehouse/protocol';

import { MAX_PASSWORD_BYTES } from '../password-limits.js';
import { deny } from '../refusal.js';
import type { Check } from './check.js';

/** Input that cannot be right is refused before anybody computes with it. Nothing is ever cut to fit (R41). */
export const refuseOverlongInput: Check = ({ request: { name, password } }) =>
  name.length > MAX_NAME_LENGTH || password.length > MAX_PASSWORD_BYTES
    ? deny('credentials.wrong')
    : undefined;
