import type { Sessions } from './sessions.js';
import type { UnlockGrace } from './unlock-grace.js';

/** What Windows says of a session. */
export type SessionChange =
  'logon' | 'logoff' | 'lock' | 'unlock' | 'connect' | 'disconnect' | 'other';

/** Keeps what is remembered of sessions true to what becomes of them. */
export class SessionWatch {
  readonly #grace: UnlockGrace;
  readonly #sessions: Sessions;

  constructor({ grace, sessions }: { grace: UnlockGrace; sessions: Sessions }) {
    this.#grace = grace;
    this.#sessions = sessions;
  }

  changed(session: number, change: SessionChange): void {
    switch (change) {
      case 'connect':
      case 'disconnect':
      case 'logoff':
      case 'other':
        // What we do not know may have been anything.
        this.#grace.end(session);
        return;
      case 'logon':
      case 'lock':
        // Most of the time there is nothing to know, and nobody need be asked.
        if (!this.#grace.isUnsettled(session)) return;
        void this.#sessions.describe(session).then((facts) => this.#grace.settle(session, facts));
        return;
      case 'unlock':
        return;
    }
  }
}
