import type { LogonId } from '@gatehouse/protocol';

import { isWrong } from '../directory/directory.js';
import type { DirectoryAccount, PasswordCheck } from '../directory/directory.js';
import type { Strike } from '../regulation/strikes.js';
import { refusalOf } from './checks/require-usable-account.js';
import { rememberNewPassword, sealNewPassword } from './keep-new-password.js';
import type { LogonParts } from './logon-dependencies.js';
import type { Source } from './logon-engine.js';
import { lockEntries } from './logon-journal.js';
import type { StoredLogon } from './logon-store.js';
import { strikeKeyOf } from './logon.js';
import { MAX_PASSWORD_BYTES } from './password-limits.js';
import { codeOf, deny, wrongPassword } from './refusal.js';
import type { WrongCause } from './refusal.js';

/** How long after the grant, or the end of its challenge, a workstation may tell: people think of a password. */
const TELLING_MS = 10 * 60_000;

/** Looks at a new password in one logon. A workstation that changed it knows it: more is for answers that got lost. */
const MAX_TRIES = 3;

interface Telling {
  source: Source;
  logon: StoredLogon;
  password: Uint8Array;
  strike: Strike;
  now: Date;
}

/**
 * Makes sure of a password that a workstation says it changed. It is one more place where passwords are looked at, so it
 * takes the strikes of all the others, before the look.
 */
export class ConfirmPasswordChange {
  readonly #parts: LogonParts;

  constructor(parts: LogonParts) {
    this.#parts = parts;
  }

  /** @throws DirectoryUnavailableError */
  async run(request: { source: Source; logonId: LogonId; password: Uint8Array }): Promise<void> {
    const { source, logonId, password } = request;
    // A bind without a password would succeed (R26).
    if (password.length === 0 || password.length > MAX_PASSWORD_BYTES) return;
    const { clock, logons, strikes } = this.#parts;
    const now = clock.now();
    const limits = { maxTries: MAX_TRIES, grantedAfter: new Date(now.getTime() - TELLING_MS) };
    const logon = await logons.takePasswordTry(logonId, source, limits);
    if (logon === undefined) return;
    const key = strikeKeyOf(source, logon.principalId);
    const strike = await strikes.take(key, logon.settings.lockout, now);
    if ('code' in strike) return this.#refuse(source, logon, strike.code);
    await this.#look({ source, logon, password, strike, now });
  }

  async #look(telling: Telling): Promise<void> {
    const { source, logon, password, strike, now } = telling;
    const { account, check } = await this.#giveBackOnError(telling, () =>
      this.#ask(logon, password),
    );
    if (isWrong(check)) {
      const { code, cause } = wrongPassword(check, strike);
      return this.#refuse(source, logon, code, { strike, cause });
    }
    const refusal = refusalOf(check);
    if (refusal !== undefined || account === undefined) {
      await this.#parts.strikes.giveBack(strike, now);
      return this.#refuse(source, logon, codeOf(refusal ?? deny('account.disabled')));
    }
    // The old password, which is as right until it was changed; or a controller that has not heard of the new one.
    if (logon.generation !== undefined && account.passwordGeneration === logon.generation) {
      await this.#parts.strikes.giveBack(strike, now);
      return this.#refuse(source, logon, 'password.unchanged');
    }
    await this.#accept(telling, account);
  }

  async #ask(
    { principalId }: StoredLogon,
    password: Uint8Array,
  ): Promise<{ account: DirectoryAccount | undefined; check: PasswordCheck }> {
    const { directory } = this.#parts;
    const found = await directory.findById(principalId);
    const check = await directory.verifyPassword(found, password);
    // As it is after the look: the generation that goes with this password.
    const account = check === 'right' ? await directory.findById(principalId) : found;
    return { account, check: found === undefined ? 'wrong' : check };
  }

  /** The audit comes before the end: after a crash in between the workstation tells again. Rather twice than not at all. */
  async #accept(
    { source, logon, password, strike, now }: Telling,
    account: DirectoryAccount,
  ): Promise<void> {
    const { journal, logons } = this.#parts;
    const sealed = await sealNewPassword(this.#parts, source, { account, password, now });
    const facts = { detail: { sealed } };
    await journal.record(source, logon, [{ type: 'password.changed', outcome: 'success', facts }]);
    await logons.markPasswordChanged(logon.id, strike, now);
    // Windows has taken it, whatever our rules are: a logon with it is where they are asked about.
    await rememberNewPassword(this.#parts, source, account, password);
  }

  async #refuse(
    source: Source,
    logon: StoredLogon,
    code: string,
    standing?: { strike: Strike; cause: WrongCause | undefined },
  ): Promise<void> {
    await this.#parts.journal.record(source, logon, [
      {
        type: 'password.change-refused',
        outcome: 'failure',
        facts: { code, ...(standing?.cause && { detail: { cause: standing.cause } }) },
      },
      ...(standing === undefined ? [] : lockEntries(standing.strike)),
    ]);
  }

  /** Whoever was not looked at has not failed. */
  async #giveBackOnError<T>({ strike, now }: Telling, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.#parts.strikes.giveBack(strike, now);
      throw error;
    }
  }
}
