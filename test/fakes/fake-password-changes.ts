import type {
  ChangeAccount,
  ChangeOutcome,
  PasswordChanges,
} from '../../service/src/passwords/password-changes.js';

/** One change as Windows was asked for it; passwords as text, because the buffers are wiped. */
export interface AskedChange {
  account: ChangeAccount;
  oldPassword: string;
  newPassword: string;
}

export type ChangeReply = ChangeOutcome | Error | ((asked: AskedChange) => Promise<ChangeOutcome>);

/** A Windows that knows passwords, and demands a length of new ones; what is queued, it says instead. */
export class FakePasswordChanges implements PasswordChanges {
  readonly asked: AskedChange[] = [];
  /** Buffers that it was given, as they are now. */
  readonly secrets: Uint8Array[] = [];
  /** Passwords by `DOMAIN\name`. */
  readonly known = new Map<string, string>();
  minimumLength = 1;
  readonly #replies: ChangeReply[] = [];

  says(...replies: ChangeReply[]): this {
    this.#replies.push(...replies);
    return this;
  }

  async change(
    account: ChangeAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<ChangeOutcome> {
    this.secrets.push(oldPassword, newPassword);
    const textOf = (password: Uint8Array) => Buffer.from(password).toString('utf8');
    const asked = {
      account,
      oldPassword: textOf(oldPassword),
      newPassword: textOf(newPassword),
    };
    this.asked.push(asked);
    const reply = this.#replies.shift();
    if (reply instanceof Error) throw reply;
    if (reply !== undefined) return typeof reply === 'function' ? reply(asked) : reply;
    return this.#change(asked);
  }

  #change({ account: { domain, name }, oldPassword, newPassword }: AskedChange): ChangeOutcome {
    const key = `${domain}\\${name}`;
    if (this.known.get(key) !== oldPassword) return { outcome: 'wrong' };
    if (newPassword === oldPassword) return { outcome: 'rejected', rule: 'password.history' };
    if (newPassword.length < this.minimumLength) {
      return { outcome: 'rejected', rule: 'password.length' };
    }
    this.known.set(key, newPassword);
    return { outcome: 'changed' };
  }
}
