import type { PasswordLinkId } from '@gatehouse/protocol';

/** A link by which one person sets one new password. */
export interface PasswordLink {
  id: PasswordLinkId;
  principalId: string;
  /** Who gave it. */
  operator: string;
  /** Which password it replaces, as the directory counts; undefined where that does not tell. */
  generation: string | undefined;
  issuedAt: Date;
  expiresAt: Date;
}

/** Port: links, one a person, shared by all nodes. Of the token there is a keyed hash only. */
export interface PasswordLinkStore {
  /** Puts a link in the place of the person's older one, which is over from then on. */
  put(link: PasswordLink, tokenMac: Uint8Array): Promise<void>;
  /** The link of a token, while it is neither used, nor replaced, nor over. */
  find(tokenMac: Uint8Array, now: Date): Promise<PasswordLink | undefined>;
  /** Uses it up, once, also when two nodes race. @returns whether this session did */
  use(
    link: Pick<PasswordLink, 'id' | 'principalId'>,
    sessionId: string,
    now: Date,
  ): Promise<boolean>;
  /** What this session used, and what came to nothing, is there again, unless a newer one took its place. */
  giveBack(link: Pick<PasswordLink, 'id' | 'principalId'>, sessionId: string): Promise<void>;
  /** The person has a new password: whatever link there is, is over. */
  forget(principalId: string, now: Date): Promise<void>;
}
