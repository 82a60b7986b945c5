import { systemClock } from '../clock.js';
import type { ServiceConfig } from '../config/config.js';
import type { StoredIdentity } from '../identity/identity-store.js';
import { SILENT } from '../logger.js';
import { RuledLogons } from '../logon/ruled-logons.js';
import type { OsAdapters } from '../os-adapters.js';
import { KeptRules } from '../policy/rules.js';
import type { Rules } from '../policy/rules.js';
import { systemRandom } from '../random.js';
import { glanceAtPolicy } from './workstation-glance.js';

/** What decides at this workstation, to be asked what it would say: it lets nobody in, for it can check and record nothing. */
export async function glanceLogons(
  config: ServiceConfig,
  adapters: OsAdapters,
  identity: StoredIdentity | undefined,
): Promise<{
  rules: Rules;
  logons: Pick<RuledLogons, 'foreign' | 'whyBegin' | 'localGroups'>;
}> {
  const rules = new KeptRules({
    store: () =>
      Promise.resolve({ current: (now) => glanceAtPolicy(config, adapters, identity, now) }),
    now: () => Promise.resolve(systemClock.now()),
    fetch: () => Promise.resolve(),
    logger: SILENT,
  });
  const refuse = () => Promise.reject(new Error('a glance decides nothing'));
  const logons = new RuledLogons({
    rules,
    accounts: await adapters.openAccounts(),
    passwords: { check: refuse },
    record: refuse,
    clock: systemClock,
    random: systemRandom,
    logger: SILENT,
  });
  return { rules, logons };
}
