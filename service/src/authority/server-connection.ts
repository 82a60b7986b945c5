import type { StoredIdentity } from '../identity/identity-store.js';
import { HttpTransport } from './http-transport.js';

/** The one connection to the server. It belongs to the keys that it was pinned with: new keys, new connection. */
export class ServerConnection {
  readonly #proxyUrl: string | undefined;
  #open: { identity: StoredIdentity; transport: HttpTransport } | undefined;

  constructor(proxyUrl: string | undefined) {
    this.#proxyUrl = proxyUrl;
  }

  /** Where it leads, as we were told; undefined before it was first wanted. */
  get serverUrl(): string | undefined {
    return this.#open?.identity.serverUrl;
  }

  /** Where it leads, as names were resolved. */
  get address(): string | undefined {
    return this.#open?.transport.address;
  }

  to(identity: StoredIdentity): HttpTransport {
    if (this.#open?.identity === identity) return this.#open.transport;
    const old = this.#open?.identity;
    const { serverUrl, serverKeys } = identity;
    const isSame =
      old?.serverUrl === serverUrl && old.serverKeys.tlsAuthority === serverKeys.tlsAuthority;
    if (isSame && this.#open !== undefined) {
      this.#open = { ...this.#open, identity };
      return this.#open.transport;
    }
    this.close();
    const transport = new HttpTransport({
      baseUrl: serverUrl,
      authority: serverKeys.tlsAuthority,
      proxyUrl: this.#proxyUrl,
    });
    this.#open = { identity, transport };
    return transport;
  }

  close(): void {
    this.#open?.transport.close();
    this.#open = undefined;
  }
}
