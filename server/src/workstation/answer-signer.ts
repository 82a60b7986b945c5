import { NONCE_BYTES, signResponse } from '@gatehouse/protocol';
import type { SignatureHeaders, SignedResponse } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { Random } from '../random.js';
import type { ServerIdentity } from './server-identity.js';

/** Signs answers with the identity key; `created` lets a workstation see our clock. */
export class AnswerSigner {
  readonly #identity: ServerIdentity;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(identity: ServerIdentity, clock: Clock, random: Random) {
    this.#identity = identity;
    this.#clock = clock;
    this.#random = random;
  }

  /** @param requestSignature the `signature` header of the request that is answered; empty when it had none */
  sign(response: SignedResponse, requestSignature: string): Promise<SignatureHeaders> {
    return signResponse(
      response,
      requestSignature,
      {
        created: Math.floor(this.#clock.now().getTime() / 1000),
        nonce: Buffer.from(this.#random.bytes(NONCE_BYTES)).toString('base64url'),
        keyId: this.#identity.pin,
        algorithm: 'ed25519',
      },
      (base) => this.#identity.sign(base),
    );
  }
}
