const SID = /^S-1-/i;

/** Whether a name is one that only a SID should have: a group that somebody called like the SID of another is not that one. */
export function looksLikeSid(name: string): boolean {
  return SID.test(name);
}
