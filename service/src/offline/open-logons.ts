import { formatId } from '@gatehouse/protocol';
import type { FactorMethod, LogonId, WayIn } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { Random } from '../random.js';

/** More tiles than any computer shows. */
const MAX_OPEN = 64;

/** What a workstation can ask for by itself: `break-glass` is a code that the help desk reads out. */
export type OfflineMethod = Extract<FactorMethod, 'totp' | 'break-glass'>;

/** A logon at which the code is asked for. */
export interface OpenLogon {
  principalId: string;
  /** What it can be answered with. */
  methods: readonly OfflineMethod[];
  /** What is asked for now: one of them. */
  current: OfflineMethod;
  /** The authenticator whose codes count, where they do; a kit that names another meanwhile ends the logon. */
  credentialId: string | undefined;
  /** What the password unmasked. Wiped when the logon ends. */
  seeds: readonly Uint8Array[];
  /** The password that is going to log on, where it is known which it is: after a recovery. */
  generation: string | undefined;
  /** How the person came in; undefined after a recovery. */
  way: WayIn | undefined;
  expiresAt: Date;
}

interface Entry extends OpenLogon {
  /** Ends it though nobody asks for it again, and whatever the clock says meanwhile. */
  timer: NodeJS.Timeout;
  /** Its time is over and its seeds are gone; it is kept to say so. */
  isWiped: boolean;
}

/** Logons in progress, in memory alone: a restart ends them. */
export class OpenLogons {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #lifetimeMs: number;
  readonly #open = new Map<LogonId, Entry>();

  constructor(parameters: { clock: Clock; random: Random; lifetimeMs: number }) {
    this.#clock = parameters.clock;
    this.#random = parameters.random;
    this.#lifetimeMs = parameters.lifetimeMs;
  }

  newId(): LogonId {
    return formatId('lgn', this.#random.bytes(16));
  }

  open(logon: Omit<OpenLogon, 'expiresAt'>): { logonId: LogonId; logon: OpenLogon } {
    this.#dropOld();
    const logonId = this.newId();
    const expiresAt = new Date(this.#clock.now().getTime() + this.#lifetimeMs);
    const timer = setTimeout(() => this.#wipe(logonId), this.#lifetimeMs);
    timer.unref();
    const opened = { ...logon, expiresAt, timer, isWiped: false };
    this.#open.set(logonId, opened);
    return { logonId, logon: opened };
  }

  find(logonId: LogonId): OpenLogon | 'expired' | undefined {
    const logon = this.#open.get(logonId);
    if (logon === undefined) return undefined;
    if (this.#isOver(logon)) {
      this.end(logonId);
      return 'expired';
    }
    return logon;
  }

  end(logonId: string): void {
    this.#wipe(logonId as LogonId);
    this.#open.delete(logonId as LogonId);
  }

  close(): void {
    for (const logonId of [...this.#open.keys()]) this.end(logonId);
  }

  #wipe(logonId: LogonId): void {
    const logon = this.#open.get(logonId);
    if (logon === undefined) return;
    clearTimeout(logon.timer);
    logon.isWiped = true;
    for (const seed of logon.seeds) seed.fill(0);
  }

  #dropOld(): void {
    for (const [logonId, logon] of [...this.#open]) {
      if (this.#isOver(logon) || this.#open.size >= MAX_OPEN) this.end(logonId);
    }
  }

  #isOver({ expiresAt, isWiped }: Entry): boolean {
    return isWiped || this.#clock.now() >= expiresAt;
  }
}
