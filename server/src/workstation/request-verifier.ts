import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import {
  MAX_CLOCK_SKEW_SECONDS,
  SignatureFormatError,
  WorkstationId,
  readRequestClaim,
} from '@gatehouse/protocol';
import type { SignatureClaim, SignedRequest, WorkstationPublicKey } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import { RequestAdmission } from './admission.js';
import type { Admission, AdmissionOutcome, NonceClaim } from './admission.js';
import { thumbprintOf } from './joining.js';
import type { WorkstationStore } from './workstation-store.js';

/** Headers as Node gives them. */
export type SignatureHeadersIn = Record<string, string | string[] | undefined>;

/** Who signed a request, and the nonce it was signed with. */
export interface VerifiedRequest {
  workstationId: WorkstationId;
  nonce: string;
  /**
   * Given when the nonce was stored and never before; refuses as {@link RequestVerifier.verify} does. Until then the
   * request may be a replay: it must have no effect and get no answer.
   */
  admission: Admission;
}

/** Keys in memory. A key id never gets another key, so only the size is bounded; revocation is asked every time. */
const MAX_KEYS = 20_000;

/** "Last seen" is for people: a minute is exact enough. */
const TOUCH_MS = 60_000;

/** Verifies RFC 9421 signatures of workstations. */
export class RequestVerifier {
  readonly #store: WorkstationStore;
  readonly #clock: Clock;
  readonly #keys = new Map<string, { key: KeyObject; touchedAt: number }>();

  constructor(store: WorkstationStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Verifies the signature. The admission is left to whoever answers: it takes a flush of the disk.
   *
   * @throws ApplicationError `signature.*`, `workstation.unknown`, `workstation.revoked`. Those that a stranger cannot
   *   cause have the workstation's id as `cause`'s {@link RefusedWorkstationError.workstationId}.
   */
  async verify(request: SignedRequest, headers: SignatureHeadersIn): Promise<VerifiedRequest> {
    const claim = readClaim(request, headers);
    const { keyId, nonce } = claim.parameters;
    const id = WorkstationId.safeParse(keyId);
    if (!id.success) throw new ApplicationError('workstation.unknown');
    this.#requireFresh(claim);
    const known = await this.#findKey(id.data);
    if (known === undefined) throw new ApplicationError('workstation.unknown');
    if (!signatureFits(claim, known.key)) throw refused('signature.invalid', id.data);
    const admission = new RequestAdmission(
      nonceClaim(claim),
      (nonce) => this.#store.admit(nonce),
      (outcome) => this.#conclude(outcome, id.data, known),
    );
    return { workstationId: id.data, nonce, admission };
  }

  /**
   * Verifies the request of a workstation that has no id yet: the key is in the request, the signature proves that
   * the sender has it.
   * @throws ApplicationError `signature.*`
   */
  verifyJoin(
    request: SignedRequest,
    headers: SignatureHeadersIn,
    publicKey: WorkstationPublicKey,
  ): NonceClaim {
    const claim = readClaim(request, headers);
    this.#requireFresh(claim);
    const key = importKey(publicKey);
    const fits =
      claim.parameters.keyId === thumbprintOf(publicKey) &&
      key !== undefined &&
      signatureFits(claim, key);
    if (!fits) throw new ApplicationError('signature.invalid');
    return nonceClaim(claim);
  }

  async #conclude(
    outcome: AdmissionOutcome,
    id: WorkstationId,
    known: { touchedAt: number },
  ): Promise<void> {
    switch (outcome) {
      case 'unknown':
        throw new ApplicationError('workstation.unknown');
      case 'revoked':
        throw refused('workstation.revoked', id);
      case 'replayed':
        throw refused('signature.replayed', id);
      case 'admitted':
        await this.#touch(id, known);
    }
  }

  #requireFresh({ parameters }: SignatureClaim): void {
    const skew = Math.abs(this.#clock.now().getTime() / 1000 - parameters.created);
    if (skew > MAX_CLOCK_SKEW_SECONDS) throw new ApplicationError('signature.clock-skew');
  }

  async #findKey(id: WorkstationId) {
    const cached = this.#keys.get(id);
    if (cached !== undefined) return cached;
    const jwk = await this.#store.findKey(id);
    const key = jwk && importKey(jwk);
    if (key === undefined) return undefined;
    if (this.#keys.size >= MAX_KEYS) {
      const [oldest] = this.#keys.keys();
      if (oldest !== undefined) this.#keys.delete(oldest);
    }
    const entry = { key, touchedAt: 0 };
    this.#keys.set(id, entry);
    return entry;
  }

  async #touch(id: WorkstationId, entry: { touchedAt: number }): Promise<void> {
    const now = this.#clock.now();
    if (Math.abs(now.getTime() - entry.touchedAt) < TOUCH_MS) return;
    entry.touchedAt = now.getTime();
    await this.#store.touch(id, now);
  }
}

/** The cause of a refusal that only the holder of a joined workstation's messages can bring about. */
export class RefusedWorkstationError extends Error {
  override readonly name = 'RefusedWorkstationError';
  readonly workstationId: WorkstationId;

  constructor(workstationId: WorkstationId) {
    super(`a request in the name of ${workstationId} was refused`);
    this.workstationId = workstationId;
  }
}

function refused(
  code: 'signature.invalid' | 'signature.replayed' | 'workstation.revoked',
  workstationId: WorkstationId,
): ApplicationError {
  return new ApplicationError(code, { cause: new RefusedWorkstationError(workstationId) });
}

function readClaim(request: SignedRequest, headers: SignatureHeadersIn): SignatureClaim {
  if (headers['signature'] === undefined && headers['signature-input'] === undefined) {
    throw new ApplicationError('signature.missing');
  }
  try {
    const claim = readRequestClaim(request, headers);
    if (claim.parameters.algorithm !== 'ecdsa-p256-sha256') {
      throw new ApplicationError('signature.invalid');
    }
    return claim;
  } catch (cause) {
    if (cause instanceof SignatureFormatError)
      throw new ApplicationError('signature.invalid', { cause });
    throw cause;
  }
}

function nonceClaim({ parameters }: SignatureClaim): NonceClaim {
  return {
    keyId: parameters.keyId,
    nonce: parameters.nonce,
    // A minute more than the window, for clocks of nodes that differ.
    expiresAt: new Date((parameters.created + MAX_CLOCK_SKEW_SECONDS + 60) * 1000),
  };
}

function importKey(jwk: WorkstationPublicKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    // Not a point of the curve.
    return undefined;
  }
}

function signatureFits({ base, signature }: SignatureClaim, key: KeyObject): boolean {
  return verify('sha256', base, { key, dsaEncoding: 'ieee-p1363' }, signature);
}
