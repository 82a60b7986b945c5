import type {
  PasswordCheck,
  WindowsAccount,
  WindowsPasswords,
} from '../../service/src/offline/windows-passwords.js';

/** A Windows that knows the passwords it was told. */
export class FakeWindowsPasswords implements WindowsPasswords {
  /** Passwords by `DOMAIN\name`. */
  readonly known = new Map<string, string>();
  /** What is said of an account whatever the password. */
  readonly instead = new Map<string, PasswordCheck>();
  keepsLogons = true;
  readonly asked: string[] = [];

  async check({ domain, name }: WindowsAccount, password: Uint8Array): Promise<PasswordCheck> {
    const account = `${domain ?? ''}\\${name}`;
    this.asked.push(account);
    const instead = this.instead.get(account);
    if (instead !== undefined) return instead;
    return this.known.get(account) === Buffer.from(password).toString('utf8') ? 'right' : 'wrong';
  }

  keepsLogonsOf(): boolean {
    return this.keepsLogons;
  }
}
