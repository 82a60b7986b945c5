import type { Account, CheckLogon, ForeignKind } from '@gatehouse/protocol';

import type { Because, RuledLogons } from '../logon/ruled-logons.js';
import type { Rules } from '../policy/rules.js';

/** What a logon of an account that no directory has would come to, by what is kept at this workstation. */
export interface ForeignForecast {
  account: Account;
  kind: ForeignKind;
  /** Nothing is kept that can be believed, so that the shipped defaults hold. */
  isFallback: boolean;
  step: ForeignStep;
}

export type ForeignStep =
  | { would: 'grant'; because: Because['code']; exclusion?: string }
  /** Windows checks the password, then the server asks for a factor of whoever the account is mapped to. */
  | { would: 'ask-mapped' }
  /** It is in `BreakGlassSids`, and nothing is known of what holds here: Windows checks the password, then the server is asked. */
  | { would: 'break-glass' }
  | { would: 'deny'; code: 'account.foreign' };

/**
 * The forecast of somebody as typed; undefined for whoever the server is to be asked about. The order is that of
 * {@link RuledLogons.begin}.
 */
export async function forecastForeign(
  { name, remote, scenario }: Pick<CheckLogon, 'name' | 'remote' | 'scenario'>,
  {
    logons,
    rules,
    breakGlassSids,
  }: {
    logons: Pick<RuledLogons, 'foreign' | 'whyBegin'>;
    rules: Rules;
    breakGlassSids: () => Promise<readonly string[]>;
  },
): Promise<ForeignForecast | undefined> {
  const found = await logons.foreign({ name, remote, scenario });
  if (found === undefined) return undefined;
  const { account } = found;
  const { foreignAccounts, isFallback = false } = await rules.current({ mayAsk: false });
  const because = await logons.whyBegin(account);
  const stepWithout = async (): Promise<ForeignStep> => {
    if (foreignAccounts === 'second-factor-only') return { would: 'ask-mapped' };
    if (isFallback && !remote && (await breakGlassSids()).includes(account.sid)) {
      return { would: 'break-glass' };
    }
    return { would: 'deny', code: 'account.foreign' };
  };
  if (because === undefined) return { ...found, isFallback, step: await stepWithout() };
  const { code, ...exclusion } = because;
  return { ...found, isFallback, step: { would: 'grant', because: code, ...exclusion } };
}
