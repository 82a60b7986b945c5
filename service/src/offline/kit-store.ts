import type { CorrelationId, Kit, OfflineEvent } from '@gatehouse/protocol';

import type { DurableFiles } from '../files/durable-files.js';
import { detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import { VaultUnavailableError } from '../vault/vault.js';
import type { Vault } from '../vault/vault.js';
import { unlocked } from './code-state.js';
import type { Counters } from './counters.js';
import { KitChecks } from './kit-checks.js';
import type { KitChecksParameters, KitRefusal } from './kit-checks.js';
import { namesOf, onlyNamed } from './kit-names.js';
import type { NamedAccount } from './kit-names.js';
import { afterTelling, blankState, untoldEvents } from './kit-state.js';
import type { KitGone, KitState } from './kit-state.js';
import type { OfflineSubject } from './offline-authority.js';
import type { OfflineEvents } from './offline-events.js';
import { openFile, ownerOf, sealFile } from './sealed-file.js';
import { STATE_SUFFIX, StateStore, fileStem } from './state-store.js';
import { Turns } from './turns.js';

export const KIT_SUFFIX = '.kit';

/** As many as one message to the server holds. Of more people than that, those with the oldest kits have none. */
export const MAX_KITS = 64;

/** Why there is no kit to be used. */
export type NoKit =
  | 'no-kit'
  | 'expired'
  /** By wrong answers. */
  | 'destroyed'
  /** By wrong codes. */
  | 'codes-destroyed'
  /** Somebody changed it, or it was damaged: it is gone as well. */
  | 'tampered'
  | 'unavailable';

export type FoundKit = { kit: Kit; state: KitState } | { missing: NoKit };

export interface KitStoreParameters extends KitChecksParameters {
  files: DurableFiles;
  counters: Counters;
  vault: Vault;
  events: OfflineEvents;
  logger: Logger;
}

interface Entry extends NamedAccount {
  state: KitState;
  /** Absent where it is gone, or signed by a key that the server no longer has: a refresh brings another. */
  kit: Kit | undefined;
}

/** Why a kit is destroyed, as the server is told. */
export type DestructionCode = 'recovery-attempts' | 'wrong-codes' | 'tampered' | 'broken';

/**
 * Keeps the kits of this workstation, sealed by its vault, each with its state.
 *
 * A kit takes the place of another only if the server signed it, for this workstation, with a higher serial. So the
 * public key of a recovery lock changes only with a newer statement of the server. Nothing here protects from a server
 * that makes a false one: it sees every password that is typed while it is reachable anyway.
 *
 * What is spoilt, copied back, of another workstation or expired is destroyed as soon as it is seen.
 *
 * One long file: a kit and its state change together or not at all, and every order of the two writes is decided here.
 */
export class KitStore {
  readonly #parameters: KitStoreParameters;
  readonly #checks: KitChecks;
  readonly #states: StateStore;
  readonly #entries = new Map<string, Entry>();
  /** Principals whose files are there, and could not be read since the start because the vault could not be asked. */
  readonly #unread = new Set<string>();
  /** What waits between a look at the kit and one at its state must see nothing stored or removed in between. */
  readonly #turns = new Turns();
  #isVaultAway = false;

  private constructor(parameters: KitStoreParameters) {
    this.#parameters = parameters;
    this.#checks = new KitChecks(parameters);
    this.#states = new StateStore(parameters);
  }

  /** Reads what is kept, and finishes what a power cut left half done. */
  static async open(parameters: KitStoreParameters, correlationId: CorrelationId) {
    const store = new KitStore(parameters);
    await store.#readAll(correlationId);
    return store;
  }

  /** Whose kit is meant; undefined when nobody's is, or that is not clear. Finds those whose kits are gone, too. */
  find(subject: OfflineSubject): Readonly<Entry> | undefined {
    return onlyNamed(this.#entries.values(), subject);
  }

  /** Whether there is nobody's, not even of somebody who cannot be read now. */
  get isEmpty(): boolean {
    return this.#entries.size === 0 && this.#unread.size === 0;
  }

  /** Whether there are files that could not be read, so that nobody can say whom there is none of. */
  get hasUnread(): boolean {
    return this.#unread.size > 0;
  }

  /** Tries again to read what could not be read before. */
  async readUnread(correlationId: CorrelationId): Promise<void> {
    for (const principalId of [...this.#unread]) {
      await this.#turns.take(async () => this.#tryRead(principalId, correlationId));
    }
  }

  /** What is known without looking at the disk. */
  entries(): Readonly<Entry>[] {
    return [...this.#entries.values()];
  }

  entryOf(principalId: string): Readonly<Entry> | undefined {
    return this.#entries.get(principalId);
  }

  /** The kit and its state as the disk has them now: somebody may have copied older ones over them. */
  async load(principalId: string, correlationId: CorrelationId): Promise<FoundKit> {
    return this.#turns.take(async () => this.#load(principalId, correlationId));
  }

  async #load(principalId: string, correlationId: CorrelationId): Promise<FoundKit> {
    if (!(await this.#tryRead(principalId, correlationId))) return { missing: 'unavailable' };
    const entry = this.#entries.get(principalId);
    if (entry === undefined) return { missing: 'no-kit' };
    const { kit, state } = entry;
    if (state.gone !== undefined) return { missing: missingOf(state.gone) };
    if (kit === undefined) return { missing: 'no-kit' };
    if (this.#checks.isExpired(kit)) {
      this.#expire(entry);
      return { missing: 'expired' };
    }
    return { kit, state };
  }

  /**
   * Keeps a kit that the server sent.
   *
   * @param expected `sid` is whose it must be, where that is known; `revive` whether it may follow one that was
   *   destroyed: somebody has just proven to the server who they are
   * @throws VaultUnavailableError: what is there stays as it is
   */
  async put(
    signed: string,
    expected: { sid?: string; revive: boolean },
    correlationId: CorrelationId,
  ): Promise<{ kit: Kit } | { refused: KitRefusal }> {
    return this.#turns.take(async () => this.#put(signed, expected, correlationId));
  }

  async #put(
    signed: string,
    expected: { sid?: string; revive: boolean },
    correlationId: CorrelationId,
  ): Promise<{ kit: Kit } | { refused: KitRefusal }> {
    const verified = await this.#checks.verify(signed);
    if (typeof verified === 'string') return this.#refuse(verified, undefined, correlationId);
    const refused = await this.#checks.faultOf(verified, expected);
    if (refused !== undefined) return this.#refuse(refused, verified.principalId, correlationId);
    const { principalId } = verified;
    await this.#read(principalId, correlationId);
    // From here on nothing waits, so nobody counts in between.
    const entry = this.#entries.get(principalId);
    const isDestroyed = entry?.state.gone?.why === 'destroyed';
    if (isDestroyed && !expected.revive) {
      return this.#refuse('destroyed', undefined, correlationId);
    }
    const known = entry?.state.serial ?? 0;
    if (verified.serial < known) return this.#refuse('older', principalId, correlationId);
    if (entry?.kit !== undefined && verified.serial === known) {
      const same = JSON.stringify(entry.kit) === JSON.stringify(verified);
      return same ? { kit: verified } : this.#refuse('older', principalId, correlationId);
    }
    this.#makeRoom(principalId);
    this.#store(verified, signed, entry?.state);
    return { kit: verified };
  }

  /** Changes the state of a kit. Safe when this returns. @throws Error when there is none, or it was tampered with */
  change(principalId: string, change: (state: KitState) => Partial<KitState>): KitState {
    const entry = this.#entries.get(principalId);
    const state = this.#states.read(principalId);
    if (entry === undefined || typeof state === 'string') {
      throw new Error('the state of the kit cannot be changed');
    }
    entry.state = this.#states.write({ ...state, ...change(state) });
    return entry.state;
  }

  /**
   * Destroys a kit. First it is written down that it is gone, then it goes: a power cut in between is finished at the
   * next start.
   */
  destroy(
    principalId: string,
    code: DestructionCode,
    correlationId: CorrelationId,
    account: NamedAccount | undefined = this.#entries.get(principalId),
  ): void {
    const type = code === 'broken' ? 'kit.refused' : 'kit.destroyed';
    const event = this.#parameters.events.make({ type, principalId, code, correlationId });
    this.#parameters.logger.warn(type, { correlationId, code, sid: account?.account.sid });
    const kept = this.#states.read(principalId);
    if (account !== undefined) {
      const base =
        typeof kept === 'string'
          ? blankState(principalId, account, this.#states.restart(principalId))
          : kept;
      const state = this.#states.write({
        ...base,
        seeds: [],
        gone: { why: 'destroyed', event, told: false },
      });
      this.#entries.set(principalId, { ...account, state, kit: undefined });
    }
    this.#parameters.files.destroy(fileStem(principalId) + KIT_SUFFIX);
    if (account === undefined) {
      this.#states.remove(principalId);
      this.#entries.delete(principalId);
    }
    this.#parameters.events.add(event);
  }

  /** Forgets a principal altogether, as the server says. */
  async remove(principalId: string): Promise<void> {
    await this.#turns.take(() => this.#remove(principalId));
  }

  #remove(principalId: string): void {
    this.#parameters.files.destroy(fileStem(principalId) + KIT_SUFFIX);
    this.#states.remove(principalId);
    this.#entries.delete(principalId);
  }

  /** The server was told of these: what is left of destroyed kits and spent codes need not tell it again. */
  told(events: readonly OfflineEvent[]): void {
    const ids = new Set(events.map(({ id }) => id));
    for (const [principalId, { state }] of this.#entries) {
      if (afterTelling(state, ids) === undefined) continue;
      this.change(principalId, (present) => afterTelling(present, ids) ?? {});
    }
  }

  /** Destroys the kits whose time is over. */
  expireOld(): void {
    for (const entry of this.#entries.values()) {
      if (entry.kit !== undefined && this.#checks.isExpired(entry.kit)) this.#expire(entry);
    }
  }

  async #readAll(correlationId: CorrelationId): Promise<void> {
    const { files, events } = this.#parameters;
    files.sweep();
    const names = files.list().filter((name) => /^[0-9a-f]{32}\.(kit|state)$/.test(name));
    for (const stem of new Set(names.map((name) => name.replace(/\..*$/, '')))) {
      const owner = this.#ownerOf(stem);
      if (owner === undefined) this.#destroyUnknown(stem, correlationId);
      else await this.#tryRead(owner, correlationId);
    }
    for (const { state } of this.#entries.values()) {
      for (const event of untoldEvents(state)) events.add(event);
    }
  }

  /** Whose the files of this name say they are, if that is the name of their files. */
  #ownerOf(stem: string): string | undefined {
    return [STATE_SUFFIX, KIT_SUFFIX]
      .map((suffix) => ownerOf(this.#parameters.files.read(stem + suffix) ?? new Uint8Array()))
      .find((owner) => owner !== undefined && fileStem(owner) === stem);
  }

  #destroyUnknown(stem: string, correlationId: CorrelationId): void {
    const { files, events, logger } = this.#parameters;
    logger.warn('kit.refused', { correlationId, code: 'broken', path: stem });
    for (const suffix of [STATE_SUFFIX, KIT_SUFFIX]) files.destroy(stem + suffix);
    const principalId = `unreadable/${stem}`;
    events.record({ type: 'kit.refused', principalId, code: 'broken', correlationId });
  }

  /** Reads an entry and says whether the vault could be asked. Where not, nothing is known, and so nothing is touched. */
  async #tryRead(principalId: string, correlationId: CorrelationId): Promise<boolean> {
    try {
      await this.#read(principalId, correlationId);
      this.#isVaultAway = false;
      return true;
    } catch (error) {
      if (!(error instanceof VaultUnavailableError)) throw error;
      if (!this.#entries.has(principalId)) this.#unread.add(principalId);
      if (!this.#isVaultAway) {
        const { logger } = this.#parameters;
        logger.error('vault.unavailable', { correlationId, detail: detailOf(error) });
      }
      this.#isVaultAway = true;
      return false;
    }
  }

  /** Brings an entry up to what the disk has. @throws VaultUnavailableError */
  async #read(principalId: string, correlationId: CorrelationId): Promise<void> {
    const { files, vault } = this.#parameters;
    const stem = fileStem(principalId);
    const bytes = files.read(stem + KIT_SUFFIX);
    const signed = bytes && openFile({ vault, kind: 'kit', principalId }, bytes);
    const kit = signed === undefined ? undefined : await this.#checks.verify(signed);
    // From here on nothing waits.
    const state = this.#states.read(principalId);
    this.#unread.delete(principalId);
    if (typeof state === 'string') {
      this.#readWithoutState(principalId, { bytes, kit }, state, correlationId);
      return;
    }
    const { account, userPrincipalName } = state;
    const entry: Entry = { account, userPrincipalName, state, kit: undefined };
    this.#entries.set(principalId, entry);
    if (bytes === undefined) return;
    if (state.gone !== undefined) {
      files.destroy(stem + KIT_SUFFIX);
      return;
    }
    if (kit === undefined || kit === 'malformed') {
      this.destroy(principalId, 'broken', correlationId);
    } else if (kit === 'wrong-workstation') {
      this.#removeForeign(principalId, correlationId);
    } else if (typeof kit !== 'string') {
      this.#admit(entry, kit, correlationId);
    }
  }

  /** Takes a kit that can be read as the principal's, if it is the newest that was ever here. */
  #admit(entry: Entry, kit: Kit, correlationId: CorrelationId): void {
    const { principalId, serial } = entry.state;
    if (kit.principalId !== principalId) this.destroy(principalId, 'broken', correlationId);
    else if (kit.serial < serial) this.destroy(principalId, 'tampered', correlationId);
    else {
      // A power cut came between the kit and its serial.
      if (kit.serial > serial)
        entry.state = this.change(principalId, () => ({ serial: kit.serial }));
      entry.kit = kit;
    }
  }

  /** No kit is written before its state: one without was left by somebody who took the state away. */
  #readWithoutState(
    principalId: string,
    { bytes, kit }: { bytes: Uint8Array | undefined; kit: Kit | KitRefusal | undefined },
    state: 'none' | 'tampered',
    correlationId: CorrelationId,
  ): void {
    const account = typeof kit === 'object' ? kit : this.#entries.get(principalId);
    if (bytes !== undefined || (state === 'tampered' && account !== undefined)) {
      this.destroy(principalId, 'tampered', correlationId, account && namesOf(account));
    } else if (state === 'tampered') {
      this.#states.remove(principalId);
    } else {
      this.#entries.delete(principalId);
    }
  }

  #removeForeign(principalId: string, correlationId: CorrelationId): void {
    const { events, logger } = this.#parameters;
    logger.warn('kit.refused', { correlationId, code: 'foreign' });
    this.#remove(principalId);
    events.record({ type: 'kit.refused', principalId, code: 'foreign', correlationId });
  }

  /** The state stands first, so that no kit is ever without; then the kit; then its serial. */
  #store(kit: Kit, signed: string, before: KitState | undefined): void {
    const { files, vault, logger } = this.#parameters;
    const { principalId, serial, authenticator } = kit;
    const names = namesOf(kit);
    const started =
      before ??
      this.#states.write(blankState(principalId, names, this.#states.restart(principalId)));
    const old = this.#entries.get(principalId)?.kit;
    if (old?.recovery !== undefined && old.recovery.lock !== kit.recovery?.lock) {
      logger.info('kit.lock-changed', { sid: kit.account.sid });
    }
    files.replace(
      fileStem(principalId) + KIT_SUFFIX,
      sealFile({ vault, kind: 'kit', principalId }, signed),
    );
    const { gone, ...kept } = started;
    const state = this.#states.write({
      ...kept,
      ...names,
      ...(gone?.why === 'destroyed' ? { attempts: 0, wrongCodes: 0, ...unlocked(kept) } : {}),
      serial,
      lastStep: Math.max(kept.lastStep, authenticator?.lastStep ?? 0),
      seeds: kept.seeds.filter(({ credentialId }) => credentialId === authenticator?.credentialId),
    });
    this.#entries.set(principalId, { ...names, state, kit });
  }

  #expire(entry: Entry): void {
    const { principalId } = entry.state;
    entry.state = this.change(principalId, () => ({ seeds: [], gone: { why: 'expired' } }));
    entry.kit = undefined;
    this.#parameters.files.destroy(fileStem(principalId) + KIT_SUFFIX);
    this.#parameters.logger.info('kit.expired', { sid: entry.account.sid });
  }

  #makeRoom(principalId: string): void {
    if (this.#entries.has(principalId) || this.#entries.size < MAX_KITS) return;
    const age = ({ kit }: Entry) => kit?.issuedAt ?? '';
    const [oldest] = [...this.#entries.values()].sort((a, b) => (age(a) < age(b) ? -1 : 1));
    if (oldest !== undefined) this.#remove(oldest.state.principalId);
  }

  #refuse(
    refused: KitRefusal,
    principalId: string | undefined,
    correlationId: CorrelationId,
  ): { refused: KitRefusal } {
    this.#parameters.logger.warn('kit.refused', { correlationId, code: refused });
    if (principalId !== undefined) {
      const { events } = this.#parameters;
      events.record({ type: 'kit.refused', principalId, code: refused, correlationId });
    }
    return { refused };
  }
}

/** How it is said that a kit is gone. */
export function missingOf(gone: KitGone): NoKit {
  if (gone.why === 'expired') return 'expired';
  switch (gone.event.code) {
    case 'wrong-codes':
      return 'codes-destroyed';
    case 'tampered':
    case 'broken':
      return 'tampered';
    default:
      return 'destroyed';
  }
}
