import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { SessionFacts, Sessions } from './sessions.js';

/** Terminal Services answers at once or not at all, and a logon must not wait for it. */
const PATIENCE_MS = 500;

/** Where nothing can be learnt, the session is taken for one over the network. */
const UNKNOWN: SessionFacts = { session: { type: 'other' } };

/** Made when the first logon begins. It never rejects, and never keeps a logon waiting. */
export class OnDemandSessions implements Sessions {
  readonly #parameters: { load: () => Promise<Sessions>; logger: Logger };
  #loading: Promise<Sessions> | undefined;

  constructor(parameters: { load: () => Promise<Sessions>; logger: Logger }) {
    this.#parameters = parameters;
  }

  async describe(session: number): Promise<SessionFacts> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Terminal Services did not answer')), PATIENCE_MS);
    });
    try {
      return await Promise.race([this.#describe(session), late]);
    } catch (error) {
      const fields = { session, reason: codeOf(error), detail: detailOf(error) };
      this.#parameters.logger.warn('session.unknown', fields);
      return UNKNOWN;
    } finally {
      clearTimeout(timer);
    }
  }

  async #describe(session: number): Promise<SessionFacts> {
    this.#loading ??= this.#parameters.load();
    try {
      return await (await this.#loading).describe(session);
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }
}
