import type { Stopwatch } from '../clock.js';
import type { SessionFacts } from './sessions.js';

/** A factor that was proven in a session. */
interface Proof {
  sid: string;
  boot: string;
  /** The logon session, as soon as Windows has made one. */
  logonId: string | undefined;
  /** By the stopwatch. */
  atMs: number;
}

/** Sessions at a time: more than a workstation has. The oldest goes. */
const MAX_PROOFS = 64;

/**
 * Remembers in which sessions a second factor was proven, for policies that unlock with the password alone a while after.
 *
 * It is kept in memory only, for sessions at the console, and tied to the boot and to the logon session's LUID (R7): another
 * boot, another logon of the same account, a session over the network or one that nobody can describe has none. Whatever
 * may have brought another person before the screen ends it: {@link end} and {@link endAll}. No clock that somebody sets makes a
 * proof younger.
 */
export class UnlockGrace {
  readonly #stopwatch: Stopwatch;
  readonly #proofs = new Map<number, Proof>();

  constructor(stopwatch: Stopwatch) {
    this.#stopwatch = stopwatch;
  }

  /** Windows has let somebody in who proved a factor in this very attempt. */
  proven(session: number, sid: string, facts: SessionFacts): void {
    this.#proofs.delete(session);
    if (facts.session.type !== 'console' || facts.boot === undefined) return;
    const logonId = facts.user?.sid === sid ? facts.user.logonId : undefined;
    const atMs = this.#stopwatch.elapsedMs();
    this.#proofs.set(session, { sid, boot: facts.boot, logonId, atMs });
    for (const oldest of this.#proofs.keys()) {
      if (this.#proofs.size <= MAX_PROOFS) break;
      this.#proofs.delete(oldest);
    }
  }

  /** Whether it is not known yet which logon session a proof belongs to. */
  isUnsettled(session: number): boolean {
    const proof = this.#proofs.get(session);
    return proof !== undefined && proof.logonId === undefined;
  }

  /** A logon session was made, or is about to be locked: whose it is, is known from now on. */
  settle(session: number, facts: SessionFacts): void {
    const proof = this.#proofs.get(session);
    if (proof === undefined || proof.logonId !== undefined) return;
    if (facts.user?.sid === proof.sid) proof.logonId = facts.user.logonId;
    else if (facts.user !== undefined) this.#proofs.delete(session);
  }

  /** For how long a factor has been proven in the logon session that is there now; undefined when none was. In seconds. */
  ageOf(session: number, sid: string, facts: SessionFacts): number | undefined {
    const proof = this.#proofs.get(session);
    if (proof?.logonId === undefined || facts.session.type !== 'console') return undefined;
    const isSame =
      proof.sid === sid && proof.boot === facts.boot && proof.logonId === facts.user?.logonId;
    return isSame ? Math.floor((this.#stopwatch.elapsedMs() - proof.atMs) / 1000) : undefined;
  }

  /** A screen connected to the session or left it, or its user logged off. */
  end(session: number): void {
    this.#proofs.delete(session);
  }

  /** The computer slept. */
  endAll(): void {
    this.#proofs.clear();
  }
}
