import { formatId, ID_BYTES } from '@gatehouse/protocol';
import type { DenialCode, FactorMethod, RejectionCode, Verdict } from '@gatehouse/protocol';

import { DirectoryUnavailableError } from '../directory/directory.js';
import type { Factor, FactorSubject } from '../factors/factor.js';
import { deliver } from './deliver.js';
import type { LogonParts } from './logon-dependencies.js';
import type { Challenge, Logon } from './logon.js';
import { maySend } from './may-send.js';
import { findOpenChallenge } from './open-challenge.js';
import type { ChallengeReference } from './open-challenge.js';
import { challenged, denied, offerOf } from './verdicts.js';

/**
 * Switches to another factor, or sends the code again. Costs no strike (R39): nothing is proven or guessed. Each new
 * challenge has a new id; its predecessor's code is void.
 */
export class ChooseMethod {
  readonly #parts: LogonParts;

  constructor(parts: LogonParts) {
    this.#parts = parts;
  }

  async run(reference: ChallengeReference & { method: FactorMethod }): Promise<Verdict> {
    const { method } = reference;
    const now = this.#parts.clock.now();
    const found = await findOpenChallenge(this.#parts, reference, now);
    if ('code' in found) return this.#deny(reference, found.logon, found.code);

    const { logon, challenge } = found;
    const factor = this.#parts.factors.get(method);
    if (factor === undefined || !logon.offered.some((offer) => offer.method === method)) {
      await this.#parts.logons.deny(logon.id);
      return this.#deny(reference, logon, 'policy.denied');
    }
    if (!factor.sends) {
      return method === challenge.method
        ? this.#show(reference, logon, challenge)
        : this.#switch(reference, logon, challenge, factor);
    }
    return this.#send(reference, logon, challenge, factor, now);
  }

  /** To a factor that sends nothing: the challenge expires when it would have. */
  async #switch(
    reference: ChallengeReference,
    logon: Logon,
    replaced: Challenge,
    { method }: Factor,
  ): Promise<Verdict> {
    const next = { ...replaced, id: this.#newId(), method, codeMac: undefined };
    const replacement = { ...next, offered: logon.offered };
    const limits = { maxSends: replaced.sends, now: this.#parts.clock.now() };
    if (!(await this.#parts.logons.replaceChallenge(logon.id, replaced.id, replacement, limits))) {
      return this.#deny(reference, logon, 'challenge.unknown');
    }
    await this.#parts.journal.record(reference.source, logon, [
      { type: 'challenge.issued', outcome: 'success', facts: { detail: { method } } },
    ]);
    return this.#show(reference, logon, next);
  }

  async #send(
    reference: ChallengeReference,
    logon: Logon,
    replaced: Challenge,
    factor: Factor,
    now: Date,
  ): Promise<Verdict> {
    const { settings, language, id: logonId } = logon;
    const maxSends = settings.otp.resendLimit + 1;
    if (replaced.sends >= maxSends) {
      return this.#show(reference, logon, replaced, 'factor.resend-limit');
    }
    const subject = await this.#findSubject(logon);
    const offer = subject && factor.offer(subject, settings);
    if (subject === undefined || offer === undefined) {
      return this.#show(reference, logon, replaced, 'factor.undeliverable');
    }
    const { correlationId } = reference.source;
    // Before the challenge is replaced: its code goes on to hold.
    if (!(await maySend(factor, logon, this.#parts, { correlationId, now }))) {
      return this.#show(reference, logon, replaced, 'factor.resend-limit');
    }
    const challengeId = this.#newId();
    const prepared = factor.prepare({ challengeId, logonId, subject, settings, language });
    const next: Challenge = {
      id: challengeId,
      method: factor.method,
      codeMac: prepared.codeMac,
      sends: replaced.sends + 1,
      expiresAt: new Date(now.getTime() + settings.otp.lifetimeSeconds * 1000),
    };
    const offered = logon.offered.map((old) => (old.method === offer.method ? offer : old));
    // Taken before it is used: of parallel requests one sends.
    const replacement = { ...next, offered };
    const limits = { maxSends, now };
    if (!(await this.#parts.logons.replaceChallenge(logonId, replaced.id, replacement, limits))) {
      return this.#deny(reference, logon, 'challenge.unknown');
    }
    const delivered = await deliver(prepared, this.#parts, correlationId);
    const type = replaced.method === factor.method ? 'challenge.resent' : 'challenge.issued';
    await this.#parts.journal.record(reference.source, logon, [
      {
        type,
        outcome: delivered ? 'success' : 'failure',
        facts: {
          ...(delivered ? {} : { code: 'factor.undeliverable' }),
          detail: { method: factor.method },
        },
      },
    ]);
    const rejection = delivered ? undefined : 'factor.undeliverable';
    return this.#show(reference, { ...logon, offered }, next, rejection);
  }

  /** The person as of now: an address that was changed or withdrawn since gets nothing (R27). */
  async #findSubject(logon: Logon): Promise<FactorSubject | undefined> {
    try {
      const account = await this.#parts.directory.findById(logon.principalId);
      if (account === undefined) return undefined;
      return { account, credentials: await this.#parts.credentials.list(logon.principalId) };
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      this.#parts.logger?.warn('the directory did not answer', { logonId: logon.id, error });
      return undefined;
    }
  }

  #show(
    { source }: ChallengeReference,
    logon: Logon,
    challenge: Challenge,
    rejected?: RejectionCode,
  ): Verdict {
    const factor = this.#parts.factors.get(challenge.method);
    if (factor === undefined) throw new Error(`there is no factor ${challenge.method}`);
    const now = this.#parts.clock.now();
    const facts = {
      digits: factor.digits(logon.settings, offerOf(logon, challenge)),
      sends: factor.sends,
      now,
    };
    const rejection = rejected && { code: rejected };
    return challenged(logon, challenge, facts, source.correlationId, rejection);
  }

  async #deny(
    { source }: ChallengeReference,
    logon: Logon | undefined,
    code: DenialCode,
  ): Promise<Verdict> {
    await this.#parts.journal.record(source, logon, [
      { type: 'logon.denied', outcome: 'failure', facts: { code } },
    ]);
    return denied(code, source.correlationId);
  }

  #newId() {
    return formatId('chl', this.#parts.random.bytes(ID_BYTES));
  }
}
