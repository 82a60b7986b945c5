import type { Caller } from '../../service/src/pipe/caller.js';

export const SYSTEM_SID = 'S-1-5-18';

/** A process at the other end of a pipe: LogonUI, unless told. */
export function fakeCaller(facts: Partial<Caller> = {}): Caller {
  return {
    pid: 4242,
    sid: SYSTEM_SID,
    session: 1,
    image: 'C:\\Windows\\System32\\LogonUI.exe',
    ...facts,
  };
}
