import type { PasswordPolicy, PasswordRuleText } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { CoreLogger } from '../core-logger.js';
import { DirectoryUnavailableError } from '../directory/directory.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { brokenRule } from '../directory/password-rules.js';
import type { PasswordRules } from '../directory/password-rules.js';
import type { BreachedList } from './breached/breached-list.js';
import { brokenTextRules } from './broken-rules.js';
import { readCandidate } from './candidate.js';
import type { Candidate } from './candidate.js';
import type { PasswordHistory } from './history/password-history.js';
import type { PasswordTags } from './history/password-tags.js';
import { isTooYoung } from './password-age.js';
import { rulesInForce, stricter } from './rules-in-force.js';
import type { Occasion, RulesInForce } from './rules-in-force.js';
import { prepareStrength, strengthOf } from './strength.js';
import type { Strength } from './strength.js';

export interface PasswordQualityDependencies {
  directory: Pick<Directory, 'passwordRules'>;
  history: PasswordHistory;
  tags: Pick<PasswordTags, 'tagOf'>;
  list: BreachedList;
  clock: Clock;
  logger?: CoreLogger | undefined;
}

/** A new password that somebody wants. All bytes are UTF-8; the caller wipes them. */
export interface WantedPassword {
  account: DirectoryAccount;
  policy: PasswordPolicy;
  password: Uint8Array;
  /** The one before, where it is at hand. */
  old?: Uint8Array | undefined;
  occasion: Occasion;
  language?: string | undefined;
}

const NO_RULES: PasswordRules = {
  minimumLength: 0,
  complexity: false,
  historyLength: 0,
  minimumAgeSeconds: 0,
};

/** What a new password must be like, by our policy and the directory's: one judge for every door. */
export class PasswordQuality {
  readonly #dependencies: PasswordQualityDependencies;

