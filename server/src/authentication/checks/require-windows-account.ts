import { hasWindowsAccount } from '../../directory/directory.js';
import type { Door } from '../logon-engine.js';
import { deny } from '../refusal.js';
import type { Check } from './check.js';

/** Doors behind which an account of Windows is logged on. */
const WINDOWS_DOORS: ReadonlySet<Door> = new Set<Door>(['desktop']);

/** People of a directory without Windows accounts stay outside of the desktop; told only after a right password. */
export const requireWindowsAccount: Check = ({ request, principal: { account } }) =>
  WINDOWS_DOORS.has(request.source.door) && account !== undefined && !hasWindowsAccount(account)
    ? deny('account.no-windows')
    : undefined;
