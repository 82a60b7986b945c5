/** A signed request's claim to be fresh. */
export interface NonceClaim {
  keyId: string;
  nonce: string;
  /** Until when the nonce must be remembered: past it, the clock window refuses the request anyway. */
  expiresAt: Date;
}

/** Why a request is none that may be answered: it was made before, or its workstation may not ask. */
export interface NotAdmitted {
  refused: 'replayed' | 'revoked' | 'unknown';
}

export type AdmissionOutcome = 'admitted' | NotAdmitted['refused'];

/** A request's permission to have effects and an answer. It is given once: a copy of the request gets none. */
export interface Admission {
  /** @throws the door's refusal; the same to whoever asks again */
  require(): Promise<void>;
  /**
   * Asks for it in one step with the first effect, which the claim is handed to and which happens only if the claim is
   * good. One commit makes both durable.
   * @param claim undefined when there is nothing left to claim
   * @throws the door's refusal
   */
  requireWith<T extends object>(
    effect: (claim: NonceClaim | undefined) => Promise<T | NotAdmitted>,
  ): Promise<T>;
}

/** The admission of a request whose signature was verified. */
export class RequestAdmission implements Admission {
  readonly #claim: NonceClaim;
  readonly #admit: (claim: NonceClaim) => Promise<AdmissionOutcome>;
  readonly #conclude: (outcome: AdmissionOutcome) => Promise<void>;
  #asked: Promise<void> | undefined;

  /** @param conclude throws the refusal that an outcome means */
  constructor(
    claim: NonceClaim,
    admit: (claim: NonceClaim) => Promise<AdmissionOutcome>,
    conclude: (outcome: AdmissionOutcome) => Promise<void>,
  ) {
    this.#claim = claim;
    this.#admit = admit;
    this.#conclude = conclude;
  }

  require(): Promise<void> {
    this.#asked ??= this.#admit(this.#claim).then(this.#conclude);
    return this.#asked;
  }

  async requireWith<T extends object>(
    effect: (claim: NonceClaim | undefined) => Promise<T | NotAdmitted>,
  ): Promise<T> {
    if (this.#asked !== undefined) {
      await this.#asked;
      return admitted(await effect(undefined));
    }
    const happening = effect(this.#claim);
    this.#asked = happening.then((result) =>
      this.#conclude('refused' in result ? result.refused : 'admitted'),
    );
    await this.#asked;
    return admitted(await happening);
  }
}

function admitted<T extends object>(result: T | NotAdmitted): T {
  if ('refused' in result) throw new Error('a claim that was not made was refused');
  return result;
}
