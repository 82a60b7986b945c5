/** Port: the passwords of principals, sealed to the public keys of their recovery locks. */
export interface SealedPasswords {
  /** Seals a password and keeps it by its generation. The caller wipes `password`. */
  store(entry: {
    principalId: string;
    keyId: string;
    publicKey: Uint8Array;
    generation: string;
    password: Uint8Array;
    now: Date;
  }): Promise<void>;
}
