import { formatId } from '@gatehouse/protocol';
import type { Account, DenialCode, OfflineEvent, Verdict, WayIn } from '@gatehouse/protocol';

import { typedAccount } from '../accounts/foreign-account.js';
import type { WindowsAccounts } from '../accounts/windows-accounts.js';
import { UnreachableError, wayOf } from '../authority/authority.js';
import type { CallContext } from '../authority/authority.js';
import type { Stopwatch } from '../clock.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { PasswordCheck, WindowsPasswords } from '../offline/windows-passwords.js';
import type { Random } from '../random.js';
import type { RuledRequest } from './ruled-logons.js';

export interface BreakGlassAccountsParameters {
  /** The SIDs that an administrator of this computer listed; read at every use. */
  listed: () => Promise<readonly string[]>;
  accounts: Pick<WindowsAccounts, 'find'>;
  passwords: Pick<WindowsPasswords, 'check'>;
  /** Has the server told, when it can be. */
  record: (event: Omit<OfflineEvent, 'id' | 'at'>) => Promise<void>;
  stopwatch: Stopwatch;
  random: Random;
  logger: Logger;
}

/** So many wrong passwords in a row are free; from then on Windows is asked once in a while, whoever types. */
const FREE_WRONGS = 5;
const PAUSE_MS = 60_000;

interface Wrongs {
  count: number;
  lastMs: number;
}

/**
 * The last way in: accounts of `BreakGlassSids` with a password that Windows confirms, at the console, where neither the server nor
 * this workstation has a verdict.
 */
export class BreakGlassAccounts {
  readonly #parameters: BreakGlassAccountsParameters;
  /** By SID, of listed accounts alone: an administrator bounds it. */
  readonly #wrongs = new Map<string, Wrongs>();

  constructor(parameters: BreakGlassAccountsParameters) {
    this.#parameters = parameters;
  }

  /** Whether an account may come in this way, now and from here. Never rejects. */
  async lists(sid: string, way: WayIn): Promise<boolean> {
    return isAtConsole(way) && (await this.#listed()).includes(sid);
  }

  /**
   * Whether somebody is let in whom nobody else decided on; undefined for whoever is not listed, and from elsewhere.
   *
   * @param error why there is no verdict
   * @param password UTF-8; the caller wipes it
   */
  async begin(
    error: unknown,
    { password, ...request }: RuledRequest & { password: Uint8Array },
    call: CallContext,
  ): Promise<Verdict | undefined> {
    if (isWordOfServer(error) || !isAtConsole(request)) return undefined;
    const sids = await this.#listed();
    // Before Windows is asked whose a name is, which may take long: nobody is listed by default.
    if (sids.length === 0) return undefined;
    const account = await this.#accountOf(request);
    if (account === undefined || !sids.includes(account.sid)) return undefined;
    const code = await this.#refusalOf(account, password);
    // Too late: nobody waits for it.
    if (call.signal.aborted) return undefined;
    const way = wayOf(request);
    return code === undefined
      ? this.#grant(account, way, call)
      : this.#deny(account, way, code, call);
  }

  async #listed(): Promise<readonly string[]> {
    try {
      return await this.#parameters.listed();
    } catch (error) {
      this.#fault(error);
      return [];
    }
  }

  /** The tile's account where it has one: what is typed there is nobody else. */
  async #accountOf({
    expectedSid: sid,
    name,
    isNameTyped,
  }: RuledRequest): Promise<Account | undefined> {
    try {
      const found = await this.#parameters.accounts.find(sid === undefined ? { name } : { sid });
      if (found !== undefined) return found;
    } catch (error) {
      this.#fault(error);
    }
    // LogonUI named the tile's account itself.
    return sid === undefined || isNameTyped === true ? undefined : typedAccount({ sid, name });
  }

  /** Undefined for a right password. Whether it must be changed, Windows says to whoever logs on with it. */
  async #refusalOf(account: Account, password: Uint8Array): Promise<DenialCode | undefined> {
    const { stopwatch } = this.#parameters;
    const before = this.#wrongs.get(account.sid);
    if (before !== undefined && before.count >= FREE_WRONGS) {
      if (stopwatch.elapsedMs() - before.lastMs < PAUSE_MS) return 'principal.locked';
    }
    // It counts before it is looked at: several tiles must not look at once.
    this.#wrongs.set(account.sid, {
      count: (before?.count ?? 0) + 1,
      lastMs: stopwatch.elapsedMs(),
    });
    const check = await this.#check(account, password);
    if (check === 'right' || check === 'expired' || check === 'must-change') {
      this.#wrongs.delete(account.sid);
      return undefined;
    }
    return REFUSALS[check];
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
      this.#fault(error);
      return 'unavailable';
    }
  }

  /**
   * It is queued for the server before anybody gets in; where that fails, the event log of this computer has to do: a spoilt
   * state folder is one of the days that this way is for.
   */
  async #grant(account: Account, way: WayIn, { correlationId }: CallContext): Promise<Verdict> {
    const { random, logger } = this.#parameters;
    const { sid } = account;
    const code = 'break-glass-account';
    await this.#record({ type: 'workstation.granted', account, way, correlationId, code });
    logger.warn('break-glass.granted', { correlationId, sid });
    const logonId = formatId('lgn', random.bytes(16));
    return { outcome: 'granted', logonId, account, kit: false, correlationId };
  }

  async #deny(
    account: Account,
    way: WayIn,
    code: DenialCode,
    { correlationId }: CallContext,
  ): Promise<Verdict> {
    await this.#record({ type: 'workstation.denied', account, way, correlationId, code });
    this.#parameters.logger.warn('break-glass.denied', { correlationId, code, sid: account.sid });
    return { outcome: 'denied', code, correlationId };
  }

  async #record(event: Omit<OfflineEvent, 'id' | 'at'>): Promise<void> {
    try {
      await this.#parameters.record(event);
    } catch (error) {
      this.#fault(error);
    }
  }

  #fault(error: unknown): void {
    const fields = { reason: codeOf(error), detail: detailOf(error) };
    this.#parameters.logger.error('break-glass.fault', fields);
  }
}

const REFUSALS: Record<Exclude<PasswordCheck, 'right' | 'expired' | 'must-change'>, DenialCode> = {
  wrong: 'credentials.wrong',
  locked: 'principal.locked',
  disabled: 'account.disabled',
  'no-cached-logon': 'account.unchecked',
  unavailable: 'account.unchecked',
};

/** The server answered, signed, that it serves this workstation no more, or not so: that stands. */
function isWordOfServer(error: unknown): boolean {
  return error instanceof UnreachableError && ['revoked', 'refused'].includes(error.reason);
}

/** Not to change a password: that takes whoever is signed in. */
function isAtConsole({ scenario, remote, session }: WayIn): boolean {
  return scenario !== 'change-password' && !remote && session?.type === 'console';
}
