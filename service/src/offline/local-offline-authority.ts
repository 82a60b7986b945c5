import { formatId, totp } from '@gatehouse/protocol';
import type {
  Account,
  Denied,
  DenialCode,
  FactorMethod,
  Kit,
  LogonId,
  Verdict,
  WayIn,
} from '@gatehouse/protocol';

import { wayOf } from '../authority/authority.js';
import type { BeginLogonRequest, CallContext } from '../authority/authority.js';
import { checkCode } from './check-code.js';
import { HelpDeskCodes } from './help-desk-codes.js';
import type { KitState } from './kit-state.js';
import { unmaskSeeds } from './masked-seed.js';
import type {
  OfflineAuthority,
  OfflineSubject,
  RecoveryOutcome,
  RecoveryStart,
} from './offline-authority.js';
import type { OfflineParts } from './offline-parts.js';
import { OfflineRecoveries } from './offline-recoveries.js';
import type { AnswersCheck } from './offline-recoveries.js';
import { OpenLogons } from './open-logons.js';
import type { OfflineMethod, OpenLogon } from './open-logons.js';
import type { PasswordCheck, WindowsAccount } from './windows-passwords.js';

/** As long as the server gives for a code. */
const CODE_MS = 5 * 60_000;

/** Grants whose report is still awaited: one a tile, and more than any computer shows. */
const MAX_GRANTED = 64;

/** A call, and how whoever it is for came in, where that is known: for the audit. */
interface Call extends CallContext {
  way?: WayIn | undefined;
}

interface Granted {
  principalId: string;
  generation: string | undefined;
}

/**
 * Gives verdicts from the kits of this workstation.
 *
 * One long file: every way to a grant without the server, and the one place that grants, denies and writes down each.
 */
export class LocalOfflineAuthority implements OfflineAuthority {
  readonly #parts: OfflineParts;
  readonly #logons: OpenLogons;
  readonly #recoveries: OfflineRecoveries;
  readonly #deskCodes: HelpDeskCodes;
  readonly #granted = new Map<LogonId, Granted>();

  constructor(parts: OfflineParts) {
    this.#parts = parts;
    this.#logons = new OpenLogons({ ...parts, lifetimeMs: CODE_MS });
    this.#recoveries = new OfflineRecoveries(parts);
    this.#deskCodes = new HelpDeskCodes(parts);
  }

  async begin(request: BeginLogonRequest, context: CallContext): Promise<Verdict> {
    try {
      if (request.password.length === 0) return denied('password.empty', context);
      return await this.#begin(request, { ...context, way: wayOf(request) });
    } finally {
      request.password.fill(0);
    }
  }

