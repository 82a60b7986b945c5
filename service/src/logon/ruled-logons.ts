import { MAX_LOCAL_GROUPS, MAX_LOCAL_MEMBERS, formatId } from '@gatehouse/protocol';
import type {
  Account,
  DenialCode,
  LocalGroup,
  MachineExclusion,
  MachineRules,
  OfflineEvent,
  Verdict,
  WayIn,
} from '@gatehouse/protocol';

import { foreignAccount, namedAccount, typedAccount } from '../accounts/foreign-account.js';
import type { ForeignAccount } from '../accounts/foreign-account.js';
import type { WindowsAccounts } from '../accounts/windows-accounts.js';
import { wayOf } from '../authority/authority.js';
import type { BeginLogonRequest, CallContext } from '../authority/authority.js';
import type { Clock } from '../clock.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { PasswordCheck, WindowsPasswords } from '../offline/windows-passwords.js';
import type { Rules } from '../policy/rules.js';
import type { Random } from '../random.js';

export interface RuledLogonsParameters {
  rules: Rules;
  accounts: WindowsAccounts;
  /** Windows, which alone knows the passwords of accounts that are in no directory. */
  passwords: Pick<WindowsPasswords, 'check'>;
  /** Has the server told, when it can be: safe when it resolves. */
  record: (event: Omit<OfflineEvent, 'id' | 'at'>) => Promise<void>;
  clock: Clock;
  random: Random;
  logger: Logger;
}

export type RuledRequest = Omit<BeginLogonRequest, 'password'> & {
  /** LogonUI gave the tile of `expectedSid` no name: what was typed there may be anybody's. */
  isNameTyped?: boolean;
  /** An administrator of this computer listed the account for when nobody has a verdict. */
  isBreakGlass?: boolean | undefined;
};

/** Groups that every Windows has, as `S-1-5-32-544`, the administrators ([MS-DTYP] 2.4.2.4). */
const BUILT_IN = 'S-1-5-32-';

/** Why a workstation lets somebody in by itself; `excluded` by which SID. */
export type Because =
  { code: 'observed' | 'optional' | 'foreign' | 'grace' } | { code: 'excluded'; exclusion: string };

/**
 * Logons that this workstation decides from what the server signed of it: of accounts that are in no directory, always, and while
 * the server is away whatever the kits say nothing of. Windows checks the password, whichever way it goes.
 */
export class RuledLogons {
  readonly #parameters: RuledLogonsParameters;
  #toldCut = '';

  constructor(parameters: RuledLogonsParameters) {
    this.#parameters = parameters;
  }

  /** The account that is meant, if it is one that no directory has. */
  async foreign({ expectedSid = '', name }: RuledRequest): Promise<ForeignAccount | undefined> {
    const subject = { sid: expectedSid, name };
    try {
      const found = await foreignAccount(subject, this.#parameters.accounts);
      if (found !== undefined || !/[\\@]/.test(name)) return found;
      const { foreignNames = [] } = await this.#parameters.rules.current({ mayAsk: false });
      return namedAccount(subject, foreignNames);
    } catch (error) {
      // It is taken for a directory's, which no server knows if it is none.
      const fields = { reason: codeOf(error), detail: detailOf(error) };
      this.#parameters.logger.error('accounts.fault', fields);
      return undefined;
    }
  }

  /**
   * Whether an account that no directory has is let in; undefined where its password is right, and the server is to ask for the
   * factor of whoever is mapped to it. The password is looked at first, here: whoever does not know it has nobody sent a code.
   *
   * @param password UTF-8; the caller wipes it
   */
  async begin(
    account: Account,
    request: RuledRequest & { password: Uint8Array },
    call: CallContext,
  ): Promise<Verdict | undefined> {
    const rules = await this.#parameters.rules.current({ mayAsk: true });
    if (rules.mode !== 'observe' && !(await this.#isOwnName(account, request))) {
      return this.#deny({ account, way: wayOf(request) }, 'account.mismatch', call);
    }
    const because = await this.#whyForeign(account, rules);
    if (because !== undefined) return this.#grant({ account, way: wayOf(request) }, because, call);
    // Where nothing is known of what holds here, such an account is not denied: the server, or nobody, says what becomes of it.
    const isUndecided = rules.isFallback === true && request.isBreakGlass === true;
    const code =
      rules.foreignAccounts === 'second-factor-only' || isUndecided
        ? denialOf(await this.#check(account, request.password))
        : 'account.foreign';
    return code && this.#deny({ account, way: wayOf(request) }, code, call);
  }

  /** Why {@link begin} would let an account in, whatever its password; nobody is let in by asking, and nothing is recorded. */
  async whyBegin(account: Account): Promise<Because | undefined> {
    return this.#whyForeign(account, await this.#parameters.rules.current({ mayAsk: false }));
  }

  /**
   * Whether such an account is let in although the server denied it for want of a factor: at the stage where whoever has none
   * gets in. Undefined where what the server said holds.
   */
  async beginWithoutFactor(
    account: Account,
    request: RuledRequest,
    call: CallContext,
  ): Promise<Verdict | undefined> {
    const { mode } = await this.#parameters.rules.current({ mayAsk: false });
    if (mode !== 'optional') return undefined;
    return this.#grant({ account, way: wayOf(request) }, { code: 'optional' }, call);
  }

  async #check(
    { netbiosDomain: domain, samAccountName: name }: Account,
    password: Uint8Array,
  ): Promise<PasswordCheck> {
    try {
      return await this.#parameters.passwords.check(
        // A user principal name comes without a domain.
        { domain: domain === '' ? undefined : domain, name },
        password,
      );
    } catch (error) {
      const fields = { reason: codeOf(error), detail: detailOf(error) };
      this.#parameters.logger.error('accounts.fault', fields);
      return 'unavailable';
    }
  }

  async #deny(
    { account, way }: { account: Account; way: WayIn },
    code: DenialCode,
    { correlationId }: CallContext,
  ): Promise<Verdict> {
    this.#parameters.logger.info('rules.denied', { correlationId, code, sid: account.sid });
    const type = 'workstation.denied';
    await this.#parameters.record({ type, account, way, correlationId, code });
    return { outcome: 'denied', code, correlationId };
  }

