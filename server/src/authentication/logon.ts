import type {
  Account,
  ChallengeId,
  FactorMethod,
  LogonId,
  PolicySettings,
} from '@gatehouse/protocol';

import type { Offer } from '../factors/factor.js';
import type { StrikeKey } from '../regulation/strikes.js';
import type { Door, Source } from './logon-engine.js';
import type { Relief } from './relief.js';

export type LogonState = 'open' | 'enrolling' | 'granted' | 'denied' | 'cancelled';

/**
 * The settings that a logon is judged by to its end. Those of enrolments are there when something is to be enrolled:
 * they are large, and most logons need none of them.
 */
export type LogonSettings = Pick<PolicySettings, 'lockout' | 'otp' | 'contact'> & {
  /** `required` is what was missing when the logon began. */
  enrolling?: Pick<PolicySettings, 'answers' | 'enrollment'>;
  /** Whether the policy leaves a workstation anything to keep. */
  kit?: boolean;
  /** Told with the grant. */
  passwordExpiresInDays?: number;
  /** Why nobody was asked for a factor, for the audit. */
  because?: Relief['because'] | 'observed';
  /** Windows looked at the password, of an account that no directory has: nothing else of the principal was proven. */
  isForeign?: boolean;
  /** Which policy they are of, for the audit. */
  policy?: string | undefined;
};

/** The demand that is open in a logon. It gets a new id whenever another one takes its place. */
export interface Challenge {
  id: ChallengeId;
  method: FactorMethod;
  /** What a sent code is verified by. */
  codeMac: Uint8Array | undefined;
  /** Codes sent in this logon, by any factor that sends. */
  sends: number;
  expiresAt: Date;
}

/** A logon after a right password. */
export interface Logon {
  id: LogonId;
  door: Door;
  sourceKey: string;
  principalId: string;
  principalName: string;
  account: Account;
  language: string | undefined;
  /** Which password it was; undefined where the directory does not tell. */
  generation: string | undefined;
  /** It is there to change the password at the workstation, and to nothing else: it enrols nothing and gives no kit. */
  changesPassword: boolean;
  settings: LogonSettings;
  /** The factors that would do, in order of preference. */
  offered: Offer[];
}

/** What the strikes of an attempt count against. */
export function strikeKeyOf(
  { door, key, network }: Pick<Source, 'door' | 'key' | 'network'>,
  principalId: string,
): StrikeKey {
  return { principalId, source: `${door}:${network ?? key}` };
}

/** DOMAIN\name, as the directory spells it. */
export function accountNameOf({ netbiosDomain, samAccountName }: Account): string {
  return `${netbiosDomain}\\${samAccountName}`;
}