  /**
   * Windows is asked before anything is said of a kit, so a wrong password reads the same for everybody: with a kit,
   * without one, and for names that do not exist (R38). Only where no kit is kept at all is nobody asked.
   */
  async #begin(
    { expectedSid, name, password }: BeginLogonRequest,
    context: Call,
  ): Promise<Verdict> {
    const { store, passwords, time } = this.#parts;
    if (store.isEmpty) return denied('policy.denied', context);
    await store.readUnread(context.correlationId);
    const entry = store.find({ sid: expectedSid, name });
    // Whose account it may be is not known now, so what Windows said would be of another.
    if (entry === undefined && store.hasUnread) {
      return this.#deny('policy.denied', undefined, context, 'unavailable');
    }
    const found =
      entry === undefined
        ? { missing: 'no-kit' as const }
        : await store.load(entry.state.principalId, context.correlationId);
    const account = entry === undefined ? typedAccount(name) : windowsAccount(entry.account);
    const check = await passwords.check(account, password);
    if ('missing' in found) {
      const code = check === 'right' || check === 'unavailable' ? 'policy.denied' : WRONG;
      return this.#deny(code, entry?.state.principalId, context, found.missing);
    }
    const { kit, state } = found;
    const { principalId } = kit;
    const fault = denialOf(check);
    if (fault !== undefined) return this.#deny(fault, principalId, context);
    if (check === 'expired' || check === 'must-change') {
      const { correlationId } = context;
      const logonId = this.#logons.newId();
      const { account } = kit;
      return {
        outcome: 'change-password',
        logonId,
        account,
        reason: check,
        rules: [],
        correlationId,
      };
    }
    const now = time.now();
    if (now === undefined) return this.#deny('policy.denied', principalId, context, 'clock');
    switch (kit.logon.offline) {
      case 'deny':
        return this.#deny('policy.denied', principalId, context);
      case 'password-only':
        return this.#grant(kit, this.#logons.newId(), undefined, context);
      case 'offline-otp':
        return this.#challenge({ kit, state, password, now }, context);
    }
  }

  async answer(
    { logonId, code }: { logonId: LogonId; code: string },
    call: CallContext,
  ): Promise<Verdict> {
    const open = this.#logons.find(logonId);
    if (open === undefined) return denied('challenge.unknown', call);
    if (open === 'expired') return denied('challenge.expired', call);
    const context = { ...call, way: open.way };
    return open.current === 'break-glass'
      ? this.#answerFromDesk({ logonId, open, code }, context)
      : this.#answerFromApp({ logonId, open, code }, context);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a port's method: failures must reject, not throw
  async choose(
    { logonId, method }: { logonId: LogonId; method: FactorMethod },
    call: CallContext,
  ): Promise<Verdict> {
    const open = this.#logons.find(logonId);
    if (open === undefined) return denied('challenge.unknown', call);
    if (open === 'expired') return denied('challenge.expired', call);
    const context = { ...call, way: open.way };
    const chosen = open.methods.find((offered) => offered === method);
    if (chosen === undefined) throw new Error(`${method} is not offered without the server`);
    const { principalId } = open;
    const until = chosen === 'break-glass' ? this.#codesLockedUntil(principalId) : undefined;
    if (until !== undefined) {
      this.#logons.end(logonId);
      return this.#denyLocked(until, principalId, context);
    }
    open.current = chosen;
    return this.#challengeOf(logonId, open, context);
  }

  #answerFromApp(
    { logonId, open, code }: { logonId: LogonId; open: OpenLogon; code: string },
    context: Call,
  ): Verdict {
    const { principalId, credentialId, seeds, generation } = open;
    const kit = this.#parts.store.entryOf(principalId)?.kit;
    if (kit?.authenticator === undefined || kit.authenticator.credentialId !== credentialId) {
      this.#logons.end(logonId);
      return this.#deny('policy.denied', principalId, context, 'no-kit');
    }
    const checked = checkCode(this.#parts, { kit, seeds, code }, context.correlationId);
    switch (checked.outcome) {
      case 'right':
        this.#logons.end(logonId);
        return this.#grant(kit, logonId, generation, context);
      case 'wrong':
      case 'used':
        return this.#reject({ logonId, open, ...checked }, context);
      case 'destroyed':
        this.#logons.end(logonId);
        // What the person did is to be said, not what they may: they may, at the server.
        return this.#deny('principal.locked', principalId, context, 'codes-destroyed');
      case 'clock':
        this.#logons.end(logonId);
        return this.#deny('policy.denied', principalId, context, checked.outcome);
    }
  }

  async #answerFromDesk(
    { logonId, open, code }: { logonId: LogonId; open: OpenLogon; code: string },
    context: Call,
  ): Promise<Verdict> {
    const { principalId, generation } = open;
    const checked = await this.#deskCodes.check(principalId, code, context.correlationId);
    // Given up meanwhile, or its time is over: nobody is let in, whatever became of the code.
    if (this.#logons.find(logonId) !== open) return denied('challenge.unknown', context);
    switch (checked.outcome) {
      case 'right':
        this.#logons.end(logonId);
        return this.#grant(checked.kit, logonId, generation, context);
      case 'wrong':
      case 'used':
        return this.#reject({ logonId, open, ...checked }, context);
      case 'locked':
        this.#logons.end(logonId);
        return this.#denyLocked(checked.until, principalId, context);
      case 'clock':
      case 'no-kit':
        this.#logons.end(logonId);
        return this.#deny('policy.denied', principalId, context, checked.outcome);
    }
  }

  /** The challenge stays open. */
  #reject(
    {
      logonId,
      open,
      outcome,
      left,
    }: { logonId: LogonId; open: OpenLogon; outcome: 'wrong' | 'used'; left: number | undefined },
    context: Call,
  ): Verdict {
    this.#parts.events.record({
      type: 'offline.denied',
      principalId: open.principalId,
      correlationId: context.correlationId,
      code: outcome === 'used' ? 'factor.used-code' : 'factor.wrong-code',
      way: context.way,
    });
    return this.#challengeOf(logonId, open, context, { outcome, left });
  }

  canRecover(subject: OfflineSubject): boolean {
    return this.#recoveries.canBegin(subject);
  }

  async beginRecovery(subject: OfflineSubject, context: CallContext): Promise<RecoveryStart> {
    return this.#recoveries.begin(subject, context.correlationId);
  }

  async recover(
    { recoveryId, answers }: Parameters<OfflineAuthority['recover']>[0],
    context: CallContext,
  ): Promise<RecoveryOutcome> {
    const checked = await this.#recoveries.check(recoveryId, answers, context.correlationId);
    if (checked.outcome !== 'opened') return checked;
    try {
      return await this.#recovered(checked, context);
    } catch (error) {
      // Nobody gets it, so nobody else wipes it.
      checked.password.fill(0);
      throw error;
    }
  }

  cancel(id: string): void {
    this.#logons.end(id);
    this.#recoveries.end(id);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a port's method: failures must reject, not throw
  async report({ logonId, ntStatus }: { logonId: LogonId; ntStatus: number }): Promise<void> {
    const granted = this.#granted.get(logonId);
    this.#granted.delete(logonId);
    if (granted?.generation === undefined || ntStatus !== 0) return;
    const { principalId, generation } = granted;
    if (this.#parts.store.entryOf(principalId)?.kit === undefined) return;
    this.#parts.store.change(principalId, () => ({ accepted: generation }));
  }

  /** Wipes what is in memory. */
  close(): void {
    this.#logons.close();
  }

  /** The code of the authenticator, one of the help desk, or whichever the person has. */
  async #challenge(
    { kit, state, password, now }: { kit: Kit; state: KitState; password: Uint8Array; now: Date },
    context: Call,
  ): Promise<Verdict> {
    const { principalId, authenticator } = kit;
    const hasApp = authenticator !== undefined && state.seeds.length > 0;
    const hasDesk = this.#deskCodes.canAnswer(kit, state, now);
    const methods: OfflineMethod[] = [
      ...(hasApp ? ['totp' as const] : []),
      ...(hasDesk ? ['break-glass' as const] : []),
    ];
    const [current] = methods;
    if (current === undefined) return this.#deny('factor.not-enrolled', principalId, context);
    const until = hasApp ? undefined : this.#deskCodes.lockedUntil(state, now);
    if (until !== undefined) return this.#denyLocked(until, principalId, context);
    const seeds = hasApp ? await unmaskSeeds(state.seeds, password) : [];
    const credentialId = authenticator?.credentialId;
    const { logonId, logon } = this.#logons.open({
      ...{ principalId, methods, current, credentialId, seeds },
      ...{ generation: undefined, way: context.way },
    });
    return this.#challengeOf(logonId, logon, context);
  }

  async #recovered(
    { kit, password, generation }: Extract<AnswersCheck, { outcome: 'opened' }>,
    context: CallContext,
  ): Promise<RecoveryOutcome> {
    const { secondFactor, reveal, showSeconds } = kit.recovery;
    const credentialId = secondFactor ? kit.authenticator?.credentialId : undefined;
    const asks = credentialId !== undefined;
    let logonId: LogonId;
    if (asks) {
      const { principalId } = kit;
      const masked = this.#parts.store.entryOf(principalId)?.state.seeds ?? [];
      const seeds = await unmaskSeeds(masked, password);
      // A code of the help desk stands for the factor beside the password that its owner knows, and not beside answers.
      const asked = { methods: ['totp'], current: 'totp' } as const;
      const open = { ...asked, principalId, credentialId, seeds, generation, way: undefined };
      ({ logonId } = this.#logons.open(open));
    } else {
      logonId = this.#logons.newId();
      this.#grant(kit, logonId, generation, context);
    }
    const { account } = kit;
    const granted = { logonId, account, password, reveal, showSeconds, secondFactor: asks };
    return { outcome: 'recovered', ...granted };
  }

  #challengeOf(
    logonId: LogonId,
    { methods, current, expiresAt }: OpenLogon,
    { correlationId }: CallContext,
    rejected?: { outcome: 'wrong' | 'used'; left: number | undefined },
  ): Verdict {
    const { random, clock } = this.#parts;
    const millisecondsLeft = expiresAt.getTime() - clock.now().getTime();
    return {
      outcome: 'challenge',
      logonId,
      challengeId: formatId('chl', random.bytes(16)),
      current: { method: current },
      methods: methods.map((method) => ({ method })),
      ...(current === 'totp' ? { digits: totp.DIGITS } : {}),
      expiresAt: expiresAt.toISOString(),
      secondsLeft: Math.max(0, Math.floor(millisecondsLeft / 1000)),
      ...(rejected && {
        rejected: rejected.outcome === 'used' ? 'factor.used-code' : 'factor.wrong-code',
        ...(rejected.left === undefined ? {} : { strikesLeft: rejected.left }),
      }),
      correlationId,
    };
  }

  #grant(
    { principalId, account }: Kit,
    logonId: LogonId,
    generation: string | undefined,
    { correlationId, way }: Call,
  ): Verdict {
    const { events, logger } = this.#parts;
    events.record({ type: 'offline.granted', principalId, correlationId, way });
    // Which password logs on is known after a recovery alone; here all is proven that it takes.
    if (generation !== undefined) {
      events.record({ type: 'recovery.granted', principalId, correlationId });
    }
    logger.info('offline.granted', { correlationId, logonId, sid: account.sid });
    for (const old of [...this.#granted.keys()].slice(0, -MAX_GRANTED + 1)) {
      this.#granted.delete(old);
    }
    this.#granted.set(logonId, { principalId, generation });
    return {
      outcome: 'granted',
      logonId,
      account,
      ...(generation === undefined ? {} : { generation }),
      kit: false,
      correlationId,
    };
  }

  #codesLockedUntil(principalId: string): Date | undefined {
    const { store, time } = this.#parts;
    const state = store.entryOf(principalId)?.state;
    const now = time.now();
    return state && now && this.#deskCodes.lockedUntil(state, now);
  }

  #denyLocked(until: Date, principalId: string, context: Call): Verdict {
    const verdict = this.#deny('factor.locked', principalId, context);
    return { ...verdict, lockedUntil: until.toISOString() };
  }

  /** `why` is for log and audit; the person is told `code`. */
  #deny(
    code: DenialCode,
    principalId: string | undefined,
    context: Call,
    why: string = code,
  ): Denied {
    const { correlationId, way } = context;
    this.#parts.logger.info('offline.denied', { correlationId, code, reason: why });
    if (principalId !== undefined) {
      const event = { type: 'offline.denied', principalId, correlationId, code: why } as const;
      this.#parts.events.record({ ...event, way });
    }
    return denied(code, context);
  }
}

const WRONG = 'credentials.wrong';

function denied(code: DenialCode, { correlationId }: CallContext): Denied {
  return { outcome: 'denied', code, correlationId };
}

/** What keeps a person with a kit from going on; undefined where the password is right, if not for good. */
function denialOf(check: PasswordCheck): DenialCode | undefined {
  switch (check) {
    case 'right':
    case 'expired':
    case 'must-change':
      return undefined;
    case 'wrong':
    case 'locked':
      return WRONG;
    case 'disabled':
      return 'account.disabled';
    case 'no-cached-logon':
      return 'directory.unavailable';
    case 'unavailable':
      return 'policy.denied';
  }
}

function windowsAccount({ netbiosDomain, samAccountName }: Account): WindowsAccount {
  return { domain: netbiosDomain, name: samAccountName };
}

/** Whom Windows would take a typed name for; a bare one for an account of this computer. */
function typedAccount(name: string): WindowsAccount {
  const [domain, bare] = name.split('\\', 2);
  if (bare !== undefined) return { domain, name: bare };
  return name.includes('@') ? { domain: undefined, name } : { domain: '.', name };
}
