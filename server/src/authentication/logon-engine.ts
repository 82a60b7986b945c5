import type {
  ChallengeId,
  ChangePassword,
  CorrelationId,
  Denied,
  DesktopSession,
  FactorMethod,
  LocalGroup,
  LogonId,
  NewAuthenticator,
  PasswordRuleText,
  Scenario,
  Verdict,
} from '@gatehouse/protocol';

import type { EnrollmentInput } from '../enrollment/enrollment-input.js';
import type { ForeignSubject } from '../foreign-accounts/foreign-account-store.js';
import type { Admission } from '../workstation/admission.js';

/** The doors that exist. Each later door adds its name and its group of policy settings. */
export type Door = 'desktop' | 'web';

/** Where a logon comes from: bound into it, so that nobody else can continue it. */
export interface Source {
  door: Door;
  /**
   * What owns the logon in progress: at the desktop, the id of the workstation whose key signed the request; at the web, what
   * only the browser knows that began it, or the session in which something is proven once more.
   */
  key: string;
  /** What strikes count against as their source, where that is not the owner: at the web, the network of the address. */
  network?: string | undefined;
  /** For the audit. */
  address?: string | undefined;
  correlationId: CorrelationId;
}

/**
 * Admission: the door makes sure that this very request was never made before. Until it is given, the engine reads only:
 * no strike, no look at a proof, no event, no verdict.
 */
export interface BeginRequest {
  source: Source;
  admission: Admission;
  /** The name as typed. */
  name: string;
  /** UTF-8. The engine does not keep it; the caller wipes it. */
  password: Uint8Array;
  expectedSid?: string | undefined;
  /** How Windows came to ask; undefined at doors where it did not. */
  scenario?: Scenario | undefined;
  remote?: boolean | undefined;
  /** What the workstation says of the session; its client's name and address are untrusted. */
  session?: DesktopSession | undefined;
  /** Of the very session that is unlocked, as the workstation remembers. */
  secondsSinceFactor?: number | undefined;
  /** Groups of the workstation that are excluded, as it tells. */
  localGroups?: readonly LocalGroup[] | undefined;
  language?: string | undefined;
  /** It proves once more who somebody is who is logged on already: nothing is enrolled, the next logon asks for that. */
  inSession?: boolean;
  /** The account that is to log on, where no directory has it: then the factor is that of whoever is mapped to it. */
  foreign?: ForeignSubject | undefined;
}

/** A logon of an account that no directory has, of which Windows said that the password is right. */
export type ForeignRequest = Omit<
  BeginRequest,
  'name' | 'password' | 'expectedSid' | 'localGroups' | 'inSession'
> & {
  foreign: ForeignSubject;
};

/** What became of a password that must be changed. `rejected` are the rules that the new one broke: nothing was changed. */
export type PasswordChangeVerdict =
  | Denied
  | (ChangePassword & { rejected?: PasswordRuleText[] })
  | { outcome: 'password-changed'; principalId: string; correlationId: CorrelationId };

export type ChangeDueRequest = BeginRequest & { newPassword: Uint8Array };

/** The one decision behind all doors. Doors translate; they decide nothing. */
export interface LogonEngine {
  begin(request: BeginRequest): Promise<Verdict>;
  /** Begins at the factor: what comes of it goes on with {@link answer} and the others. */
  beginForeign(request: ForeignRequest): Promise<Verdict>;
  answer(request: {
    source: Source;
    admission: Admission;
    logonId: LogonId;
    challengeId: ChallengeId;
    code: string;
  }): Promise<Verdict>;
  /** Switches to another factor, or sends the present one's code again. */
  choose(request: {
    source: Source;
    admission: Admission;
    logonId: LogonId;
    challengeId: ChallengeId;
    method: FactorMethod;
  }): Promise<Verdict>;
  /**
   * Answers the open step of an enrolment, or postpones what is left of it. The caller wipes the secrets of the input.
   * @throws ApplicationError `request.malformed` when another step is open
   */
  enroll(request: {
    source: Source;
    logonId: LogonId;
    input: EnrollmentInput | { action: 'postpone' };
  }): Promise<Verdict>;
  /**
   * A fresh seed for the authenticator that is to be enrolled, in the place of the one before.
   * @throws ApplicationError `request.malformed` when none is to be enrolled now
   */
  startAuthenticator(request: { source: Source; logonId: LogonId }): Promise<NewAuthenticator>;
  /**
   * Changes a password that a logon says must be changed, at doors where nothing else does; the logon begins anew with it.
   * The old one costs a strike when it is wrong, as at {@link begin}. The caller wipes both.
   */
  changePassword(request: ChangeDueRequest): Promise<PasswordChangeVerdict>;
  /** Idempotent; unknown and foreign logons are ignored. */
  cancel(request: { source: Source; logonId: LogonId }): Promise<void>;
  /** Records what Windows said of a granted logon. Idempotent; unknown and foreign logons are ignored. */
  report(request: {
    source: Source;
    logonId: LogonId;
    ntStatus: number;
    subStatus: number;
  }): Promise<void>;
  /**
   * The workstation says that it changed the password of a logon that was there for that. It is believed, once, when the
   * directory takes the password: then it is sealed for recovery and stands in the audit. What is not believed is not told:
   * unknown and foreign logons, and those that came too late or too often, are ignored; a wrong password costs a strike.
   * The caller wipes the password.
   * @throws DirectoryUnavailableError
   */
  passwordChanged(request: {
    source: Source;
    logonId: LogonId;
    password: Uint8Array;
  }): Promise<void>;
}
