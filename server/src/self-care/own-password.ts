import type { OwnPasswordAnswer, OwnPasswordTrial, PasswordRuleText } from '@gatehouse/protocol';

import { MAX_PASSWORD_BYTES } from '../authentication/password-limits.js';
import { denial } from './care-answers.js';
import type { CareParts } from './care-parts.js';
import { Caring } from './caring.js';
import type { Caller } from './caring.js';
import { provePassword } from './prove-password.js';

/** Pages ask while somebody types. */
const TRIALS = { limit: 300, windowMinutes: 5 };

interface Change {
  password: Uint8Array;
  newPassword: Uint8Array;
  language?: string | undefined;
}

/** Changing the password that a signed-in person knows. The caller wipes all passwords. */
export class OwnPassword {
  readonly #parts: CareParts;

  constructor(parts: CareParts) {
    this.#parts = parts;
  }

  /** Looks at no earlier password: whoever finds a browser open shall not learn which ones there were. */
  async try(
    caller: Caller,
    {
      newPassword,
      password: old,
      language,
    }: Omit<Change, 'password'> & { password?: Uint8Array | undefined },
  ): Promise<OwnPasswordTrial> {
    const caring = await Caring.of(this.#parts, caller);
    await caring.take('password.trial', TRIALS);
    const { account, settings } = caring;
    const { passwords } = this.#parts;
    const wanted = { account, policy: settings.password, occasion: 'change' as const, language };
    const { effective: rules } = await passwords.rules(wanted);
    const policy = { ...settings.password, history: 0 };
    const broken = await passwords.broken({ ...wanted, policy, password: newPassword, old });
    return { rules, broken: worded(broken, rules) };
  }

  async change(caller: Caller, change: Change): Promise<OwnPasswordAnswer> {
    const { correlationId } = caller.context;
    const caring = await Caring.of(this.#parts, caller);
    const { password, newPassword, language } = change;
    const refused = await provePassword(this.#parts, caring, password);
    if (refused !== undefined) return refused;
    const { account, settings } = caring;
    const { passwords, directory } = this.#parts;
    const wanted = { account, policy: settings.password, occasion: 'change' as const, language };
    const { effective: rules } = await passwords.rules(wanted);
    const broken = await this.#broken(wanted, change);
    if (broken.length > 0) return this.#reject(caring, broken, rules);
    // Before it happens: the directory may have the new password when nobody is left to write that down.
    await caring.record('password.changing', 'info');
    const outcome = await directory.changePassword(account, password, newPassword);
    switch (outcome.outcome) {
      case 'accepted':
        return this.#accept(caring, change);
      case 'rejected':
        return this.#reject(caring, [{ code: `password.${outcome.rule}` }], rules);
      case 'wrong':
        // It was right a moment ago: somebody else has changed it since.
        return denial('credentials.wrong', correlationId);
      case 'forbidden':
        await caring.record('password.change-refused', 'failure', { code: 'directory.forbidden' });
        return denial('directory.forbidden', correlationId);
    }
  }

  async #broken(
    wanted: Omit<Parameters<CareParts['passwords']['broken']>[0], 'password' | 'old'>,
    { password, newPassword }: Change,
  ): Promise<PasswordRuleText[]> {
    if (newPassword.length > MAX_PASSWORD_BYTES) return [{ code: 'password.too-long' }];
    return this.#parts.passwords.broken({ ...wanted, password: newPassword, old: password });
  }

  async #reject(
    caring: Caring,
    broken: PasswordRuleText[],
    rules: readonly PasswordRuleText[],
  ): Promise<OwnPasswordAnswer> {
    const { correlationId } = caring.caller.context;
    const codes = [...new Set(broken.map(({ code }) => code))].join(' ');
    await caring.record('password.change-refused', 'failure', {
      ...{ code: 'password.rejected', detail: { rules: codes } },
    });
    return { outcome: 'rejected', rejected: worded(broken, rules), correlationId };
  }

  async #accept(caring: Caring, { newPassword, language }: Change): Promise<OwnPasswordAnswer> {
    const { caller, settings, now } = caring;
    const { person, context } = caller;
    const { principalId } = person;
    const { directory, passwords, resetGrants, sessions } = this.#parts;
    // Whoever knew the old password may be signed in with it; this session is the one that shows the new one.
    await sessions.keepOnly(person, context);
    await resetGrants.forget(principalId, now);
    // As it is now: the generation that goes with the new password.
    const account =
      (await this.#quietly(caring, () => directory.findById(principalId))) ?? caring.account;
    const sealed = await this.#seal(caring, account.passwordGeneration, newPassword);
    await passwords.remember(account, settings.password, newPassword);
    await caring.record('password.changed', 'success', { detail: { sealed } });
    caring.notify('password-changed', language);
    return { outcome: 'done', correlationId: context.correlationId };
  }

  /** For recovery without the server. Should this fail, the next logon makes up for it: the change stands. */
  async #seal(
    caring: Caring,
    generation: string | undefined,
    password: Uint8Array,
  ): Promise<boolean> {
    const { recoveryLocks, sealedPasswords } = this.#parts;
    const { account, now } = caring;
    const { principalId } = account;
    const sealed = await this.#quietly(caring, async () => {
      const lock = await recoveryLocks.find(principalId);
      // A controller that has not heard of the new password still shows the generation of the old one.
      const isNew = generation !== undefined && generation !== account.passwordGeneration;
      if (lock === undefined || !isNew) return false;
      const { keyId, publicKey } = lock;
      await sealedPasswords.store({ principalId, keyId, publicKey, generation, password, now });
      return true;
    });
    return sealed === true;
  }

  async #quietly<T>(caring: Caring, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const { correlationId } = caring.caller.context;
      this.#parts.logger?.warn('something after a changed password failed', {
        correlationId,
        error,
      });
      return undefined;
    }
  }
}

/** With the number or the text that goes with each rule, where it was named alone. */
function worded(
  broken: readonly PasswordRuleText[],
  rules: readonly PasswordRuleText[],
): PasswordRuleText[] {
  return broken.map((one) =>
    one.value === undefined && one.text === undefined
      ? (rules.find(({ code }) => code === one.code) ?? one)
      : one,
  );
}
