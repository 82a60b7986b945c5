import { MAX_NAME_LENGTH } from '@gatehouse/protocol';

import { deny } from '../refusal.js';
import type { Check } from './check.js';

/** Bytes. Active Directory takes passwords of 256 characters; four bytes of UTF-8 each are the most. */
const MAX_PASSWORD_BYTES = 1024;

/** Input that cannot be right is refused before anybody computes with it. Nothing is ever cut to fit (R41). */
export const refuseOverlongInput: Check = ({ request: { name, password } }) =>
  name.length > MAX_NAME_LENGTH || password.length > MAX_PASSWORD_BYTES
    ? deny('credentials.wrong')
    : undefined;
