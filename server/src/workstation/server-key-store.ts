export type ServerKeyKind = 'identity' | 'sealing' | 'tls-authority';

/** A key that all nodes share. */
export interface ServerKeyRow {
  id: string;
  kind: ServerKeyKind;
  /** The raw public key; of the TLS authority its certificate (DER). */
  publicPart: Uint8Array;
  /** Sealed by the keyring, bound to {@link serverKeyBinding}. */
  sealedPrivatePart: Uint8Array;
  createdAt: Date;
  version: number;
  retiredAt: Date | undefined;
}

/** The associated data of a sealed private part. */
export function serverKeyBinding(id: string): string {
  return `server_keys/${id}`;
}

/** Port: the keys of the server, current and retired. */
export interface ServerKeyStore {
  list(): Promise<ServerKeyRow[]>;
  /**
   * Adds the current key of a kind, retiring the present one when `replaces` names it.
   * @returns false when another node was first
   */
  add(
    key: Pick<ServerKeyRow, 'id' | 'kind' | 'publicPart' | 'sealedPrivatePart' | 'createdAt'>,
    replaces: string | undefined,
  ): Promise<boolean>;
  /** Forgets keys that were retired before. */
  removeRetired(before: Date): Promise<number>;
}
