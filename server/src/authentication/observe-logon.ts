import { Account, DEFAULT_POLICY, formatId, ID_BYTES } from '@gatehouse/protocol';
import type { Verdict } from '@gatehouse/protocol';

import { DirectoryUnavailableError, NULL_SID, hasWindowsAccount } from '../directory/directory.js';
import type { DirectoryAccount } from '../directory/directory.js';
import { parsePrincipalName } from '../directory/principal-name.js';
import { FirstEnrollment } from './first-enrollment.js';
import type { LogonAttempt } from './logon-attempt.js';
import type { LogonParts } from './logon-dependencies.js';
import type { BeginRequest } from './logon-engine.js';
import { scenarioOf } from './logon-journal.js';
import type { EventFacts } from './logon-journal.js';
import { accountNameOf } from './logon.js';
import type { Logon } from './logon.js';
import { offersOf } from './offers.js';
import type { Principal } from './principal.js';
import { deny } from './refusal.js';
import type { Refusal } from './refusal.js';
import { reliefOf } from './relief.js';
import { granted } from './verdicts.js';

type Result = { verdict: Verdict } | { refusal: Refusal };

/** What is known of somebody who is observed. */
interface Observed {
  principal: Principal;
  policy: string | undefined;
  facts: EventFacts;
}

/** What a logon is judged by that is over. */
const { lockout, otp, contact } = DEFAULT_POLICY;

/**
 * A logon of whoever is only observed. Nobody looks at the password, takes a strike or asks for anything: Windows decides, as if
 * we were not there. What enforcing would have done, had the password been right, is written down.
 */
export class ObserveLogon {
  readonly #parts: LogonParts;
  readonly #enrollment: FirstEnrollment;

  constructor(parts: LogonParts) {
    this.#parts = parts;
    this.#enrollment = new FirstEnrollment(parts);
  }

  /** Grants whomever: where nobody is asked, a name that nobody has as well, or an attempt would tell it from the others (R38). */
  async run(attempt: LogonAttempt): Promise<Result> {
    const facts = await this.#judge(attempt);
    const { principal, policy } = attempt;
    return this.#letPass(attempt, { principal, policy, facts });
  }

  /** The same while the directory is away, where no policy asks anybody for anything. */
  async runUnknown(attempt: LogonAttempt, principalId: string): Promise<Result> {
    const principal = { id: principalId, account: undefined };
    const facts = { code: 'directory.unavailable', detail: { would: 'unknown' } };
    return this.#letPass(attempt, { principal, policy: undefined, facts });
  }

  async #letPass({ request, now }: LogonAttempt, observed: Observed): Promise<Result> {
    const { principal } = observed;
    const account = meantAccount({ request, principal }) ?? typedAccount(request);
    // Longer than any name that Windows has (UNLEN, lmcons.h).
    if (!Account.safeParse(account).success) return { refusal: deny('credentials.wrong') };
    // A replay has a right to no answer, and leaves no trace.
    await request.admission.require();
    const { source } = request;
    const id = formatId('lgn', this.#parts.random.bytes(ID_BYTES));
    const logon = { id, account, ...logonOf(request, observed) };
    await this.#parts.logons.openObserved(logon, now);
    await this.#parts.journal.record(source, logon, [
      { type: 'logon.begun', outcome: 'info', facts: { detail: scenarioOf(request) } },
      { type: 'logon.observed', outcome: 'info', facts: observed.facts },
      {
        type: 'logon.granted',
        outcome: 'success',
        facts: { detail: { method: 'none', because: 'observed' } },
      },
    ]);
    return { verdict: granted(logon, source.correlationId) };
  }

  /** What would have followed a right password, were this enforced. */
  async #judge(attempt: LogonAttempt): Promise<EventFacts> {
    const { account } = attempt.principal;
    const { expectedSid } = attempt.request;
    if (account === undefined) return refused('principal.unknown');
    if (expectedSid !== undefined && expectedSid !== account.sid)
      return refused('account.mismatch');
    if (!hasWindowsAccount(account)) return refused('account.no-windows');
    try {
      return await this.#judgeKnown(attempt, account);
    } catch (error) {
      // Its groups cannot be read now. That is nobody's problem yet.
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      return { code: 'directory.unavailable', detail: { would: 'unknown' } };
    }
  }

  async #judgeKnown(attempt: LogonAttempt, account: DirectoryAccount): Promise<EventFacts> {
    const settings = enforcing(attempt);
    const { request, now } = attempt;
    const relief = await reliefOf({ request, settings, now }, account, this.#parts.directory);
    if (relief !== undefined) return { detail: { would: 'granted', because: relief.because } };
    const subject = { account, credentials: await attempt.credentials };
    const { methods } = settings.logon[request.source.door];
    const [first] = offersOf(this.#parts.factors, subject, settings, methods);
    if (first !== undefined) return { detail: { would: 'challenge', method: first.method } };
    const missing = await this.#enrollment.missing(attempt);
    const provable = await this.#enrollment.proof(attempt, account, missing);
    if (provable !== undefined) return { detail: { would: 'enroll', what: provable.proof } };
    return refused('factor.not-enrolled');
  }
}

function refused(code: string): EventFacts {
  return { code, detail: { would: 'denied' } };
}

function enforcing({ settings }: LogonAttempt): LogonAttempt['settings'] {
  return { ...settings, desktop: { ...settings.desktop, mode: 'enforce' } };
}

/** It is good for Windows' report alone: nothing was proven, so it gives no kit and confirms no new password. */
function logonOf(
  { source, language }: BeginRequest,
  { principal: { id, account }, policy }: Observed,
): Omit<Logon, 'id' | 'account'> {
  return {
    door: source.door,
    sourceKey: source.key,
    principalId: id,
    principalName: account === undefined ? '' : accountNameOf(account),
    language,
    generation: undefined,
    changesPassword: false,
    settings: { lockout, otp, contact, policy, because: 'observed' },
    offered: [],
  };
}

/** The account that is logged on with, where the directory knows the name and means the account of the tile; else undefined. */
export function meantAccount({
  request: { expectedSid },
  principal: { account: found },
}: Pick<LogonAttempt, 'request' | 'principal'>): Account | undefined {
  if (found === undefined || (expectedSid !== undefined && expectedSid !== found.sid)) {
    return undefined;
  }
  if (!hasWindowsAccount(found)) return undefined;
  const { sid, netbiosDomain, samAccountName } = found;
  return { sid, netbiosDomain, samAccountName };
}

/** Whatever was typed, for Windows to make something of. */
function typedAccount({ name, expectedSid }: BeginRequest): Account {
  const typed = parsePrincipalName(name);
  const inDomain = typed?.form === 'domain';
  return {
    sid: expectedSid ?? NULL_SID,
    netbiosDomain: inDomain ? typed.domain : '',
    samAccountName: inDomain ? typed.name : name,
  };
}
