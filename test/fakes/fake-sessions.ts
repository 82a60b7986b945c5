import type { SessionFacts, Sessions } from '../../service/src/sessions/sessions.js';

/** Sessions that a test arranges; one that it does not know of is at the console, with nobody logged on. */
export class FakeSessions implements Sessions {
  readonly #known = new Map<number, SessionFacts>();
  /** Sessions that were asked for. */
  readonly asked: number[] = [];

  set(session: number, facts: SessionFacts): void {
    this.#known.set(session, facts);
  }

  describe(session: number): Promise<SessionFacts> {
    this.asked.push(session);
    return Promise.resolve(this.#known.get(session) ?? { session: { type: 'console' } });
  }
}
