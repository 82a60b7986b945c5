import { lstatSync } from 'node:fs';

import { createFolderWithSecurity, readFileSecurity } from './file-security.js';
import { loadNativeAddon } from './native-addon.js';
import { SERVICE_SID, STATE_FOLDER_SDDL } from './security-descriptors.js';

/** The folder of keys and state cannot be trusted; the service must not put anything there. */
export class StateFolderError extends Error {
  override readonly name = 'StateFolderError';
}

/**
 * Makes the folder for SYSTEM and administrators only, and reads back that it is so (R9). A folder that was there before
 * is taken only if nobody else owns it or may enter it: a standard user can create folders in `%ProgramData%`, so
 * ours may have been prepared by one. It is not repaired, because what is already in it would stay.
 *
 * @throws StateFolderError
 * @throws WindowsError
 */
export function prepareStateFolder(path: string): void {
  createFolderWithSecurity(path, STATE_FOLDER_SDDL);
  // A junction would lead our files elsewhere.
  if (!lstatSync(path).isDirectory()) throw new StateFolderError(`${path} is not a folder`);
  const trusted = new Set(['SY', 'BA', SERVICE_SID, loadNativeAddon().currentUserSid()]);
  const stranger = strangerIn(readFileSecurity(path), trusted);
  if (stranger !== undefined) {
    throw new StateFolderError(
      `${path} is open to ${stranger}: remove the folder, or let only SYSTEM and administrators own and enter it`,
    );
  }
}

/**
 * The first SID in a security descriptor (SDDL) that owns the object or is allowed anything, and is not trusted.
 * `Everyone` when there is no DACL at all, which Windows takes as full access for all. `an unknown entry` when the DACL
 * is not read to its end: what is not understood may allow anything.
 */
export function strangerIn(sddl: string, trusted: ReadonlySet<string>): string | undefined {
  const owner = /^O:(S-[\d-]+|[A-Z]{2})/.exec(sddl)?.[1];
  if (owner === undefined || !trusted.has(owner)) return owner ?? 'an unknown owner';
  const dacl = /D:((?:P|AR|AI|NO_ACCESS_CONTROL)*)((?:\([^()]*\))*)/.exec(sddl);
  if (dacl === null || dacl[1]?.includes('NO_ACCESS_CONTROL') === true) return 'Everyone';
  for (const [, ace = ''] of (dacl[2] ?? '').matchAll(/\(([^()]*)\)/g)) {
    const [type = '', , , , , sid = ''] = ace.split(';');
    // Deny entries take away; every other kind gives, or is not understood.
    if (type !== 'D' && !trusted.has(sid)) return sid === '' ? 'an unknown entry' : sid;
  }
  // A conditional entry has parentheses inside its own and ends the list that we read, not the one that Windows reads.
  const rest = sddl.slice(dacl.index + dacl[0].length);
  return rest === '' || rest.startsWith('S:') ? undefined : 'an unknown entry';
}
