import type {
  Account,
  ChallengeId,
  FactorMethod,
  PolicySettings,
  Question,
  SelfServiceId,
  SessionPurpose,
} from '@gatehouse/protocol';

import type { Offer } from '../factors/factor.js';
import type { AskedProof, SelfServiceDoor } from './self-service-door.js';

/**
 * What a session waits for: answers, a code, a new password; or that it is over. `working` is the moment in which the
 * directory is asked to do what was proven for.
 */
export type Stage =
  'questions' | 'challenge' | 'new-password' | 'working' | 'done' | 'denied' | 'cancelled';

/** The settings that a session is judged by to its end. */
export type SessionSettings = Pick<PolicySettings, 'lockout' | 'otp' | 'contact'> & {
  /** The factors that may be used, the one that is asked for first before the others. */
  methods: FactorMethod[];
  /** Which policy they are of, for the audit. */
  policy?: string | undefined;
};

export interface AskedQuestions {
  mandatory: Question[];
  optional: Question[];
  threshold: number;
}

/** A self-service in progress. Door, owner, principal, purpose and proof are fixed when it begins (R29). */
export interface Session {
  id: SelfServiceId;
  door: SelfServiceDoor;
  /** Who may continue it, at that door: see `SelfServiceSource.key`. */
  sourceKey: string;
  purpose: SessionPurpose;
  /** What the policy asks for; the door says what that means and in which order. */
  proof: AskedProof;
  /** What a recovery at this workstation, or an operator by a link, has granted stands in for the answers, and is used up by a new password. */
  resetGrant: boolean;
  /** `phantom/…` for a name that nobody has. */
  principalId: string;
  /** DOMAIN\name; undefined for a name that nobody has. */
  principalName: string | undefined;
  /** Undefined for whoever cannot get through, whatever is proven: a name that nobody has, a disabled account. */
  account: Account | undefined;
  language: string | undefined;
  settings: SessionSettings;
  /** Absent where a code alone is the proof. */
  questions: AskedQuestions | undefined;
}

/** A demand for a code. It gets a new id whenever another one takes its place. */
export interface SessionChallenge {
  id: ChallengeId;
  method: FactorMethod;
  /** What a sent code is verified by. */
  codeMac: Uint8Array | undefined;
  /** Codes sent in this session. */
  sends: number;
  offered: Offer[];
}

/** Where a session has got to. */
export interface Progress {
  stage: Stage;
  challenge: SessionChallenge | undefined;
  expiresAt: Date;
}

export interface StoredSession extends Session, Progress {}
