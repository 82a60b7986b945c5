import { setTimeout as sleep } from 'node:timers/promises';

import type { SlotName } from '@gatehouse/protocol';

import { en } from '../../../service/src/logon/texts/en.js';
import { PipeClient, connectSocket } from '../pipe-client.js';
import type { Grant, Outcome, PipeTile } from '../pipe-client.js';

/** What a person sees come of a submitted password or code. */
export type Sight =
  | { kind: 'granted'; grant: Grant }
  /** A code is asked for. */
  | { kind: 'challenged' }
  /** The code was looked at and did not do. */
  | { kind: 'rejected'; text: string }
  /** Name and password were looked at and did not do. */
  | { kind: 'denied'; text: string }
  /** The logon that the code was for is over. */
  | { kind: 'over'; text: string }
  /** No verdict: whether anything was looked at, nobody knows. */
  | { kind: 'nothing'; text: string };

const CONNECT_TIMEOUT_MS = 5_000;

/** One tile on a pipe of its own. A service that dies under it is something to be seen, not an error. */
export class WatchedTile implements Disposable {
  readonly #client: PipeClient;
  readonly #tile: PipeTile;

  private constructor(client: PipeClient, tile: PipeTile) {
    this.#client = client;
    this.#tile = tile;
  }

  /** @returns undefined when no service answers */
  static async open(pipePath: string): Promise<WatchedTile | undefined> {
    const timeout = new AbortController();
    const late = sleep(CONNECT_TIMEOUT_MS, undefined, { signal: timeout.signal });
    try {
      return await Promise.race([WatchedTile.#open(pipePath), late]);
    } catch {
      return undefined;
    } finally {
      timeout.abort();
    }
  }

  static async #open(pipePath: string): Promise<WatchedTile> {
    const client = await PipeClient.open(await connectSocket(pipePath));
    try {
      return new WatchedTile(client, await client.openTile());
    } catch (error) {
      client[Symbol.dispose]();
      throw error;
    }
  }

  async submit(values: Partial<Record<SlotName, string>>): Promise<Sight> {
    try {
      return this.#see(await this.#tile.submit(values));
    } catch (error) {
      return { kind: 'nothing', text: String(error) };
    }
  }

  /** Follows "try again" back to the code that had no answer. Returns false when the tile is gone or asks for no code. */
  async tryCodeAgain(): Promise<boolean> {
    if (this.#tile.field('link4') === undefined) return false;
    try {
      await this.#tile.follow(/^Try again$/);
      return this.#tile.field('code') !== undefined;
    } catch {
      return false;
    }
  }

  /** Tells the service what Windows said of the credential. */
  async report(): Promise<void> {
    await this.#tile.report(0).catch(() => undefined);
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }

  #see(outcome: Outcome): Sight {
    if (outcome.type === 'grant') return { kind: 'granted', grant: outcome };
    if (outcome.type === 'fault') return { kind: 'nothing', text: outcome.text };
    const { message } = this.#tile;
    if (this.#tile.field('code') !== undefined) {
      return message === '' ? { kind: 'challenged' } : { kind: 'rejected', text: message };
    }
    if (message.startsWith(en['denied.expired'])) return { kind: 'over', text: message };
    if (message.startsWith(en['denied.credentials'])) return { kind: 'denied', text: message };
    return { kind: 'nothing', text: message };
  }
}
