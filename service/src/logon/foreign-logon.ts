import type { DenialCode } from '@gatehouse/protocol';

import type { ForeignAccount } from '../accounts/foreign-account.js';
import type { Authority, BeginLogonRequest, CallContext } from '../authority/authority.js';
import type { Decision } from './conversation-state.js';
import { hasNoVerdict } from './no-verdict.js';
import type { RuledLogons, RuledRequest } from './ruled-logons.js';

/** What the server denies because there is no factor to ask for. */
const WITHOUT_FACTOR: ReadonlySet<DenialCode> = new Set<DenialCode>([
  'account.unmapped',
  'factor.not-enrolled',
]);

/**
 * A logon of an account that no directory has. The rules of this workstation come first, then Windows' word for the password, then
 * the server, which asks for the factor of whoever is mapped to the account. While the server is away only the rules let in: there
 * is no kit for such an account.
 */
export async function beginForeign(
  {
    authority,
    rules,
  }: {
    authority: Pick<Authority, 'beginForeign'>;
    rules: Pick<RuledLogons, 'begin' | 'beginWithoutFactor' | 'beginAway'>;
  },
  { account, kind }: ForeignAccount,
  { password, ...request }: RuledRequest & Pick<BeginLogonRequest, 'password'>,
  call: CallContext,
): Promise<Decision> {
  const ruled = await rules.begin(account, { ...request, password }, call);
  if (ruled !== undefined) return { by: 'workstation', verdict: ruled };
  const { name: _, expectedSid: __, isNameTyped: ___, isBreakGlass: ____, ...way } = request;
  try {
    const verdict = await authority.beginForeign({ ...way, account, kind }, call);
    const ours =
      verdict.outcome === 'denied' && WITHOUT_FACTOR.has(verdict.code)
        ? await rules.beginWithoutFactor(account, request, call)
        : undefined;
    return ours === undefined ? { by: 'server', verdict } : { by: 'workstation', verdict: ours };
  } catch (error) {
    // As Windows spells it: nobody else is asked again whose it is.
    const name = `${account.netbiosDomain}\\${account.samAccountName}`;
    const ours = hasNoVerdict(error)
      ? await rules.beginAway({ ...request, name }, call)
      : undefined;
    if (ours === undefined) throw error;
    return { by: 'workstation', verdict: ours };
  }
}
