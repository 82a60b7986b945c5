import { formatId, ID_BYTES } from '@gatehouse/protocol';
import type { SelfServiceVerdict } from '@gatehouse/protocol';

import { accountNameOf } from '../authentication/logon.js';
import { PhantomPrincipals } from '../authentication/phantom-principals.js';
import { denied } from '../authentication/verdicts.js';
import { Pace } from '../directory/pace.js';
import { askedQuestions } from './asked-questions.js';
import { BeginAttempt } from './begin-attempt.js';
import type { BeginCheck, BeginRefusal } from './begin-attempt.js';
import { applyPolicy } from './checks/apply-policy.js';
import { decideProof } from './checks/decide-proof.js';
import { findLock } from './checks/find-lock.js';
import { findReachable } from './checks/find-reachable.js';
import { findResetGrant } from './checks/find-reset-grant.js';
import { identifyPrincipal } from './checks/identify-principal.js';
import { refuseLocked } from './checks/refuse-locked.js';
import { requirePurpose } from './checks/require-purpose.js';
import type { NextSteps } from './next-step.js';
import { withDirectory } from './open-session.js';
import { proofsOf } from './self-service-door.js';
import type { SelfServiceParts } from './self-service-parts.js';
import type { BeginSelfServiceRequest } from './self-service.js';
import { sessionSettingsOf } from './session-settings.js';
import type { Session } from './session.js';

/** No longer than this is anybody held up to look like somebody else. */
const MOST_PACE_MS = 2000;

/** The first step: from a name to the first demand, whoever is named. */
export class BeginSelfService {
  readonly #parts: SelfServiceParts;
  readonly #checks: readonly BeginCheck[];
  readonly #next: NextSteps;
  /** Looking up somebody, with groups and all, takes longer than looking up nobody. */
  readonly #pace = new Pace();

  constructor(parts: SelfServiceParts, next: NextSteps) {
    this.#parts = parts;
    this.#next = next;
    const phantoms = new PhantomPrincipals(parts.keyring, parts.directory);
    this.#checks = [
      requirePurpose,
      identifyPrincipal(parts.directory, phantoms),
      findResetGrant(parts.resetGrants),
      applyPolicy(parts.policies),
      decideProof(parts),
      refuseLocked(parts.strikes),
      findLock(parts.answers),
      findReachable,
    ];
  }

  async run(request: BeginSelfServiceRequest): Promise<SelfServiceVerdict> {
    const begun = performance.now();
    const attempt = new BeginAttempt(request, this.#parts.clock.now());
    const { source } = request;
    const verdict =
      (await withDirectory(this.#parts, source, () => this.#begin(attempt))) ??
      (await this.#refuse(attempt, { code: 'directory.unavailable' }));
    if (attempt.principalIfKnown?.account !== undefined) {
      this.#pace.record(performance.now() - begun);
    } else {
      await this.#pace.keep(begun, MOST_PACE_MS);
    }
    return verdict;
  }

  async #begin(attempt: BeginAttempt): Promise<SelfServiceVerdict> {
    for (const check of this.#checks) {
      const refusal = await check(attempt);
      if (refusal !== undefined) return this.#refuse(attempt, refusal);
    }
    const { request, now } = attempt;
    const { source } = request;
    const session = this.#sessionOf(attempt);
    const next = await this.#next.atBeginning(session, { source, now });
    if (typeof next === 'string') return this.#refuse(attempt, { code: next });
    await Promise.all([
      this.#parts.sessions.open(session, next.to),
      this.#parts.journal.record(source, session, [
        { type: 'self-service.begun', outcome: 'info', facts: { detail: detailOf(attempt) } },
      ]),
    ]);
    return next.enter();
  }

  async #refuse(
    attempt: BeginAttempt,
    { code, lockedUntil }: BeginRefusal,
  ): Promise<SelfServiceVerdict> {
    const { request, principalIfKnown, policy } = attempt;
    const { source } = request;
    const principal = principalIfKnown && {
      principalId: principalIfKnown.id,
      principalName: principalIfKnown.account && accountNameOf(principalIfKnown.account),
      settings: { policy },
    };
    await this.#parts.journal.record(source, principal, [
      { type: 'self-service.begun', outcome: 'info', facts: { detail: detailOf(attempt) } },
      { type: 'self-service.denied', outcome: 'failure', facts: { code } },
    ]);
    return denied(code, source.correlationId, { lockedUntil });
  }

  #sessionOf(attempt: BeginAttempt): Session {
    const { request, principal, settings, proof, lock, reachable, resetGrant } = attempt;
    const { keyring, random } = this.#parts;
    const { source } = request;
    const about = { principalId: principal.id, lock };
    const questions = askedQuestions(keyring, about, settings.answers, request.language);
    return {
      id: formatId('sfs', random.bytes(ID_BYTES)),
      door: source.door,
      sourceKey: source.key,
      purpose: attempt.purpose,
      proof,
      resetGrant,
      principalId: principal.id,
      principalName: principal.account && accountNameOf(principal.account),
      account: reachable && {
        sid: reachable.sid,
        netbiosDomain: reachable.netbiosDomain,
        samAccountName: reachable.samAccountName,
      },
      language: request.language,
      settings: sessionSettingsOf(source, settings, attempt.policy),
      questions: proofsOf({ door: source.door, proof }).includes('answers') ? questions : undefined,
    };
  }
}

function detailOf({ request, resetGrant }: BeginAttempt) {
  const { purpose, scenario, remote, source } = request;
  return {
    ...{ purpose, at: source.door },
    ...(scenario === undefined ? {} : { scenario }),
    ...(remote === undefined ? {} : { remote }),
    ...(resetGrant && { grant: true }),
  };
}