  /** Whether somebody is let in while the server is away; undefined where the rules do not say so, and a kit may. */
  async beginAway(request: RuledRequest, call: CallContext): Promise<Verdict | undefined> {
    const rules = await this.#parameters.rules.current({ mayAsk: false });
    const because = await this.#whyAway(request, rules);
    if (because === undefined) return undefined;
    // Whoever is only observed is let through whatever they typed.
    const account = because.code === 'observed' ? asTyped(request) : await this.#accountOf(request);
    return account && this.#grant({ account, way: wayOf(request) }, because, call);
  }

  /** Whose SID somebody is let in by. Undefined where that cannot be told: a name that was typed is no account of that SID. */
  async #accountOf(request: RuledRequest): Promise<Account | undefined> {
    const { expectedSid: sid, isNameTyped = false } = request;
    if (!isNameTyped || sid === undefined) return asTyped(request);
    const { accounts, logger } = this.#parameters;
    try {
      return await accounts.find({ sid });
    } catch (error) {
      logger.error('accounts.fault', { reason: codeOf(error), detail: detailOf(error) });
      return undefined;
    }
  }

  /** Whether an account is the one of the tile, and no name that was typed there. */
  async #isOwnName(account: Account, request: RuledRequest): Promise<boolean> {
    if (request.isNameTyped !== true) return true;
    const own = await this.#accountOf(request);
    return (
      own?.netbiosDomain === account.netbiosDomain && own.samAccountName === account.samAccountName
    );
  }

  /**
   * Groups of this computer that are excluded, with whoever is in them: the server knows which groups of the domain somebody is in,
   * and this computer which of those are in its own. Empty where that cannot be told: then everybody is asked.
   */
  async localGroups(): Promise<LocalGroup[]> {
    return this.#groupsOrNone(await this.#parameters.rules.current({ mayAsk: false }));
  }

  async #groupsOrNone(rules: MachineRules): Promise<LocalGroup[]> {
    try {
      return await this.#excludedGroups(rules);
    } catch (error) {
      const fields = { reason: codeOf(error), detail: detailOf(error) };
      this.#parameters.logger.error('accounts.fault', fields);
      return [];
    }
  }

  async #excludedGroups(rules: MachineRules): Promise<LocalGroup[]> {
    const { accounts } = this.#parameters;
    const inForce = this.#inForce(rules);
    if (inForce.length === 0) return [];
    const { accountsSid } = await accounts.facts();
    const own = accountsSid === undefined ? BUILT_IN : `${accountsSid}-`;
    const sids = inForce
      .map(({ sid }) => sid)
      .filter((sid) => sid.startsWith(BUILT_IN) || sid.startsWith(own));
    const groups = await Promise.all(
      sids.slice(0, MAX_LOCAL_GROUPS).map(async (sid) => ({
        sid,
        members: await accounts.members(sid),
      })),
    );
    const long = groups.filter(({ members }) => members.length > MAX_LOCAL_MEMBERS);
    this.#tellCut([...long.map(({ sid }) => sid), ...sids.slice(MAX_LOCAL_GROUPS)]);
    return groups
      .map(({ sid, members }) => ({ sid, members: members.slice(0, MAX_LOCAL_MEMBERS) }))
      .filter(({ members }) => members.length > 0);
  }

  /** Whoever is not told to the server is asked for a factor like anybody else: somebody should know why. Once for the same groups. */
  #tellCut(sids: readonly string[]): void {
    const told = sids.join(' ');
    if (told === this.#toldCut) return;
    this.#toldCut = told;
    for (const sid of sids) this.#parameters.logger.warn('exclusions.cut', { sid });
  }

  async #whyForeign(account: Account, rules: MachineRules): Promise<Because | undefined> {
    if (rules.mode === 'observe') return { code: 'observed' };
    const groups =
      rules.exclusions.length === 0 ? [] : await this.#parameters.accounts.groups(account);
    const exclusion = this.#exclusionOf([account.sid, ...groups], rules);
    if (exclusion !== undefined) return { code: 'excluded', exclusion };
    if (rules.foreignAccounts === 'excluded') return { code: 'foreign' };
    // Whoever has no factor gets in at this stage, and such an account has none unless the server knows of one.
    return rules.foreignAccounts === 'deny' && rules.mode === 'optional'
      ? { code: 'optional' }
      : undefined;
  }

  /**
   * Groups of a directory are not known here without it: an exclusion by one is in the kit of whoever it is for. Those of this
   * computer that somebody is in directly are.
   */
  async #whyAway(
    { expectedSid: sid, scenario, remote, secondsSinceFactor }: RuledRequest,
    rules: MachineRules,
  ): Promise<Because | undefined> {
    if (rules.mode === 'observe') return { code: 'observed' };
    if (sid === undefined) return undefined;
    const exclusion = this.#exclusionOf([sid, ...(await this.#groupsWith(sid, rules))], rules);
    if (exclusion !== undefined) return { code: 'excluded', exclusion };
    // R7. The age is of the very logon session that is unlocked, at the console: see UnlockGrace.
    const isRecent =
      secondsSinceFactor !== undefined && secondsSinceFactor < rules.unlockGraceMinutes * 60;
    return scenario === 'unlock' && !remote && isRecent ? { code: 'grace' } : undefined;
  }

  async #groupsWith(member: string, rules: MachineRules): Promise<string[]> {
    const groups = await this.#groupsOrNone(rules);
    return groups.filter(({ members }) => members.includes(member)).map(({ sid }) => sid);
  }

  #exclusionOf(sids: readonly string[], rules: MachineRules): string | undefined {
    return this.#inForce(rules).find(({ sid }) => sids.includes(sid))?.sid;
  }

  #inForce({ exclusions }: MachineRules): MachineExclusion[] {
    const now = this.#parameters.clock.now();
    return exclusions.filter(({ until }) => until === undefined || new Date(until) > now);
  }

  /** It is written down before anybody gets in. */
  async #grant(
    { account, way }: { account: Account; way: WayIn },
    because: Because,
    { correlationId }: CallContext,
  ): Promise<Verdict> {
    const { record, random, logger } = this.#parameters;
    try {
      await record({ type: 'workstation.granted', account, way, correlationId, ...because });
    } catch (error) {
      // Observing keeps nobody out.
      if (because.code !== 'observed') throw error;
      logger.error('rules.not-recorded', { reason: codeOf(error), detail: detailOf(error) });
    }
    logger.info('rules.granted', { correlationId, code: because.code, sid: account.sid });
    const logonId = formatId('lgn', random.bytes(16));
    return { outcome: 'granted', logonId, account, kit: false, correlationId };
  }
}

function asTyped({ expectedSid: sid = '', name }: RuledRequest): Account {
  return typedAccount({ sid, name });
}

/** Undefined for a right password. Whether it must be changed, Windows says to whoever logs on with it. */
function denialOf(check: PasswordCheck): DenialCode | undefined {
  switch (check) {
    case 'right':
    case 'expired':
    case 'must-change':
      return undefined;
    case 'wrong':
      return 'credentials.wrong';
    case 'locked':
      return 'principal.locked';
    case 'disabled':
      return 'account.disabled';
    case 'no-cached-logon':
    case 'unavailable':
      return 'account.unchecked';
  }
}
