import type { NewAuthenticator, Verdict } from '@gatehouse/protocol';

import { UnreachableError } from './authority.js';
import type { Authority, CallContext } from './authority.js';

/** An authority that is made when it is first asked, because what it is made of is large. */
export class OnDemandAuthority implements Authority {
  readonly #load: () => Promise<Authority>;

  constructor(load: () => Promise<Authority>) {
    this.#load = load;
  }

  async begin(request: Parameters<Authority['begin']>[0], context: CallContext): Promise<Verdict> {
    return (await this.#authority()).begin(request, context);
  }

  async beginForeign(
    request: Parameters<Authority['beginForeign']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return (await this.#authority()).beginForeign(request, context);
  }

  async answer(
    request: Parameters<Authority['answer']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return (await this.#authority()).answer(request, context);
  }

  async choose(
    request: Parameters<Authority['choose']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return (await this.#authority()).choose(request, context);
  }

  async enroll(
    request: Parameters<Authority['enroll']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return (await this.#authority()).enroll(request, context);
  }

  async startAuthenticator(
    request: Parameters<Authority['startAuthenticator']>[0],
    context: CallContext,
  ): Promise<NewAuthenticator> {
    return (await this.#authority()).startAuthenticator(request, context);
  }

  async passwordChanged(
    request: Parameters<Authority['passwordChanged']>[0],
    context: CallContext,
  ): Promise<void> {
    await (await this.#authority()).passwordChanged(request, context);
  }

  async cancel(request: Parameters<Authority['cancel']>[0], context: CallContext): Promise<void> {
    await (await this.#authority()).cancel(request, context);
  }

  async report(request: Parameters<Authority['report']>[0], context: CallContext): Promise<void> {
    await (await this.#authority()).report(request, context);
  }

  async #authority(): Promise<Authority> {
    try {
      return await this.#load();
    } catch (cause) {
      throw new UnreachableError('fault', 'the network half of the service does not start', {
        cause,
      });
    }
  }
}
