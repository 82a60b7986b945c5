import { refusalOf } from '../authentication/checks/require-usable-account.js';
import { lockEntries } from '../authentication/logon-journal.js';
import { lockReachedBy, strikesLeftOf } from '../authentication/verdicts.js';
import { isWrong } from '../directory/directory.js';
import { networkOf } from '../web/network-of.js';
import type { SelfCareDenial } from './care-answers.js';
import { denial } from './care-answers.js';
import type { CareParts } from './care-parts.js';
import type { Caring } from './caring.js';

/**
 * Looks at the present password of somebody who is signed in: a session is no reason to guess it, so the strike comes before
 * the look, in the same counters as at a sign-in (R34, R35).
 *
 * @returns why it does not go on; undefined when the password is right, whether or not it must be changed
 * @throws DirectoryUnavailableError
 */
export async function provePassword(
  { strikes, directory }: CareParts,
  caring: Caring,
  password: Uint8Array,
): Promise<SelfCareDenial | undefined> {
  const { account, settings, now, caller } = caring;
  const { correlationId, source = '' } = caller.context;
  const key = { principalId: account.principalId, source: `web:${networkOf(source)}` };
  const strike = await strikes.take(key, settings.lockout, now);
  if ('code' in strike) {
    return denial(strike.code, correlationId, { lockedUntil: strike.until });
  }
  let check;
  try {
    check = await directory.verifyPassword(account, password);
  } catch (error) {
    await strikes.giveBack(strike, now);
    throw error;
  }
  if (isWrong(check)) {
    await caring.record('password.change-refused', 'failure', { code: 'credentials.wrong' });
    for (const { type, outcome, facts } of lockEntries(strike)) {
      await caring.record(type, outcome, facts);
    }
    return denial('credentials.wrong', correlationId, {
      strikesLeft: strikesLeftOf(strike),
      lockedUntil: lockReachedBy(strike)?.until,
    });
  }
  await strikes.giveBack(strike, now);
  const refusal = refusalOf(check);
  return refusal?.outcome === 'denied' ? denial('policy.denied', correlationId) : undefined;
}
