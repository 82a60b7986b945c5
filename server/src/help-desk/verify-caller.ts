import { formatId, ID_BYTES } from '@gatehouse/protocol';
import type {
  ChallengeId,
  FactorMethod,
  SelfServiceId,
  SelfServiceVerdict,
} from '@gatehouse/protocol';
import type { Answer } from '@gatehouse/protocol/recovery';

import type { Operator } from '../access/operator.js';
import { denied } from '../authentication/verdicts.js';
import type { RequestContext } from '../context.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Quotas } from '../regulation/quotas.js';
import { enrolledQuestions } from '../self-service/asked-questions.js';
import type { ProofSteps } from '../self-service/create-proof-steps.js';
import { strikeKeyOf } from '../self-service/self-service-door.js';
import type { SelfServiceParts } from '../self-service/self-service-parts.js';
import type { SelfServiceSource } from '../self-service/self-service.js';
import { sessionSettingsOf } from '../self-service/session-settings.js';
import type { Session } from '../self-service/session.js';
import type { DeskAdmission, DeskCase } from './desk-admission.js';
import type { DeskRequest } from './desk-request.js';

/** What an operator may try at all callers together: whoever guesses does not go on with the next name. */
const PROOFS = { limit: 60, windowMinutes: 60 };

export interface BeginVerification extends DeskRequest {
  /** The whole set of answers, or a code of a factor. */
  proof: 'answers' | 'code';
  /** BCP 47: of the questions and the mail. */
  language?: string | undefined;
}

/** An open verification of this operator. */
export interface VerificationReference {
  operator: Operator;
  name: string;
  sessionId: SelfServiceId;
  context: RequestContext;
}

/**
 * Whether a caller is who they say. The proof counts strikes of the person as at every other door, with the operator for
 * the source, so that one operator locks nobody out (R34, R44). Right or wrong is told as a whole.
 */
export class VerifyCaller {
  readonly #parts: SelfServiceParts;
  readonly #steps: ProofSteps;
  readonly #admission: DeskAdmission;
  readonly #quotas: Quotas;

  constructor(
    parts: SelfServiceParts,
    { steps, admission, quotas }: { steps: ProofSteps; admission: DeskAdmission; quotas: Quotas },
  ) {
    this.#parts = parts;
    this.#steps = steps;
    this.#admission = admission;
    this.#quotas = quotas;
  }

  /** Costs no strike (R39). @throws ApplicationError `principal.unknown` */
  async begin(request: BeginVerification): Promise<SelfServiceVerdict> {
    const found = await this.#admission.find(request);
    const source = sourceOf(request);
    const now = this.#parts.clock.now();
    await this.#admission.record('caller.verifying', request, found, {
      outcome: 'info',
      detail: { proof: request.proof },
    });
    const { lockout } = found.settings;
    const key = strikeKeyOf(source, found.account.principalId);
    const lock = await this.#parts.strikes.findLock(key, lockout, now);
    if (lock !== undefined) {
      return denied(lock.code, source.correlationId, { lockedUntil: lock.until });
    }
    const session = await this.#sessionOf(request, found);
    if (session === undefined) return denied('factor.not-enrolled', source.correlationId);
    const next = await this.#steps.next.atBeginning(session, { source, now });
    if (typeof next === 'string') return denied(next, source.correlationId);
    await this.#parts.sessions.open(session, next.to);
    return next.enter();
  }

  /** Looks at a code that the caller reads out. */
  async answerCode(
    reference: VerificationReference & { challengeId: ChallengeId; code: string },
  ): Promise<SelfServiceVerdict> {
    return this.#prove(reference, (source) => this.#steps.answerCode.run({ ...reference, source }));
  }

  /** Looks at what the caller answers, as a whole. The caller of this wipes the answers. */
  async answer(
    reference: VerificationReference & { answers: readonly Answer[] },
  ): Promise<SelfServiceVerdict> {
    return this.#prove(reference, (source) => this.#steps.answer.run({ ...reference, source }));
  }

  /** Switches to another factor of the person, or sends the code again. */
  async choose(
    reference: VerificationReference & { challengeId: ChallengeId; method: FactorMethod },
  ): Promise<SelfServiceVerdict> {
    await this.#requireOwn(reference);
    return this.#steps.choose.run({ ...reference, source: sourceOf(reference) });
  }

  async #prove(
    reference: VerificationReference,
    look: (source: SelfServiceSource) => Promise<SelfServiceVerdict>,
  ): Promise<SelfServiceVerdict> {
    const found = await this.#requireOwn(reference);
    const { operator, context } = reference;
    const now = this.#parts.clock.now();
    const taken = await this.#quotas.take('caller.proof', operator.id, PROOFS, now);
    if (!taken.allowed) throw new ApplicationError('rate.limited');
    const verdict = await look(sourceOf(reference));
    if (verdict.outcome === 'done') {
      await this.#parts.audit.append({
        type: 'caller.verified',
        outcome: 'success',
        ...{ correlationId: context.correlationId, source: context.source, door: 'help-desk' },
        ...found.owner,
        policy: found.policy,
        detail: {
          ...{ operator: operator.id, operatorName: operator.name },
          verification: reference.sessionId,
        },
      });
    }
    return verdict;
  }

  /**
   * That the session is of the person who is named. Its operator is looked at by the steps.
   * @throws ApplicationError `principal.unknown`
   */
  async #requireOwn(reference: VerificationReference): Promise<DeskCase> {
    const found = await this.#admission.find(reference);
    const session = await this.#parts.sessions.find(reference.sessionId);
    if (session !== undefined && session.principalId !== found.account.principalId) {
      throw new ApplicationError('principal.unknown');
    }
    return found;
  }

  /** Undefined for whoever has no answers that could be asked for. */
  async #sessionOf(
    request: BeginVerification,
    { account, owner, settings, policy }: DeskCase,
  ): Promise<Session | undefined> {
    const { random, answers } = this.#parts;
    const { principalId, principalName } = owner;
    const { proof, language, operator } = request;
    const lock = proof === 'answers' ? await answers.find(principalId) : undefined;
    if (proof === 'answers' && lock === undefined) return undefined;
    const { sid, netbiosDomain, samAccountName } = account;
    return {
      id: formatId('sfs', random.bytes(ID_BYTES)),
      door: 'help-desk',
      sourceKey: operator.id,
      purpose: 'verify',
      proof: proof === 'answers' ? 'answers' : 'otp',
      resetGrant: false,
      principalId,
      principalName,
      account: { sid, netbiosDomain, samAccountName },
      language,
      settings: sessionSettingsOf({ door: 'help-desk' }, settings, policy),
      questions: lock && enrolledQuestions(lock, settings.answers, language),
    };
  }
}

/** The operator is what strikes count against beside the person, and who may go on. */
function sourceOf({
  operator,
  context,
}: Pick<VerificationReference, 'operator' | 'context'>): SelfServiceSource {
  const { correlationId, source } = context;
  return { door: 'help-desk', key: operator.id, address: source, correlationId };
}
