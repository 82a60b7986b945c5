import type {
  CredentialId,
  FactorMethod,
  OwnFactors,
  OwnRecoveryCodes,
  PolicySettings,
  SelfCareAnswer,
} from '@gatehouse/protocol';

import { areRecoveryCodesTaken } from '../authentication/doors.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Credential } from '../factors/credential-store.js';
import { maskAddress } from '../factors/mail-address.js';
import { recoveryCodeSetOf } from '../factors/recovery-codes.js';
import { denial } from './care-answers.js';
import type { CareParts } from './care-parts.js';
import type { FactorFloor } from './care-store.js';
import { Caring } from './caring.js';
import type { Caller } from './caring.js';

/** One's own factors: which there are, and removing one. */
export class OwnFactorList {
  readonly #parts: CareParts;

  constructor(parts: CareParts) {
    this.#parts = parts;
  }

  async list(caller: Caller): Promise<OwnFactors> {
    const { account, credentials, settings } = await Caring.of(this.#parts, caller);
    const subject = { principalId: account.principalId, credentials };
    return {
      factors: credentials.filter(isShown).map((credential) => ({
        id: credential.id,
        method: credential.method,
        createdAt: credential.createdAt.toISOString(),
        ...(credential.method === 'email' ? { destination: maskAddress(credential.address) } : {}),
        ...('label' in credential && credential.label !== undefined
          ? { label: credential.label.slice(0, 256) }
          : {}),
      })),
      recoveryCodes: recoveryCodesOf(credentials, settings),
      answers: await this.#parts.kinds.answers.isEnrolled(subject, settings),
    };
  }

  /** @throws ApplicationError `session.proof-required`, `factor.unknown` */
  async remove(caller: Caller, id: CredentialId): Promise<SelfCareAnswer> {
    const { correlationId } = caller.context;
    const { principalId } = caller.person;
    const caring = await Caring.of(this.#parts, caller);
    await caring.requireProof();
    const credential = caring.credentials.filter(isShown).find((one) => one.id === id);
    // Also for that of somebody else: whether there is one is not told.
    if (credential === undefined) throw new ApplicationError('factor.unknown');
    const floor = floorOf(caring, credential.method);
    const removed = await this.#parts.store.removeFactor(principalId, id, floor);
    if (removed.outcome === 'required') return denial('factor.required', correlationId);
    if (removed.outcome !== 'removed') throw new ApplicationError('factor.unknown');
    // Whoever proved it may be signed in elsewhere; this session is the one that shows more than that.
    const { sessionId: except } = caller.person;
    await this.#parts.sessions.end({ principalId, except }, 'factors', caller.context);
    const { method } = removed;
    await caring.record('factor.removed', 'success', { detail: { method, credential: id } });
    caring.notify('factor-removed', undefined, method);
    return { outcome: 'done', correlationId };
  }
}

/** Recovery codes are shown, and go, as a set. */
function isShown({ method }: Credential): boolean {
  return method !== 'recovery-code';
}

function recoveryCodesOf(
  credentials: readonly Credential[],
  settings: PolicySettings,
): OwnRecoveryCodes {
  const enabled = areRecoveryCodesTaken(settings);
  const set = recoveryCodeSetOf(credentials);
  if (set === undefined) return { enabled, left: 0, total: 0 };
  const { left, total, createdAt } = set;
  return { enabled, left, total, createdAt: createdAt.toISOString() };
}

/** What the policy asks a person to have: at the doors, and enrolled. */
function floorOf({ settings, hasDirectoryAddress }: Caring, method: FactorMethod): FactorFloor {
  const { desktop, web } = settings.logon;
  const asking = [desktop, web].filter(({ require }) => require !== 'none');
  const methods = [...new Set(asking.flatMap((door) => door.methods))];
  const hasDirectoryMail =
    hasDirectoryAddress && asking.every((door) => door.methods.includes('email'));
  const required: readonly string[] = settings.enrollment.required;
  return {
    methods,
    least: asking.length === 0 || hasDirectoryMail ? 0 : 1,
    leastOfSame: required.includes(method) ? 1 : 0,
  };
}
