import { setTimeout as delay } from 'node:timers/promises';

import type { CredentialId } from '@gatehouse/protocol';
import type {
  CorrelationId,
  Granted,
  KitSeed,
  LogonId,
  RefreshKits,
  RefreshedKits,
} from '@gatehouse/protocol';

import { UnreachableError } from '../authority/authority.js';
import type { CallContext } from '../authority/authority.js';
import { codeOf, detailOf } from '../logger.js';
import { unlocked } from './code-state.js';
import type { KitState } from './kit-state.js';
import { MAX_KITS } from './kit-store.js';
import { maskSeed } from './masked-seed.js';
import type { MaskCost, MaskedSeed } from './masked-seed.js';
import type { KitKeeper, NewPassword, OfflineSubject, TakenCode } from './offline-authority.js';
import type { OfflineParts } from './offline-parts.js';
import { remaskSeeds } from './remask-seeds.js';
import { spendEveryStep, spendStep } from './spend-step.js';

/** Port: the server, as far as kits go. */
export interface KitServer {
  requestKit(
    request: { logonId: LogonId; maskedSeed?: CredentialId | undefined },
    context: CallContext,
  ): Promise<{ kit: string; seed: KitSeed | undefined }>;
  refreshKits(request: RefreshKits, context: CallContext): Promise<RefreshedKits>;
  /** Undefined before the workstation joined. */
  kitSigners(): { identityKeys: readonly string[]; workstationId: string } | undefined;
  /** How far the server's clock is ahead of ours, in milliseconds, as far as is known. */
  clockOffsetMs(): number;
}

export interface KitKeeperParameters extends Pick<
  OfflineParts,
  'store' | 'time' | 'events' | 'clock' | 'random' | 'logger'
> {
  server: KitServer;
  /** The id of what is done for nobody in particular. */
  correlationId: CorrelationId;
  cost: MaskCost;
  /** Pauses before a kit that could not be fetched is asked for again. */
  pausesMs?: readonly number[];
}

const MAX_EVENTS = 64;
/** As often as a full queue of events takes, and then some. */
const MAX_ROUNDS = 8;
/** Nobody's clock that is further off has signed anything that the server took. */
const CLOCK_AGREES_MS = 5 * 60_000;
const PAUSES_MS = [1000, 5000, 15_000];

type GrantedLogon = Granted & { password: Uint8Array };

/** `isGone` is whether Windows here changed the password since. */
type FetchedLogon = GrantedLogon & { isGone: () => boolean };

/** Fetches kits, masks seeds, and tells the server what happened without it. Nobody waits for it. */
export class LocalKitKeeper implements KitKeeper {
  readonly #parameters: KitKeeperParameters;
  readonly #stopping = new AbortController();
  /** What is being fetched, by SID: what Windows says of the logon comes after it. */
  readonly #fetching = new Map<string, Promise<void>>();
  readonly #spending = new Set<Promise<void>>();
  /** How often a password was changed here, by SID: what was asked for before masks with one that is gone. */
  readonly #changes = new Map<string, number>();
  #refreshing: Promise<boolean> | undefined;

  constructor(parameters: KitKeeperParameters) {
    this.#parameters = parameters;
  }

  keep(granted: GrantedLogon, { correlationId }: { correlationId: CorrelationId }): void {
    if (granted.kit) this.#fetchSoon(granted, correlationId, false);
  }

  changed(granted: GrantedLogon, { correlationId }: { correlationId: CorrelationId }): void {
    const kept = this.#parameters.store.find({ sid: granted.account.sid, name: '' });
    if (kept !== undefined) this.#fetchSoon(granted, correlationId, true);
  }

