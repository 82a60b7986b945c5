/** A user of the local directory, without the password. */
export interface LocalUser {
  /** UUID. */
  id: string;
  rid: number;
  name: string;
  displayName?: string | undefined;
  mail?: string | undefined;
  passwordChangedAt: Date;
}

export interface NewLocalUser extends Omit<LocalUser, 'rid' | 'passwordChangedAt'> {
  foldedName: string;
  /** PHC string. */
  passwordHash: string;
  createdAt: Date;
}

/** Whom a search is for: one of these. Texts are folded. */
export interface LocalUserSearch {
  rid?: number;
  name?: string;
  /** Of the name, the mail address, or any word of the display name. */
  beginning?: string;
}

/** Port: where local users are kept. */
export interface LocalUserStore {
  /** The SID of the domain: `candidate` when there was none yet, else the one that was first. */
  domainSid(candidate: string): Promise<string>;
  /** Undefined when the name is taken. */
  add(user: NewLocalUser): Promise<LocalUser | undefined>;
  find(foldedName: string): Promise<LocalUser | undefined>;
  findById(id: string): Promise<LocalUser | undefined>;
  /** By name. */
  list(limit: number): Promise<LocalUser[]>;
  /** By name. */
  search(search: LocalUserSearch, limit: number): Promise<LocalUser[]>;
  /** The PHC string of a user's password; undefined when there is no such user. */
  passwordHash(id: string): Promise<string | undefined>;
  /** Whether there is such a user. */
  setPasswordHash(id: string, passwordHash: string, changedAt: Date): Promise<boolean>;
  /** Replaces a hash by another one of the same password, unless the password was changed in between. */
  upgradePasswordHash(id: string, from: string, to: string): Promise<void>;
}
