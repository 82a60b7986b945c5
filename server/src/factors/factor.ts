import type {
  ChallengeId,
  FactorMethod,
  LogonId,
  OfferedMethod,
  PolicySettings,
  SelfServiceId,
} from '@gatehouse/protocol';

import type { DirectoryAccount } from '../directory/directory.js';
import type { AuthenticatorStep, Credential } from './credential-store.js';

/** Who is to prove something, as the directory and the enrolments are at this moment. */
export interface FactorSubject {
  account: DirectoryAccount;
  credentials: readonly Credential[];
}

/** What the person may choose. `digits` stays in the server: a challenge says it for its own method. */
export interface Offer extends OfferedMethod {
  /** How long the codes of the person's tokens are, where that is not what everybody's are. */
  digits?: number | 'several';
}

/** The settings that factors follow. */
export type FactorSettings = Pick<PolicySettings, 'otp' | 'contact'>;

/** A challenge that is to be issued. */
export interface ChallengeRequest {
  challengeId: ChallengeId;
  logonId: LogonId | SelfServiceId;
  subject: FactorSubject;
  settings: FactorSettings;
  /** BCP 47 tag of the person's language. */
  language: string | undefined;
}

export interface PreparedChallenge {
  /** What a sent code is verified by; undefined when nothing is sent. */
  codeMac: Uint8Array | undefined;
  /**
   * Sends the code, if there is one to send.
   * @throws UndeliverableError
   */
  deliver(): Promise<void>;
}

/** The caller's answer to a challenge. */
export interface Assertion {
  challengeId: ChallengeId;
  principalId: string;
  codeMac: Uint8Array | undefined;
  code: string;
  /** What the principal has enrolled, as it was when the answer came. */
  credentials: readonly Credential[];
  now: Date;
}

export type AssertionVerdict =
  | { outcome: 'wrong' }
  | {
      outcome: 'right';
      /** A grant uses up one of these, the first that is left; empty when the challenge alone makes the code single-use. */
      steps: readonly AuthenticatorStep[];
    };

/** A kind of proof besides the password. */
export interface Factor {
  readonly method: FactorMethod;
  /** A challenge sends something to the person: how often is limited. */
  readonly sends: boolean;
  /** What the person may choose; undefined when they have nothing to prove themselves with. */
  offer(subject: FactorSubject, settings: FactorSettings): Offer | undefined;
  /** How many digits a code has; undefined where several lengths are right. */
  digits(settings: FactorSettings, offer: Offer | undefined): number | undefined;
  prepare(request: ChallengeRequest): PreparedChallenge;
  /** Looks at the code. The strike for it has been taken before (R35). */
  verify(assertion: Assertion): Promise<AssertionVerdict>;
}

/** The code could not be handed to whoever carries it. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError';
}
