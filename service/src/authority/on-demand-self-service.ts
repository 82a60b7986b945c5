import type { SelfServiceVerdict } from '@gatehouse/protocol';

import { UnreachableError } from './authority.js';
import type { CallContext } from './authority.js';
import type { SelfServiceAuthority } from './self-service-authority.js';

type Request<N extends keyof SelfServiceAuthority> = Parameters<SelfServiceAuthority[N]>[0];

/** Self-service that is made when it is first asked, with the rest of the network half. */
export class OnDemandSelfService implements SelfServiceAuthority {
  readonly #load: () => Promise<SelfServiceAuthority>;

  constructor(load: () => Promise<SelfServiceAuthority>) {
    this.#load = load;
  }

  async begin(request: Request<'begin'>, context: CallContext): Promise<SelfServiceVerdict> {
    return (await this.#server()).begin(request, context);
  }

  async answerQuestions(
    request: Request<'answerQuestions'>,
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    return (await this.#server()).answerQuestions(request, context);
  }

  async answerCode(
    request: Request<'answerCode'>,
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    return (await this.#server()).answerCode(request, context);
  }

  async choose(request: Request<'choose'>, context: CallContext): Promise<SelfServiceVerdict> {
    return (await this.#server()).choose(request, context);
  }

  async resetPassword(
    request: Request<'resetPassword'>,
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    // A copy: the caller wipes its own when the call ends, which may be before this half is there.
    const password = new Uint8Array(request.password);
    try {
      return await (await this.#server()).resetPassword({ ...request, password }, context);
    } finally {
      password.fill(0);
    }
  }

  async cancel(request: Request<'cancel'>, context: CallContext): Promise<void> {
    await (await this.#server()).cancel(request, context);
  }

  async #server(): Promise<SelfServiceAuthority> {
    try {
      return await this.#load();
    } catch (cause) {
      throw new UnreachableError('fault', 'the network half of the service does not start', {
        cause,
      });
    }
  }
}
