import { totp } from '@gatehouse/protocol';

import type { Sight } from './sight.js';

/** What a person submits. A code of a step is right at its time, and good for one grant. */
export type Submission =
  | { what: 'right-password' }
  | { what: 'wrong-password' }
  | { what: 'wrong-code' }
  | { what: 'code'; step: number };

/** Left of a step when its predecessor's code is about to be used. */
const MARGIN_SECONDS = 10;

/** A server that lost whoever asked it goes on with the question, but not for as long as this. */
const LATE_MS = 10_000;

/**
 * One person and what must be true of them, whatever was killed when: how many strikes they have at least and at most,
 * and which codes may still be granted.
 */
export class Person {
  readonly name: string;
  readonly password: string;
  readonly principalId: string;
  readonly sid: string;
  readonly #seed: Uint8Array;
  #lastStep = 0;
  /** Strikes that were taken for sure since the last grant. */
  #certainStrikes = 0;
  /** Strikes that were taken for sure, and then perhaps forgiven by a grant that nobody saw. */
  #perhapsForgiven = 0;
  /** When attempts were made whose outcome nobody saw. */
  #possibleStrikes: number[] = [];
  readonly #submittedSteps = new Set<number>();
  readonly #grantedSteps = new Set<number>();
  /** In all: passwords and codes that were looked at and did not do. */
  failures = 0;
  /** Of this round: the step whose code was submitted, and the grant that was seen. */
  step: number | undefined;
  grant: Extract<Sight, { kind: 'granted' }>['grant'] | undefined;

  constructor(facts: {
    name: string;
    password: string;
    principalId: string;
    sid: string;
    uri: string;
  }) {
    this.name = facts.name;
    this.password = facts.password;
    this.principalId = facts.principalId;
    this.sid = facts.sid;
    this.#seed = totp.seedOfKeyUri(facts.uri);
  }

  beginRound(): void {
    this.step = undefined;
    this.grant = undefined;
  }

  /** A step whose code the server takes now and that was never submitted; undefined when one must be waited for. */
  takeStep(): number | undefined {
    const step = this.#nextStep();
    if (step !== undefined) this.#lastStep = step;
    return step;
  }

  get hasStep(): boolean {
    return this.#nextStep() !== undefined;
  }

  #nextStep(): number | undefined {
    const now = presentStep();
    const left = totp.PERIOD_SECONDS - ((Date.now() / 1000) % totp.PERIOD_SECONDS);
    const earliest = left > MARGIN_SECONDS ? now - totp.WINDOW_STEPS : now;
    const step = Math.max(this.#lastStep + 1, earliest);
    return step <= now + totp.WINDOW_STEPS ? step : undefined;
  }

  /** A step that was granted and whose code would still be right. */
  usedStep(): number | undefined {
    const now = presentStep();
    return [...this.#grantedSteps].find((step) => Math.abs(step - now) <= totp.WINDOW_STEPS);
  }

  codeOf(step: number): string {
    return totp.codeAt(this.#seed, step);
  }

  /** Six digits that are the code of no step near. */
  wrongCode(): string {
    const now = presentStep();
    const near = new Set(Array.from({ length: 41 }, (_, index) => this.codeOf(now - 20 + index)));
    for (let digits = 0; ; digits++) {
      const code = String(digits).padStart(totp.DIGITS, '0');
      if (!near.has(code)) return code;
    }
  }

  /**
   * Keeps account of a submission and what came of it.
   * @returns what is wrong with it; undefined when it may be so
   */
  record(submission: Submission, sight: Sight): string | undefined {
    const fault = this.#faultOf(submission, sight);
    if (submission.what === 'code') {
      this.step = submission.step;
      this.#submittedSteps.add(submission.step);
    }
    switch (sight.kind) {
      case 'granted':
        this.#certainStrikes = 0;
        this.#perhapsForgiven = 0;
        this.#possibleStrikes = this.#possibleStrikes.filter((at) => Date.now() - at < LATE_MS);
        this.grant = sight.grant;
        break;
      case 'denied':
      case 'rejected':
        this.#certainStrikes++;
        this.failures++;
        break;
      case 'nothing':
        // A grant that nobody saw forgives all strikes; where there was none, they are still there.
        if (submission.what === 'code') {
          this.#perhapsForgiven += this.#certainStrikes;
          this.#certainStrikes = 0;
        }
        this.#possibleStrikes.push(Date.now());
        break;
      case 'challenged':
      case 'over':
        break;
    }
    return fault === undefined
      ? undefined
      : `${this.name}: ${submission.what} was ${sight.kind}: ${fault}`;
  }

  #faultOf(submission: Submission, sight: Sight): string | undefined {
    if (sight.kind === 'nothing') return undefined;
    switch (submission.what) {
      case 'right-password':
        return sight.kind === 'challenged' ? undefined : 'a code must be asked for';
      case 'wrong-password':
        return sight.kind === 'denied' ? undefined : 'it must be denied';
      case 'wrong-code':
        return sight.kind === 'rejected' ? undefined : 'it must be rejected';
      case 'code':
        return this.#faultOfCode(submission.step, sight);
    }
  }

  #faultOfCode(step: number, sight: Sight): string | undefined {
    if (sight.kind === 'granted') {
      if (this.#grantedSteps.has(step)) return 'its code was granted before';
      const { userName, sid } = sight.grant;
      return userName === this.name && sid === this.sid ? undefined : `the account is ${userName}`;
    }
    if (sight.kind !== 'rejected' && sight.kind !== 'over') return 'it is no verdict on a code';
    const isFresh = !this.#submittedSteps.has(step);
    const isInTime = Math.abs(step - presentStep()) <= totp.WINDOW_STEPS;
    return isFresh && isInTime ? 'it is right and was never used' : undefined;
  }

  /** What the audit says of this round. @returns what is wrong with it */
  reconcile(grants: readonly { correlationId: string }[]): string | undefined {
    const [granted] = grants;
    if (granted === undefined) {
      return this.grant === undefined ? undefined : `${this.name}: a grant that the audit lacks`;
    }
    if (grants.length > 1) return `${this.name}: ${grants.length} grants for one logon`;
    this.#perhapsForgiven = 0;
    if (this.step === undefined) return `${this.name}: granted without a right code`;
    if (this.#grantedSteps.has(this.step)) return `${this.name}: a code was granted twice`;
    this.#grantedSteps.add(this.step);
    return this.grant === undefined || this.grant.correlationId === granted.correlationId
      ? undefined
      : `${this.name}: the audit has another grant than the tile`;
  }

  /** Whether the server's count is one of those that it may be. @returns what is wrong with it */
  checkStrikes(strikes: number): string | undefined {
    const least = this.#certainStrikes;
    const most = least + this.#perhapsForgiven + this.#possibleStrikes.length;
    return strikes >= least && strikes <= most
      ? undefined
      : `${this.name}: ${strikes} strikes, where ${least} to ${most} were taken`;
  }
}

function presentStep(): number {
  return totp.stepAt(Date.now() / 1000);
}
