import type {
  Account,
  ChallengeId,
  CorrelationId,
  DesktopSession,
  EnrollmentAction,
  FactorMethod,
  ForeignKind,
  LocalGroup,
  LogonId,
  NewAuthenticator,
  Scenario,
  Verdict,
  WayIn,
} from '@gatehouse/protocol';

/** Why the authority could not be asked. Each ends in the unreachable state; none ever grants (R5). */
export type UnreachableReason =
  | 'not-joined'
  | 'dns'
  | 'connect'
  | 'proxy'
  | 'tls'
  | 'wrong-key'
  | 'timeout'
  | 'http-status'
  | 'malformed'
  | 'unsigned'
  | 'clock'
  | 'refused'
  /** The server said, signed, that it cannot answer now. */
  | 'unable'
  /** The server said, signed, that this workstation may not ask any more. */
  | 'revoked'
  /** Not the network's doing: this service failed. */
  | 'fault';

/** The authority gave no verdict. `reason` is logged; the person sees a text by class. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly reason: UnreachableReason;

  constructor(reason: UnreachableReason, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.reason = reason;
  }
}

export interface BeginLogonRequest {
  name: string;
  /** UTF-8; the authority wipes it as soon as it is sealed. */
  password: Uint8Array;
  expectedSid?: string | undefined;
  scenario: Scenario;
  remote: boolean;
  session?: DesktopSession | undefined;
  /** A factor was proven so long ago in the logon session that is unlocked. */
  secondsSinceFactor?: number | undefined;
  /** Groups of this computer that are excluded, for who is in them. */
  localGroups?: LocalGroup[] | undefined;
  language?: string | undefined;
}

/** A logon of an account that no directory has, of which Windows said that the password is right: it stays here. */
export type BeginForeignRequest = Omit<
  BeginLogonRequest,
  'name' | 'password' | 'expectedSid' | 'localGroups'
> & {
  account: Account;
  kind: ForeignKind;
};

/** What a person gave for a step of an enrolment; the answers are sealed by the authority. */
export type EnrollmentInput =
  | Exclude<EnrollmentAction, { action: 'answers' }>
  | {
      action: 'answers';
      answers: readonly { id: string; answer: string }[];
      /** UTF-8; what the lock will hold. The authority does not wipe it. */
      password: Uint8Array;
    };

/** How the person came in: for the audit of what is decided here. */
export function wayOf({
  scenario,
  remote,
  session,
}: Pick<BeginLogonRequest, 'scenario' | 'remote' | 'session'>): WayIn {
  return { scenario, remote, ...(session && { session }) };
}

/** Port: whom the service asks for a verdict. Every method rejects with {@link UnreachableError} or nothing else. */
export interface Authority {
  begin(request: BeginLogonRequest, context: CallContext): Promise<Verdict>;
  /** Asks for the factor of whoever is mapped to an account that no directory has. */
  beginForeign(request: BeginForeignRequest, context: CallContext): Promise<Verdict>;
  answer(
    request: { logonId: LogonId; challengeId: ChallengeId; code: string },
    context: CallContext,
  ): Promise<Verdict>;
  choose(
    request: { logonId: LogonId; challengeId: ChallengeId; method: FactorMethod },
    context: CallContext,
  ): Promise<Verdict>;
  /** Answers the open step of an enrolment, or postpones it. */
  enroll(
    request: { logonId: LogonId; action: EnrollmentInput },
    context: CallContext,
  ): Promise<Verdict>;
  /** The seed of an authenticator that is to be enrolled: for the picture on the tile, and nowhere else. */
  startAuthenticator(
    request: { logonId: LogonId },
    context: CallContext,
  ): Promise<NewAuthenticator>;
  /**
   * Tells that Windows changed the password of whoever was granted this logon. `password` is the new one in UTF-8; the
   * authority does not wipe it.
   */
  passwordChanged(
    request: { logonId: LogonId; password: Uint8Array },
    context: CallContext,
  ): Promise<void>;
  cancel(request: { logonId: LogonId }, context: CallContext): Promise<void>;
  report(
    request: { logonId: LogonId; ntStatus: number; subStatus: number },
    context: CallContext,
  ): Promise<void>;
}

export interface CallContext {
  correlationId: CorrelationId;
  /** Aborted when the person cancels or the tile goes away. */
  signal: AbortSignal;
}
