import type {
  ChallengeId,
  CorrelationId,
  FactorMethod,
  LogonId,
  Scenario,
  Verdict,
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
  language?: string | undefined;
}

/** Port: whom the service asks for a verdict. Every method rejects with {@link UnreachableError} or nothing else. */
export interface Authority {
  begin(request: BeginLogonRequest, context: CallContext): Promise<Verdict>;
  answer(
    request: { logonId: LogonId; challengeId: ChallengeId; code: string },
    context: CallContext,
  ): Promise<Verdict>;
  choose(
    request: { logonId: LogonId; challengeId: ChallengeId; method: FactorMethod },
    context: CallContext,
  ): Promise<Verdict>;
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
