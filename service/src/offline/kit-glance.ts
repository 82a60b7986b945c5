import type { Kit } from '@gatehouse/protocol';

import type { DurableFiles } from '../files/durable-files.js';
import type { Vault } from '../vault/vault.js';
import type { Counters } from './counters.js';
import type { NamedAccount } from './kit-names.js';
import { KitState } from './kit-state.js';
import { KIT_SUFFIX } from './kit-store.js';
import { openFile, ownerOf } from './sealed-file.js';
import { STATE_SUFFIX } from './state-store.js';

/** What is there of a kit, without anything that would open it. */
export interface KitGlance extends NamedAccount {
  /** The name of its files. */
  stem: string;
  attempts: number;
  wrongCodes: number;
  /** How many masked seeds there are. */
  seeds: number;
  gone: 'expired' | 'destroyed' | undefined;
  /** Whether the second store says the same as the file, or is one behind after a power cut. */
  agrees: boolean;
  /** Undefined where there is none, or none that can be read. */
  kit:
    | {
        serial: number;
        expiresAt: string;
        /** What the policy said when it was made. */
        offline: Kit['logon']['offline'];
        hasAuthenticator: boolean;
        hasRecovery: boolean;
      }
    | undefined;
}

export interface KitGlanceParameters {
  files: DurableFiles;
  counters: Counters;
  vault: Vault;
  /** Whose signature a kit must have. */
  verify: (signed: string) => Promise<Kit | string>;
}

/**
 * Looks at the kits while a service may be using them: nothing is written, finished or destroyed. Files that cannot be read
 * are counted.
 *
 * @throws VaultUnavailableError
 */
export async function glanceAtKits(
  parameters: KitGlanceParameters,
): Promise<{ kits: KitGlance[]; unreadable: number }> {
  const { files } = parameters;
  const stems = files
    .list()
    .filter((name) => name.endsWith(STATE_SUFFIX))
    .map((name) => name.slice(0, -STATE_SUFFIX.length));
  const glances = await Promise.all(stems.map(async (stem) => glanceAt(stem, parameters)));
  const kits = glances.filter((glance) => glance !== undefined);
  return { kits, unreadable: stems.length - kits.length };
}

async function glanceAt(
  stem: string,
  { files, counters, vault, verify }: KitGlanceParameters,
): Promise<KitGlance | undefined> {
  const bytes = files.read(stem + STATE_SUFFIX);
  const principalId = bytes && ownerOf(bytes);
  if (bytes === undefined || principalId === undefined) return undefined;
  const state = parseState(openFile({ vault, kind: 'state', principalId }, bytes));
  if (state === undefined) return undefined;
  const sealed = files.read(stem + KIT_SUFFIX);
  const signed = sealed && openFile({ vault, kind: 'kit', principalId }, sealed);
  const kit = signed === undefined ? undefined : await verify(signed);
  const counted = counters.read(stem) ?? 0;
  const { account, userPrincipalName, attempts, wrongCodes, seeds, gone, sequence } = state;
  return {
    ...{ stem, account, userPrincipalName, attempts, wrongCodes },
    seeds: seeds.length,
    gone: gone?.why,
    agrees: sequence === counted || sequence === counted + 1,
    kit:
      typeof kit !== 'object'
        ? undefined
        : {
            serial: kit.serial,
            expiresAt: kit.expiresAt,
            offline: kit.logon.offline,
            hasAuthenticator: kit.authenticator !== undefined,
            hasRecovery: kit.recovery !== undefined,
          },
  };
}

function parseState(text: string | undefined): KitState | undefined {
  if (text === undefined) return undefined;
  try {
    return KitState.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
