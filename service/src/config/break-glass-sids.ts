/** More SIDs than anybody lists; what comes after them does not count. */
const MAX_SIDS = 64;

/** What the answer depends on, and as what it is read. */
export const BREAK_GLASS_SETTINGS = {
  WhenServiceDown: 'string',
  BreakGlassSids: 'strings',
} as const;

/**
 * The accounts of `BreakGlassSids`, of the values of our registry key. None where `WhenServiceDown` denies: whoever said so wants no such
 * way in, whatever is still listed. A word that nobody knows denies, as in the credential provider. That one takes the list for
 * `break-glass` alone: with `system-providers` Windows' own tiles are back where it would count there.
 */
export function breakGlassSidsIn(values: Record<string, unknown>): readonly string[] {
  const { WhenServiceDown: when = 'break-glass', BreakGlassSids: sids } = values;
  if (when !== 'break-glass' && when !== 'system-providers') return [];
  if (!Array.isArray(sids)) return [];
  return sids.filter((sid): sid is string => typeof sid === 'string').slice(0, MAX_SIDS);
}
