import type {
  CorrelationId,
  DoorPolicy,
  PolicySettings,
  SelfServiceProof,
  SelfServicePurpose,
} from '@gatehouse/protocol';

import type { StrikeKey } from '../regulation/strikes.js';
import { networkOf } from '../web/network-of.js';

/**
 * Where people prove who they are without the password: at the tile of a joined workstation, in a browser before they signed
 * in, to an operator whom they called, and behind a link that an operator gave them.
 */
export type SelfServiceDoor = 'desktop' | 'web' | 'help-desk' | 'password-link';

/** Where a request came from: nobody else can go on with what was begun there. */
export interface SelfServiceSource {
  door: SelfServiceDoor;
  /** What owns a session: the id of the workstation that signed the request, or the digest of the browser's secret. */
  key: string;
  /** For the audit; at doors that anybody can come in at, what limits count. */
  address?: string | undefined;
  correlationId: CorrelationId;
}

/** One thing that is proven: challenge answers as a whole, or a code of a factor. */
export type ProofStep = 'answers' | 'code';

/** What a policy can ask for. */
export type AskedProof = Exclude<SelfServiceProof, 'off'>;

/** What people can ask for; a door may know some of it only. */
export type AskedPurpose = SelfServicePurpose | 'recover';

/** What one door does and takes. */
interface DoorRules {
  /** What can be done here. */
  purposes: Readonly<Record<AskedPurpose, boolean>>;
  /** What is proven for what the policy asks, in order; nothing where that is no proof at this door. */
  proofs: Readonly<Record<AskedProof, readonly ProofStep[]>>;
  /** Whether a recovery that happened here grants a reset here. */
  hasResetGrants: boolean;
  /** Whether it is known who is there, without a proof: elsewhere nothing may tell names apart (R38). */
  knowsPerson: boolean;
  /** Whether a code that the help desk gave stands for a factor. It does not show the help desk who is calling. */
  takesBreakGlass: boolean;
  /** Whether addresses are limited: who comes in here has nothing that was handed out. */
  limitsAddresses: boolean;
  /** The factors that may be used. */
  methodsOf(settings: PolicySettings): Pick<DoorPolicy, 'methods' | 'defaultMethod'>;
  /** What strikes of this source count against besides the principal; the same as at this door's logons. */
  strikeSourceOf(source: SelfServiceSource): string;
}

/**
 * The doors of self-service, and what each may take as a proof. The one place that says so (ADR 0026).
 *
 * A joined workstation is something that a thief of answers does not have; a browser is nothing. So answers alone prove
 * nothing there, and are asked for after a right code only: whoever cannot get one learns no question and tries no answer.
 */
const DOORS: Readonly<Record<SelfServiceDoor, DoorRules>> = {
  desktop: {
    purposes: { reset: true, unlock: true, recover: false },
    proofs: { answers: ['answers'], otp: ['code'], 'answers-and-otp': ['answers', 'code'] },
    hasResetGrants: true,
    knowsPerson: false,
    takesBreakGlass: true,
    limitsAddresses: false,
    methodsOf: ({ logon }) => logon.desktop,
    // As at the logon: as two sources, one workstation could bring the principal's lock by itself (R44).
    strikeSourceOf: ({ key }) => `desktop:${key}`,
  },
  web: {
    purposes: { reset: true, unlock: true, recover: false },
    proofs: { answers: [], otp: ['code'], 'answers-and-otp': ['code', 'answers'] },
    hasResetGrants: false,
    knowsPerson: false,
    takesBreakGlass: true,
    limitsAddresses: true,
    methodsOf: ({ logon }) => logon.web,
    // A browser has a new secret whenever it likes: what stays is where it is.
    strikeSourceOf: ({ address }) => `web:${networkOf(address ?? '')}`,
  },
  // The operator named the person, and chose one of two proofs.
  'help-desk': {
    purposes: { reset: false, unlock: false, recover: false },
    proofs: { answers: ['answers'], otp: ['code'], 'answers-and-otp': ['answers', 'code'] },
    hasResetGrants: false,
    knowsPerson: true,
    takesBreakGlass: false,
    limitsAddresses: false,
    methodsOf: ({ logon }) => logon.desktop,
    strikeSourceOf: ({ key }) => `help-desk:${key}`,
  },
  // Whoever has the link was named by an operator. Its token is the first proof, a factor the second.
  'password-link': {
    purposes: { reset: true, unlock: false, recover: false },
    proofs: { answers: ['answers'], otp: ['code'], 'answers-and-otp': ['answers', 'code'] },
    hasResetGrants: true,
    knowsPerson: true,
    takesBreakGlass: true,
    limitsAddresses: false,
    methodsOf: ({ logon }) => logon.desktop,
    strikeSourceOf: ({ key }) => `password-link:${key}`,
  },
};

export function rulesOf({ door }: { door: SelfServiceDoor }): DoorRules {
  return DOORS[door];
}

/** What a session asks for, in order. */
export function proofsOf(session: {
  door: SelfServiceDoor;
  proof: AskedProof;
}): readonly ProofStep[] {
  return rulesOf(session).proofs[session.proof];
}

/** What is asked for after a proof; undefined when everything is proven. */
export function proofAfter(
  proven: ProofStep,
  session: { door: SelfServiceDoor; proof: AskedProof },
): ProofStep | undefined {
  const steps = proofsOf(session);
  return steps[steps.indexOf(proven) + 1];
}

export function strikeKeyOf(source: SelfServiceSource, principalId: string): StrikeKey {
  return { principalId, source: rulesOf(source).strikeSourceOf(source) };
}
