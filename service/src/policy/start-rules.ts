import type { OfflineEvent } from '@gatehouse/protocol';

import type { WindowsAccounts } from '../accounts/windows-accounts.js';
import type { Clock } from '../clock.js';
import { FolderFiles } from '../files/durable-files.js';
import { nodeDisk } from '../files/node-disk.js';
import { policyFolder } from '../files/policy-folder.js';
import type { Logger } from '../logger.js';
import type { Counters } from '../offline/counters.js';
import type { Stage } from '../sessions/stage.js';
import type { Vault } from '../vault/vault.js';
import { MachinePolicyStore } from './machine-policy-store.js';
import { PolicyKeeper } from './policy-keeper.js';
import { KeptRules } from './rules.js';
import type { Rules } from './rules.js';

export interface RulesParameters {
  stateFolder: string;
  openVault: () => Promise<Vault>;
  openCounters: () => Promise<Counters>;
  openStage: () => Promise<Stage>;
  /** Whoever talks to the server, when it is first needed. */
  online: () => Promise<{
    authority: { kitSigners(): { identityKeys: string[]; workstationId: string } | undefined };
    freshenPolicy(): Promise<void>;
  }>;
  /** The half that works without the server, when it is first needed: it has the time and the events. */
  offline: () => Promise<{
    now(): Date | undefined;
    record(event: Omit<OfflineEvent, 'id' | 'at'>): void;
  }>;
  clock: Clock;
  logger: Logger;
}

/** What holds at this workstation by the server's word, kept here: each part is opened when it is first needed. */
export function startRules(parameters: RulesParameters): { keeper: PolicyKeeper; rules: Rules } {
  const { stateFolder, openVault, openCounters, openStage, online, offline } = parameters;
  const { logger } = parameters;
  let opening: Promise<MachinePolicyStore> | undefined;
  const open = async (): Promise<MachinePolicyStore> => {
    const { authority } = await online();
    return new MachinePolicyStore({
      files: new FolderFiles(nodeDisk, policyFolder(stateFolder)),
      counters: await openCounters(),
      vault: await openVault(),
      signers: () => authority.kitSigners(),
    });
  };
  const store = (): Promise<MachinePolicyStore> => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const now = async () => (await offline()).now();
  return {
    keeper: new PolicyKeeper({ store, stage: openStage, now, logger }),
    rules: new KeptRules({
      store,
      now,
      fetch: async () => (await online()).freshenPolicy(),
      logger,
    }),
  };
}

/** Accounts of Windows, opened when somebody signs in. */
export function accountsOnDemand(load: () => Promise<WindowsAccounts>): WindowsAccounts {
  let loading: Promise<WindowsAccounts> | undefined;
  const get = (): Promise<WindowsAccounts> => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    facts: async () => (await get()).facts(),
    find: async (subject) => (await get()).find(subject),
    groups: async (account) => (await get()).groups(account),
    members: async (groupSid) => (await get()).members(groupSid),
  };
}
