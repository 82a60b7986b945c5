import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { verifyKit } from '@gatehouse/protocol';

import type { ServiceConfig } from '../config/config.js';
import { FolderFiles } from '../files/durable-files.js';
import { isKeepingKits, kitsFolder } from '../files/kits-folder.js';
import { nodeDisk } from '../files/node-disk.js';
import { policyFolder } from '../files/policy-folder.js';
import { identityPath } from '../identity/identity-path.js';
import { IdentityStore } from '../identity/identity-store.js';
import type { StoredIdentity } from '../identity/identity-store.js';
import { fingerprintOf } from '../identity/machine.js';
import { glanceAtKits } from '../offline/kit-glance.js';
import type { KitGlance } from '../offline/kit-glance.js';
import type { OsAdapters } from '../os-adapters.js';
import { MachinePolicyStore } from '../policy/machine-policy-store.js';
import type { KeptPolicy } from '../policy/machine-policy-store.js';

const MAX_QUEUE_BYTES = 1024 * 1024;

/** Who this workstation is; undefined before it joined. Nothing is made where nothing is. @throws as IdentityStore.load */
export async function loadIdentity(
  config: ServiceConfig,
  adapters: OsAdapters,
): Promise<StoredIdentity | undefined> {
  const path = identityPath(config.stateFolder);
  // Opening the vault may make its key.
  if (!existsSync(path)) return undefined;
  const machine = fingerprintOf(await adapters.readMachine());
  return new IdentityStore(path, await adapters.openVault(), machine).load();
}

/** The kits that are kept here, while a service may be using them. */
export async function glanceAtKitsOf(
  config: ServiceConfig,
  adapters: OsAdapters,
  identity: StoredIdentity | undefined,
): Promise<{ kits: KitGlance[]; unreadable: number }> {
  const { stateFolder } = config;
  if (!isKeepingKits(stateFolder)) return { kits: [], unreadable: 0 };
  const { counters } = await adapters.openOffline();
  return glanceAtKits({
    files: new FolderFiles(nodeDisk, kitsFolder(stateFolder)),
    counters,
    vault: await adapters.openVault(),
    verify: async (signed) => {
      if (identity === undefined) return 'not-joined';
      return verifyKit(signed, signersOf(identity)).catch(() => 'unreadable');
    },
  });
}

/** The policy that is kept here, as {@link MachinePolicyStore.current} has it, or why none can be believed. */
export async function glanceAtPolicy(
  { stateFolder }: ServiceConfig,
  adapters: OsAdapters,
  identity: StoredIdentity | undefined,
  now: Date | undefined,
): Promise<KeptPolicy> {
  if (identity === undefined) return { missing: 'not-joined' };
  const store = new MachinePolicyStore({
    files: new FolderFiles(nodeDisk, policyFolder(stateFolder)),
    counters: (await adapters.openOffline()).counters,
    vault: await adapters.openVault(),
    signers: () => signersOf(identity),
  });
  return store.current(now);
}

function signersOf({ serverKeys: { identityKey, successor }, workstationId }: StoredIdentity) {
  const identityKeys = [identityKey, ...(successor === undefined ? [] : [successor])];
  return { identityKeys, workstationId };
}

/** How many events the server has not been told; undefined where the queue cannot be read. */
export function pendingEvents(config: ServiceConfig): number | undefined {
  const path = join(kitsFolder(config.stateFolder), 'events.json');
  if (!existsSync(path)) return 0;
  try {
    const bytes = readFileSync(path);
    const queue: unknown =
      bytes.length > MAX_QUEUE_BYTES ? undefined : JSON.parse(bytes.toString());
    return Array.isArray(queue) ? queue.length : undefined;
  } catch {
    return undefined;
  }
}
