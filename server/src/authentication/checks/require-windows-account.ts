import { hasWindowsAccount } from '../../directory/directory.js';
import { DOORS } from '../doors.js';
import { deny } from '../refusal.js';
import type { Check } from './check.js';

/** People of a directory without Windows accounts stay outside of the desktop; told only after a right password. */
export const requireWindowsAccount: Check = ({ request, principal: { account } }) =>
  DOORS[request.source.door].isWorkstation && account !== undefined && !hasWindowsAccount(account)
    ? deny('account.no-windows')
    : undefined;
