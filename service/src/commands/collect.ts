import { writeFileSync } from 'node:fs';
import { arch, hostname, release, uptime, version } from 'node:os';

import type { Clock } from '../clock.js';
import type { ServiceConfig } from '../config/config.js';
import { codeOf, detailOf } from '../logger.js';
import { createOsAdapters } from '../os-adapters.js';
import type { OsAdapters } from '../os-adapters.js';
import { lastLogs } from '../support/last-logs.js';
import { redact } from '../support/redact.js';
import { listStateFiles } from '../support/state-files.js';
import type { SystemFact } from '../support/system-facts.js';
import { createArchive } from '../support/tar.js';
import type { ArchivedFile } from '../support/tar.js';
import {
  glanceAtKitsOf,
  glanceAtPolicy,
  loadIdentity,
  pendingEvents,
} from '../support/workstation-glance.js';
import { SERVICE_VERSION } from '../version.js';
import type { CommandOutcome } from './outcome.js';

export interface CollectParameters {
  config: ServiceConfig;
  clock: Clock;
  /** The file that is made; named after computer and time when absent. */
  out: string | undefined;
  /** Told before each part, because some take seconds. */
  progress: (text: string) => void;
}

/** A part of the bundle. */
type Part = Pick<SystemFact, 'name' | 'what'> & { read(): unknown };

const README = `A support bundle of gatehouse-service.

There is no password, key, seed, code, answer or join token in it: of the state it has names, sizes, rights and counts; of the
log the fields that the service writes; of settings the values, without credentials in URLs. There are names of this computer,
of the server and of accounts (SIDs), also of those that the policy lets in without a second factor. Read it before you send it; every file is text.
`;

/**
 * Puts into one file what somebody needs who helps from afar. Works without the service and without a network; a part that
 * cannot be read says why, and the others are there.
 */
export async function collect(parameters: CollectParameters): Promise<CommandOutcome> {
  const { config, clock, progress } = parameters;
  const now = clock.now();
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const out = parameters.out ?? `gatehouse-support-${safe(hostname())}-${stamp}.tar.gz`;
  const adapters = await createOsAdapters(config);
  const files: ArchivedFile[] = [{ name: 'README.txt', text: README }];
  const failed: string[] = [];
  for (const part of await partsOf(config, adapters, now)) {
    progress(`collecting ${part.what}`);
    try {
      const value = await part.read();
      files.push(fileOf(part.name, value));
    } catch (error) {
      failed.push(part.name);
      const why = { couldNotBeRead: codeOf(error), detail: detailOf(error) };
      files.push(fileOf(part.name, why));
    }
  }
  progress('collecting the last lines of the log');
  try {
    files.push(...lastLogs(config.logFolder));
  } catch (error) {
    failed.push('logs');
    files.push(fileOf('logs', { couldNotBeRead: codeOf(error), detail: detailOf(error) }));
  }
  const refusal = write(out, createArchive(files, now));
  if (refusal !== undefined) return refusal;
  const missing = failed.length === 0 ? '' : `\nnot readable: ${failed.join(', ')} (each says why)`;
  return { exitCode: 0, text: `wrote ${out}${missing}\nRead it before you send it.` };
}

async function partsOf(config: ServiceConfig, adapters: OsAdapters, now: Date): Promise<Part[]> {
  const { facts, securityOf } = await adapters.systemFacts();
  return [
    { name: 'versions', what: 'versions', read: () => versions(now) },
    // Demonstrations name files and addresses there, and nothing else.
    { name: 'configuration', what: 'the configuration', read: () => config },
    { name: 'join', what: 'the join state', read: async () => joinState(config, adapters) },
    { name: 'policy', what: 'the policy', read: async () => policyState(config, adapters, now) },
    { name: 'kits', what: 'the kits', read: async () => kitState(config, adapters) },
    {
      name: 'files',
      what: 'the rights of the state files',
      read: () => listStateFiles(config.stateFolder, (path) => readable(() => securityOf(path))),
    },
    ...facts,
  ];
}

function versions(now: Date) {
  return {
    at: now.toISOString(),
    service: SERVICE_VERSION,
    node: process.version,
    platform: process.platform,
    release: release(),
    system: version(),
    architecture: arch(),
    secondsSinceBoot: Math.round(uptime()),
  };
}

async function joinState(config: ServiceConfig, adapters: OsAdapters) {
  const identity = await loadIdentity(config, adapters);
  if (identity === undefined) return { joined: false };
  const { workstationId, serverUrl, joinedAt, serverKeys } = identity;
  const { version: keys, identityKey } = serverKeys;
  return { joined: true, workstationId, serverUrl, joinedAt, keys, identityKey };
}

/**
 * What the server signed of this workstation, once its signature was verified: of a strict schema, of stages, SIDs and times
 * alone. The signed text itself stays where it is.
 */
async function policyState(config: ServiceConfig, adapters: OsAdapters, now: Date) {
  const identity = await loadIdentity(config, adapters);
  const found = await glanceAtPolicy(config, adapters, identity, now);
  if ('missing' in found) return { inForce: false, reason: found.missing };
  const { policy, ageSeconds } = found;
  return { inForce: true, ageSeconds, ...policy };
}

/** Without names: whose a kit is, its SID says. */
async function kitState(config: ServiceConfig, adapters: OsAdapters) {
  const identity = await loadIdentity(config, adapters).catch(() => undefined);
  const { kits, unreadable } = await glanceAtKitsOf(config, adapters, identity);
  return {
    pendingEvents: pendingEvents(config),
    unreadable,
    kits: kits.map(({ account, userPrincipalName: _, ...rest }) => ({ sid: account.sid, ...rest })),
  };
}

function fileOf(name: string, value: unknown): ArchivedFile {
  return typeof value === 'string'
    ? { name: `${name}.txt`, text: redact(value) }
    : { name: `${name}.json`, text: `${redact(JSON.stringify(value, null, 2))}\n` };
}

function readable(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return `could not be read (${codeOf(error)})`;
  }
}

/** Never over another file: whoever may name one could have us write over anything. */
function write(out: string, archive: Uint8Array): CommandOutcome | undefined {
  try {
    writeFileSync(out, archive, { flag: 'wx', mode: 0o600 });
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    return code === 'EEXIST'
      ? {
          exitCode: 1,
          text: `nothing was written (collect.exists): ${out} is there. Name another file with --out, or remove it.`,
        }
      : {
          exitCode: 1,
          text: `nothing was written (collect.unwritable): ${out}: ${code}. Name a file with --out in a folder that you may write to.`,
        };
  }
}

const safe = (name: string) => name.replaceAll(/[^\w-]/g, '-').slice(0, 63);