  constructor(dependencies: PasswordQualityDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws DirectoryUnavailableError */
  async rules({
    account,
    policy,
    occasion,
    language,
  }: Omit<WantedPassword, 'password' | 'old'>): Promise<RulesInForce> {
    const { directory, list } = this.#dependencies;
    // While the person thinks of a password.
    if (policy.minimumScore > 0) prepareStrength();
    return rulesInForce(
      { policy, directory: await directory.passwordRules(account) },
      { occasion, hasList: list.isPresent, language },
    );
  }

  /** What a person is told of the rules: ours alone where the directory does not answer, for its own word is the last one. */
  async tell(
    wanted: Omit<WantedPassword, 'password' | 'old'>,
    correlationId: string,
  ): Promise<PasswordRuleText[]> {
    try {
      return (await this.rules(wanted)).effective;
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      this.#dependencies.logger?.warn('the directory did not tell its password rules', {
        correlationId,
        error,
      });
      const { policy, occasion, language } = wanted;
      const hasList = this.#dependencies.list.isPresent;
      return rulesInForce({ policy, directory: NO_RULES }, { occasion, hasList, language })
        .effective;
    }
  }

  /**
   * Every rule that a new password breaks, the directory's included as far as its text tells; none when it may be taken
   * to the directory.
   * @throws DirectoryUnavailableError
   */
  async broken(wanted: WantedPassword): Promise<PasswordRuleText[]> {
    const { account, policy, password, occasion } = wanted;
    const { directory, clock } = this.#dependencies;
    const candidate = readCandidate(password);
    const broken = brokenTextRules(candidate, { ...wanted, old: candidateOfOld(wanted.old) });
    if (candidate === undefined || candidate.text.length > policy.maximumLength) return broken;
    const [theirs, listed, used, weak] = await Promise.all([
      directory.passwordRules(account),
      this.#listed(password, policy, 'fail'),
      this.#isUsed(account, policy, password),
      this.#weak(candidate, wanted, 'fail'),
    ]);
    const isTooSoon =
      occasion === 'change' && isTooYoung(policy, account.passwordSetAt, clock.now());
    return stricter([
      ...broken,
      ...directoryRules(password, theirs, account),
      ...listed,
      ...weak,
      ...(used ? [{ code: 'password.history' as const, value: policy.history }] : []),
      ...(isTooSoon ? [{ code: 'password.age' as const }] : []),
    ]);
  }

  /**
   * Every rule of ours that a password breaks which was right until now. What cannot be looked at breaks nothing: nobody
   * is made to change a password because a file is missing.
   */
  async brokenAtLogon({
    account,
    policy,
    password,
    language,
  }: Pick<WantedPassword, 'account' | 'policy' | 'password' | 'language'>): Promise<
    PasswordRuleText[]
  > {
    const candidate = readCandidate(password);
    const circumstances = { account, policy, language };
    return [
      ...brokenTextRules(candidate, circumstances),
      ...(await this.#listed(password, policy, 'pass')),
      ...(candidate === undefined ? [] : await this.#weak(candidate, circumstances, 'pass')),
    ];
  }

  /** Puts a password that was proven into the history of its owner, once. A failure is logged: the next logon makes up for it. */
  async remember(
    account: Pick<DirectoryAccount, 'principalId' | 'passwordGeneration'>,
    policy: PasswordPolicy,
    password: Uint8Array,
  ): Promise<void> {
    if (policy.history === 0) return;
    const { history, tags, clock, logger } = this.#dependencies;
    const { principalId, passwordGeneration: generation } = account;
    try {
      if (generation !== undefined && (await history.knows(principalId, generation))) return;
      const tag = await tags.tagOf(principalId, password);
      await history.add({ principalId, tag, generation, now: clock.now() });
    } catch (error) {
      logger?.warn('a password was not put into the history', { principalId, error });
    }
  }

  /** How hard a password is to guess for who knows whose it is. */
  strength(
    { account, policy, language }: Pick<WantedPassword, 'account' | 'policy' | 'language'>,
    password: Uint8Array,
  ): Promise<Strength | undefined> {
    const text = readCandidate(password)?.text ?? '';
    return strengthOf(text, wordsAbout(account, policy), language);
  }

  async #listed(
    password: Uint8Array,
    { breached }: PasswordPolicy,
    unreadable: 'fail' | 'pass',
  ): Promise<PasswordRuleText[]> {
    if (breached === 'off') return [];
    const isListed = await this.#dependencies.list.has(password);
    if (isListed === true) return [{ code: 'password.breached' }];
    const isDemanded = breached === 'require' && unreadable === 'fail';
    return isListed === undefined && isDemanded ? [{ code: 'password.unchecked' }] : [];
  }

  async #isUsed(
    { principalId }: DirectoryAccount,
    policy: PasswordPolicy,
    password: Uint8Array,
  ): Promise<boolean> {
    if (policy.history === 0) return false;
    const { history, tags } = this.#dependencies;
    const [tag, past] = await Promise.all([
      tags.tagOf(principalId, password),
      history.list(principalId),
    ]);
    return past.slice(0, policy.history).some((one) => Buffer.compare(one, tag) === 0);
  }

  async #weak(
    { text }: Candidate,
    { account, policy, language }: Pick<WantedPassword, 'account' | 'policy' | 'language'>,
    unknown: 'fail' | 'pass',
  ): Promise<PasswordRuleText[]> {
    const { minimumScore } = policy;
    if (minimumScore === 0) return [];
    const strength = await strengthOf(text, wordsAbout(account, policy), language);
    if (strength === undefined) return unknown === 'fail' ? [{ code: 'password.unchecked' }] : [];
    return strength.score < minimumScore ? [{ code: 'password.weak', value: minimumScore }] : [];
  }
}

function candidateOfOld(old: Uint8Array | undefined): Candidate | undefined {
  return old === undefined ? undefined : readCandidate(old);
}

function directoryRules(
  password: Uint8Array,
  rules: PasswordRules,
  account: DirectoryAccount,
): PasswordRuleText[] {
  const code = brokenRule(password, rules, account);
  if (code === undefined) return [];
  return code === 'length'
    ? [{ code: 'password.length', value: rules.minimumLength }]
    : [{ code: `password.${code}` }];
}

function wordsAbout(account: DirectoryAccount, { dictionary }: PasswordPolicy): string[] {
  const { samAccountName, displayName = '', mail = '', realm, netbiosDomain } = account;
  return [samAccountName, ...displayName.split(' '), ...mail.split('@'), realm, netbiosDomain]
    .concat(dictionary)
    .filter((word) => word !== '');
}