  /** @param changed whether the password is a newer one than the logon's own */
  #fetchSoon(granted: GrantedLogon, correlationId: CorrelationId, changed: boolean): void {
    if (this.#stopping.signal.aborted) return;
    const { sid } = granted.account;
    const password = Uint8Array.from(granted.password);
    const changes = this.#changes.get(sid);
    const isGone = () => this.#changes.get(sid) !== changes;
    const before = this.#fetching.get(sid) ?? Promise.resolve();
    const fetching = before
      .then(async () => this.#fetch({ ...granted, password, isGone }, correlationId, changed))
      .catch((error: unknown) => this.#log('kit.not-kept', correlationId, error))
      .finally(() => {
        password.fill(0);
        if (this.#fetching.get(sid) === fetching) this.#fetching.delete(sid);
      });
    this.#fetching.set(sid, fetching);
  }

  async remask(
    { sid, ...passwords }: NewPassword,
    { correlationId }: { correlationId: CorrelationId },
  ): Promise<void> {
    const { store, cost, logger } = this.#parameters;
    const oldPassword = Uint8Array.from(passwords.oldPassword);
    const newPassword = Uint8Array.from(passwords.newPassword);
    this.#changes.set(sid, (this.#changes.get(sid) ?? 0) + 1);
    const remasking = (async () => {
      await store.readUnread(correlationId);
      if (store.find({ sid, name: '' }) === undefined) return;
      await remaskSeeds(this.#parameters, { sid, oldPassword, newPassword }, cost);
      logger.info('seed.remasked', { correlationId, sid });
    })()
      .catch((error: unknown) => this.#log('seed.not-remasked', correlationId, error))
      .finally(() => {
        oldPassword.fill(0);
        newPassword.fill(0);
        this.#spending.delete(remasking);
      });
    this.#spending.add(remasking);
    await remasking;
  }

  accepted({ account, generation, correlationId }: Granted): void {
    if (generation === undefined) return;
    const fetched = this.#fetching.get(account.sid) ?? Promise.resolve();
    fetched
      .then(() => {
        const { store } = this.#parameters;
        const entry = store.find({ sid: account.sid, name: '' });
        if (entry?.kit === undefined || entry.state.accepted === generation) return;
        store.change(entry.state.principalId, (state) => ({
          accepted: generation,
          seeds: withoutOlder(state.seeds, generation),
        }));
      })
      .catch((error: unknown) => this.#log('kit.not-kept', correlationId, error));
  }

  spent(taken: TakenCode, { correlationId }: { correlationId: CorrelationId }): void {
    const { store } = this.#parameters;
    const password = Uint8Array.from(taken.password);
    const spending = spendStep(store, { ...taken, password }, this.#serverSeconds())
      .catch((error: unknown) => this.#log('code.not-spent', correlationId, error))
      .finally(() => {
        password.fill(0);
        this.#spending.delete(spending);
      });
    this.#spending.add(spending);
  }

  spentUnknown(subject: OfflineSubject, { correlationId }: { correlationId: CorrelationId }): void {
    try {
      spendEveryStep(this.#parameters.store, subject, this.#serverSeconds());
    } catch (error) {
      this.#log('code.not-spent', correlationId, error);
    }
  }

  /** The server's time, in seconds since 1970. */
  #serverSeconds(): number {
    const { server, clock } = this.#parameters;
    return (clock.now().getTime() + server.clockOffsetMs()) / 1000;
  }

  /** Brings the kits up to date and tells what happened, once. Whether the server answered. */
  async refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refresh()
      .catch(async (error: unknown) => {
        // That the server is unreachable was logged where it was found out.
        if (error instanceof UnreachableError) {
          if (error.reason === 'revoked') await this.#removeAll();
        } else {
          this.#log('kit.not-refreshed', this.#parameters.correlationId, error);
        }
        return false;
      })
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  /** A workstation whose access was revoked keeps nothing of anybody. */
  async #removeAll(): Promise<void> {
    const { store, logger, correlationId } = this.#parameters;
    const kept = store.entries().map(({ state }) => state.principalId);
    for (const principalId of kept) await store.remove(principalId);
    logger.warn('kits.removed', {
      correlationId,
      reason: 'revoked',
      outcome: `${kept.length} kits`,
    });
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#fetching.values(), ...this.#spending, this.#refreshing]);
  }

  async #fetch(
    granted: FetchedLogon,
    correlationId: CorrelationId,
    changed: boolean,
  ): Promise<void> {
    const { store, server, logger } = this.#parameters;
    const { account, logonId, password } = granted;
    // The server says the generation of a changed password in the kit alone.
    let generation = changed ? undefined : granted.generation;
    const masked = store
      .find({ sid: account.sid, name: '' })
      ?.state.seeds.find((seed) => generation !== undefined && seed.generation === generation);
    const context = { correlationId, signal: this.#stopping.signal };
    const issued = await this.#insist(async () =>
      server.requestKit({ logonId, maskedSeed: masked?.credentialId }, context),
    );
    const seed = issued.seed && Buffer.from(issued.seed.seed, 'base64url');
    try {
      const expected = { sid: account.sid, revive: true };
      const stored = await store.put(issued.kit, expected, correlationId);
      if ('refused' in stored) return;
      const { principalId, authenticator, recovery } = stored.kit;
      const newest = recovery?.passwords.at(-1)?.generation;
      if (changed && newest !== granted.generation) generation = newest;
      const credentialId = issued.seed?.credentialId;
      const fresh =
        seed !== undefined &&
        credentialId !== undefined &&
        credentialId === authenticator?.credentialId
          ? await this.#mask(seed, credentialId, { password, generation })
          : undefined;
      // Windows changed it, here: it will take no other.
      const accepted = changed && generation !== undefined ? { accepted: generation } : {};
      // Somebody may have used up the last attempt while the seed was masked.
      if (store.entryOf(principalId)?.kit === undefined) return;
      store.change(principalId, (state) => ({
        // Whoever was granted online has just proven who they are.
        attempts: 0,
        wrongCodes: 0,
        ...unlocked(state),
        ...accepted,
        ...(fresh === undefined || granted.isGone()
          ? {}
          : { seeds: withFresh({ ...state, ...accepted }, fresh) }),
      }));
      logger.info('kit.kept', { correlationId, sid: account.sid });
    } finally {
      seed?.fill(0);
    }
  }

  async #mask(
    seed: Uint8Array,
    credentialId: CredentialId,
    { password, generation }: { password: Uint8Array; generation: string | undefined },
  ): Promise<MaskedSeed> {
    const { cost, random } = this.#parameters;
    return maskSeed(seed, password, { credentialId, generation, cost, random });
  }

  /** Repeats a call for a while: the network of a laptop comes and goes. */
  async #insist<T>(call: () => Promise<T>): Promise<T> {
    const { pausesMs = PAUSES_MS } = this.#parameters;
    const { signal } = this.#stopping;
    for (const pause of pausesMs) {
      try {
        return await call();
      } catch (error) {
        if (signal.aborted || !(error instanceof UnreachableError)) throw error;
        await delay(pause, undefined, { signal, ref: false });
      }
    }
    return call();
  }

  async #refresh(): Promise<boolean> {
    const { store, server, events } = this.#parameters;
    if (server.kitSigners() === undefined) return false;
    await store.readUnread(this.#parameters.correlationId);
    store.expireOld();
    // What does not fit into one answer, or one question, goes into the next.
    for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) {
      const more = await this.#exchange();
      if (!more && events.first(1).length === 0) break;
    }
    return true;
  }

  /** Whether there is more to fetch. */
  async #exchange(): Promise<boolean> {
    const { store, server, events, time, correlationId } = this.#parameters;
    const told = events.first(MAX_EVENTS);
    const context = { correlationId, signal: this.#stopping.signal };
    const request = { kits: this.#listKits(), events: [...told] };
    const { kits, withdrawn, more = false } = await server.refreshKits(request, context);
    events.remove(told);
    store.told(told);
    if (Math.abs(server.clockOffsetMs()) < CLOCK_AGREES_MS) time.confirm();
    for (const principalId of withdrawn) await store.remove(principalId);
    for (const signed of kits) await store.put(signed, { revive: false }, correlationId);
    return more;
  }

  /** A kit that cannot be used, for whichever reason, is asked for anew; one that was destroyed is not. */
  #listKits(): RefreshKits['kits'] {
    return this.#parameters.store
      .entries()
      .filter(({ state }) => state.gone?.why !== 'destroyed')
      .slice(0, MAX_KITS)
      .map(({ kit, state: { principalId, accepted } }) => ({
        principalId,
        serial: kit?.serial ?? 0,
        ...(accepted === undefined ? {} : { accepted }),
      }));
  }

  #log(event: string, correlationId: CorrelationId, error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const reason = error instanceof UnreachableError ? error.reason : codeOf(error);
    this.#parameters.logger.warn(event, { correlationId, reason, detail: detailOf(error) });
  }
}

/** Under the password that Windows accepted, as long as it has not accepted this one; and under this one. */
function withFresh({ seeds, accepted }: KitState, fresh: MaskedSeed): MaskedSeed[] {
  const kept = seeds.find(
    ({ generation, credentialId }) =>
      credentialId === fresh.credentialId &&
      generation !== undefined &&
      generation === accepted &&
      generation !== fresh.generation,
  );
  return kept === undefined ? [fresh] : [kept, fresh];
}

/** Passwords before the accepted one are of no use any more. */
function withoutOlder(seeds: readonly MaskedSeed[], accepted: string): MaskedSeed[] {
  const its = seeds.filter(({ generation }) => generation === accepted);
  return its.length > 0 ? its : [...seeds];
}
