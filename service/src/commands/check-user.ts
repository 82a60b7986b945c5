import type { CheckLogon, CorrelationId } from '@gatehouse/protocol';
import { CheckLogon as CheckLogonSchema, LogonForecast } from '@gatehouse/protocol';

import { UnreachableError } from '../authority/authority.js';
import { HttpAuthority } from '../authority/http-authority.js';
import { systemClock } from '../clock.js';
import type { ServiceConfig } from '../config/config.js';
import { IdentityHolder } from '../identity/identity-holder.js';
import { identityPath } from '../identity/identity-path.js';
import { IdentityStore } from '../identity/identity-store.js';
import { fingerprintOf } from '../identity/machine.js';
import { SILENT } from '../logger.js';
import { onlyNamed } from '../offline/kit-names.js';
import { createOsAdapters } from '../os-adapters.js';
import type { OsAdapters } from '../os-adapters.js';
import { systemRandom } from '../random.js';
import { describeCheck } from '../support/describe-check.js';
import { forecastForeign } from '../support/foreign-forecast.js';
import { glanceLogons } from '../support/glance-logons.js';
import type { UserCheck } from '../support/user-check.js';
import { glanceAtKitsOf, loadIdentity } from '../support/workstation-glance.js';
import type { CommandOutcome } from './outcome.js';

export interface CheckUserParameters {
  config: ServiceConfig;
  correlationId: CorrelationId;
  request: CheckLogon;
  /** As one JSON object instead of lines. */
  json: boolean;
}

/**
 * Says what a logon would ask of somebody here: the server's part by a request that this workstation signs, so only who may
 * read its identity can ask; and what there is without the server. Exit code 1 when the server could not be asked.
 */
export async function checkUser(parameters: CheckUserParameters): Promise<CommandOutcome> {
  const { config, correlationId, request, json } = parameters;
  const adapters = await createOsAdapters(config);
  const asked = await ask(parameters, adapters);
  const offline = await offlineState(config, adapters, request.name, asked.forecast);
  const check: UserCheck = { name: request.name, correlationId, ...asked, offline };
  return {
    exitCode: asked.server === 'answers' || asked.foreign !== undefined ? 0 : 1,
    text: json ? JSON.stringify(check, null, 2) : describeCheck(check, systemClock.now()),
  };
}

async function ask(
  { config, correlationId, request }: CheckUserParameters,
  adapters: OsAdapters,
): Promise<Pick<UserCheck, 'server' | 'detail' | 'forecast' | 'foreign'>> {
  const identity = await loadIdentity(config, adapters);
  const { rules, logons } = await glanceLogons(config, adapters, identity);
  const breakGlassSids = () => adapters.breakGlassSids();
  const foreign = await forecastForeign(request, { logons, rules, breakGlassSids });
  if (foreign !== undefined) return { server: 'not-asked', foreign };
  if (identity === undefined) return { server: 'not-joined' };
  const localGroups = await logons.localGroups();
  const told = localGroups.length === 0 ? request : { ...request, localGroups };
  const store = new IdentityStore(
    identityPath(config.stateFolder),
    await adapters.openVault(),
    fingerprintOf(await adapters.readMachine()),
  );
  const authority = new HttpAuthority({
    identities: new IdentityHolder(store, SILENT),
    clock: systemClock,
    random: systemRandom,
    logger: SILENT,
    budgetMs: config.serverTimeoutMs,
    proxyUrl: config.proxyUrl,
  });
  try {
    const forecast = await authority.ask(
      () => ({
        endpoint: 'checkLogon',
        body: () => CheckLogonSchema.parse(told),
        schema: LogonForecast,
      }),
      { correlationId, signal: new AbortController().signal },
    );
    return { server: 'answers', forecast };
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return { server: error.reason, detail: error.message };
  } finally {
    authority.close();
  }
}

async function offlineState(
  config: ServiceConfig,
  adapters: OsAdapters,
  name: string,
  forecast: LogonForecast | undefined,
): Promise<UserCheck['offline']> {
  const identity = await loadIdentity(config, adapters);
  const { kits } = await glanceAtKitsOf(config, adapters, identity);
  const account = forecast?.known === true ? forecast.account : undefined;
  const kept = onlyNamed(kits, { sid: account?.sid ?? '', name });
  const domain = (account ?? kept?.account)?.netbiosDomain;
  const { passwords } = await adapters.openOffline();
  const cachedLogons = domain === undefined ? undefined : passwords.keepsLogonsOf(domain);
  if (kept === undefined) return { kit: undefined, cachedLogons };
  const { account: _, userPrincipalName: __, stem: ___, ...kit } = kept;
  return { kit, cachedLogons };
}
