import type {
  Directory,
  DirectoryAccount,
  DirectoryGroup,
  PasswordCheck,
} from '../../../server/src/directory/directory.js';

export const STUB_REALM = 'stub.test';

/** What each of its users has: it is compared, not hashed. */
export const STUB_PASSWORD = 'correct horse battery staple';

/** A directory that answers at once, so that the server alone is measured. It knows `user1`, `user2` and so on. */
export class StubDirectory implements Directory {
  readonly realm = STUB_REALM;
  readonly #password = Buffer.from(STUB_PASSWORD);

  realmOf(): string {
    return this.realm;
  }

  fold(name: string): string {
    return name;
  }

  find(name: string): Promise<DirectoryAccount | undefined> {
    const number = /^user(\d{1,9})$/.exec(name)?.[1];
    if (number === undefined) return Promise.resolve(undefined);
    return Promise.resolve({
      principalId: `${this.realm}/00000000-0000-4000-8000-${number.padStart(12, '0')}`,
      realm: this.realm,
      sid: `S-1-5-21-1-2-3-${number}`,
      netbiosDomain: 'STUB',
      samAccountName: name,
    });
  }

  findById(principalId: string): Promise<DirectoryAccount | undefined> {
    const number = /-(\d{12})$/.exec(principalId)?.[1];
    return number === undefined ? Promise.resolve(undefined) : this.find(`user${Number(number)}`);
  }

  verifyPassword(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
  ): Promise<PasswordCheck> {
    const right = account !== undefined && this.#password.equals(password);
    return Promise.resolve(right ? 'right' : 'wrong');
  }

  groups(_account?: DirectoryAccount): Promise<DirectoryGroup[]> {
    return Promise.resolve([]);
  }

  list() {
    return Promise.resolve({ accounts: [], more: false });
  }

  search() {
    return Promise.resolve({ accounts: [], more: false, away: [] });
  }

  state() {
    return Promise.resolve({ disabled: false, mustChangePassword: false });
  }

  lockout(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  passwordRules() {
    return Promise.resolve({
      minimumLength: 1,
      complexity: false,
      historyLength: 0,
      minimumAgeSeconds: 0,
    });
  }

  resetPassword() {
    return Promise.resolve({ outcome: 'forbidden' } as const);
  }

  changePassword() {
    return Promise.resolve({ outcome: 'forbidden' } as const);
  }

  unlock() {
    return Promise.resolve('forbidden' as const);
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  test() {
    return Promise.resolve({ directory: this.realm, steps: [], ok: true });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
