import { createHash } from 'node:crypto';

import { WorkstationId } from '@gatehouse/protocol';
import type {
  FactorMethod,
  Kit,
  KitPart,
  OfflineCodeId,
  PolicySettings,
} from '@gatehouse/protocol';
import { parseLock } from '@gatehouse/protocol/recovery';

import { exclusionOf } from '../authentication/exclusions.js';
import { offersOf } from '../authentication/offers.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import type { CredentialStore, NewestAuthenticator } from '../factors/credential-store.js';
import type { Factor } from '../factors/factor.js';
import type { Policies } from '../policy/policies.js';
import type { RecoveryLockStore } from '../recovery/recovery-lock-store.js';
import type { SealedPasswords } from '../recovery/sealed-passwords.js';
import { allowsKit } from './allows-kit.js';
import type { OfflineCodes } from './offline-codes.js';
import { questionsIn } from './question-text.js';

const DAY_MS = 86_400_000;

/** What a kit is made of. */
export interface KitSources {
  directory: Directory;
  policies: Policies;
  credentials: CredentialStore;
  recoveryLocks: RecoveryLockStore;
  sealedPasswords: SealedPasswords;
  offlineCodes: OfflineCodes;
  /** By method. */
  factors: ReadonlyMap<FactorMethod, Factor>;
}

export interface KitSubject {
  principalId: string;
  workstationId: string;
  /** What the questions are to be asked in. */
  language: string | undefined;
  /** What the workstation can read besides what the first ones could. */
  takes: readonly KitPart[];
  now: Date;
}

/** What a kit says, whenever it is issued. */
export type KitContents = Omit<Kit, 'version' | 'serial' | 'issuedAt' | 'expiresAt'>;

/** A kit before it is numbered, dated and signed. */
export interface PreparedKit {
  contents: KitContents;
  /** How long it is valid. */
  days: number;
  /** Whose seed belongs to it. */
  authenticator: NewestAuthenticator | undefined;
  /** Break-glass codes in it that the workstation is not known to have. */
  unheld: readonly OfflineCodeId[];
  /** SHA-256: equal for kits that say the same. */
  digest: Uint8Array;
}

/**
 * Puts together what a workstation is to keep of a person as of now.
 *
 * @returns undefined when that is nothing: the account is gone, disabled or expired, or the policy does not want it
 * @throws DirectoryUnavailableError
 */
export async function prepareKit(
  sources: KitSources,
  subject: KitSubject,
): Promise<PreparedKit | undefined> {
  const account = await sources.directory.findById(subject.principalId);
  if (account === undefined || !isUsable(account, subject.now)) return undefined;
  const { settings } = await sources.policies.resolve(account);
  if (!allowsKit(settings)) return undefined;
  const { desktop } = settings;
  const exclusion = await exclusionOf(account, settings, { ...sources, now: subject.now });
  const isRelieved =
    exclusion !== undefined ||
    desktop.mode === 'observe' ||
    (desktop.mode === 'optional' && !(await hasFactor(sources, account, settings)));
  const offline = isRelieved ? 'password-only' : desktop.offline;
  if (offline === 'deny') return undefined;
  const recoverable = await prepareRecovery(sources, subject, settings);

  // No more seeds than are asked for leave the server.
  const needsCode = offline === 'offline-otp' || recoverable?.secondFactor === true;
  const authenticator = needsCode
    ? await sources.credentials.newestAuthenticator(subject.principalId)
    : undefined;
  // Where a code must follow the answers, whoever has none recovers with the server only (R33).
  const lacksCode = recoverable?.secondFactor === true && authenticator === undefined;
  const recovery = lacksCode ? undefined : recoverable;
  // Where no code is asked for, none need stand for it.
  const { part: offlineCodes, unheld } =
    offline === 'offline-otp' && subject.takes.includes('offline-codes')
      ? await sources.offlineCodes.keptFor(subject, settings.offlineCodes, subject.now)
      : { part: undefined, unheld: [] };
  const { sid, netbiosDomain, samAccountName, userPrincipalName } = account;
  const contents: KitContents = {
    principalId: subject.principalId,
    workstationId: WorkstationId.parse(subject.workstationId),
    account: { sid, netbiosDomain, samAccountName },
    ...(userPrincipalName === undefined ? {} : { userPrincipalName }),
    logon: { offline, wrongCodes: desktop.wrongCodes },
    ...(authenticator === undefined ? {} : { authenticator: factsOf(authenticator) }),
    ...(recovery === undefined ? {} : { recovery }),
    ...(offlineCodes === undefined ? {} : { offlineCodes }),
  };
  const digest = createHash('sha256')
    .update(JSON.stringify([desktop.kitDays, exclusion?.until, contents]))
    .digest();
  // An exclusion ends here when it ends there.
  const end = exclusion?.until === undefined ? Infinity : Date.parse(exclusion.until);
  const days = Math.min(desktop.kitDays, (end - subject.now.getTime()) / DAY_MS);
  return { contents, days, authenticator, unheld, digest };
}

/** Whether the server would ask this person for something, which need not be what a workstation can check. */
async function hasFactor(
  { credentials, factors }: KitSources,
  account: DirectoryAccount,
  settings: PolicySettings,
): Promise<boolean> {
  const subject = { account, credentials: await credentials.list(account.principalId) };
  return offersOf(factors, subject, settings, settings.logon.desktop.methods).length > 0;
}

function isUsable({ disabled = false, expiresAt }: DirectoryAccount, now: Date): boolean {
  return !disabled && (expiresAt === undefined || expiresAt > now);
}

function factsOf({ credential, lastStep }: NewestAuthenticator): Kit['authenticator'] {
  return { credentialId: credential.id, lastStep: Math.max(lastStep, 0) };
}

/** Undefined where nothing is enrolled or sealed yet, or the policy keeps recovery to the server. */
async function prepareRecovery(
  { recoveryLocks, sealedPasswords }: KitSources,
  { principalId, language }: KitSubject,
  { recovery, answers }: PolicySettings,
): Promise<Kit['recovery']> {
  if (!recovery.offline) return undefined;
  const stored = await recoveryLocks.find(principalId);
  if (stored === undefined) return undefined;
  const passwords = (await sealedPasswords.list(principalId))
    .filter(({ keyId }) => keyId === stored.keyId)
    .map(({ generation, sealed }) => ({ generation, sealed: base64url(sealed) }));
  if (passwords.length === 0) return undefined;
  const { header } = parseLock(stored.lock);
  const { attempts, reveal, showSeconds, secondFactor } = recovery;
  return {
    attempts,
    reveal,
    showSeconds,
    secondFactor,
    questions: questionsIn([...header.mandatory, ...header.optional], answers, language),
    lock: base64url(stored.lock),
    passwords,
  };
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
