import type { Server } from 'node:net';
import { Server as TlsServer } from 'node:tls';

import type { Clock } from '../clock.js';
import { issueTlsLeaf } from '../tls/tls-authority.js';
import type { TlsAuthority, TlsLeaf } from '../tls/tls-authority.js';

const RENEW_BEFORE_MS = 30 * 86_400_000;

/** This node's certificate of the server's own authority, renewed while it runs. */
export class TlsCredentials {
  readonly #authority: TlsAuthority;
  readonly #names: readonly string[];
  readonly #clock: Clock;
  #leaf: TlsLeaf;

  private constructor(
    authority: TlsAuthority,
    names: readonly string[],
    clock: Clock,
    leaf: TlsLeaf,
  ) {
    this.#authority = authority;
    this.#names = names;
    this.#clock = clock;
    this.#leaf = leaf;
  }

  static async issue(authority: TlsAuthority, names: readonly string[], clock: Clock) {
    return new TlsCredentials(
      authority,
      names,
      clock,
      await issueTlsLeaf(authority, names, clock.now()),
    );
  }

  get current(): { cert: string; key: string } {
    return { cert: this.#leaf.certificate, key: this.#leaf.key };
  }

  /** Gives the server a new certificate when the present one ends soon. Connections that exist are not touched. */
  async renew(server: Server): Promise<void> {
    const now = this.#clock.now();
    if (this.#leaf.expiresAt.getTime() - now.getTime() > RENEW_BEFORE_MS) return;
    this.#leaf = await issueTlsLeaf(this.#authority, this.#names, now);
    if (server instanceof TlsServer)
      server.setSecureContext({ ...this.current, minVersion: 'TLSv1.2' });
  }
}
