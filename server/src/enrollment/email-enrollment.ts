import { ID_BYTES, formatId } from '@gatehouse/protocol';
import type { EnrollmentStep } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import { deliver } from '../authentication/deliver.js';
import type { CoreLogger } from '../core-logger.js';
import type { EmailCredential } from '../factors/credential-store.js';
import type { Factor, FactorSettings, FactorSubject } from '../factors/factor.js';
import { isSingleAddress, maskAddress } from '../factors/mail-address.js';
import type { SendQuota } from '../factors/send-quota.js';
import type { Random } from '../random.js';
import type { EnrollmentInput } from './enrollment-input.js';
import { MAX_CODES } from './enrollment-kind.js';
import type {
  EnrollmentKind,
  EnrollmentSubject,
  OpenEnrollment,
  StepOutcome,
} from './enrollment-kind.js';
import type { EnrollmentStore, PendingAddress } from './enrollment-store.js';

interface Dependencies {
  store: EnrollmentStore;
  /** What sends and verifies codes; undefined where no mail server is configured. */
  factor: Factor | undefined;
  sendQuota: SendQuota;
  audit: AuditLog;
  random: Random;
  logger?: CoreLogger | undefined;
}

/** An alternate address: it counts once the code that was sent to it came back. */
export class EmailEnrollment implements EnrollmentKind {
  readonly what = 'email';
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  isPossible(): boolean {
    return this.#dependencies.factor !== undefined;
  }

  isEnrolled({ credentials }: EnrollmentSubject): boolean {
    return credentials.some(({ method }) => method === 'email');
  }

  step(open: OpenEnrollment): EnrollmentStep {
    const pending = pendingOf(open);
    const step = { what: 'email', digits: open.settings.otp.digits } as const;
    return pending === undefined
      ? { ...step, stage: 'address' }
      : { ...step, stage: 'code', destination: maskAddress(pending.address) };
  }

  async take(open: OpenEnrollment, input: EnrollmentInput): Promise<StepOutcome | undefined> {
    const { factor } = this.#dependencies;
    if (factor === undefined) return undefined;
    if (input.action === 'email') return this.#send(open, factor, input.address.trim());
    const pending = open.stored.address;
    if (input.action !== 'email-code' || pending === undefined) return undefined;
    return this.#verify(open, factor, pending, input.code);
  }

  async #send(open: OpenEnrollment, factor: Factor, address: string): Promise<StepOutcome> {
    const { store, sendQuota, random } = this.#dependencies;
    const { logon, settings, now } = open;
    if (!isSingleAddress(address)) return { rejected: { code: 'enrollment.bad-address' } };
    const challengeId = formatId('chl', random.bytes(ID_BYTES));
    const prepared = factor.prepare({
      challengeId,
      logonId: logon.id,
      subject: subjectOf(open, address),
      settings: toAlternate(settings),
      language: logon.language,
    });
    const expiresAt = new Date(now.getTime() + settings.otp.lifetimeSeconds * 1000);
    const codeMac = prepared.codeMac ?? new Uint8Array();
    // Counted before it is sent: of parallel requests no more are sent than the policy allows.
    const maxSends = settings.otp.resendLimit + 1;
    const pending = { address, challengeId, codeMac, expiresAt };
    const allowed =
      (await store.startAddress(logon.id, pending, { maxSends, now })) &&
      (await sendQuota.take(logon.principalId, settings.otp, now));
    if (!allowed) {
      await store.dropAddress(logon.id, challengeId);
      return { rejected: { code: 'enrollment.too-many' } };
    }
    if (await deliver(prepared, this.#dependencies, open.origin.correlationId)) return {};
    await store.dropAddress(logon.id, challengeId);
    return { rejected: { code: 'enrollment.undeliverable' } };
  }

  async #verify(
    open: OpenEnrollment,
    factor: Factor,
    { address, challengeId, codeMac, expiresAt }: PendingAddress,
    code: string,
  ): Promise<StepOutcome> {
    const { store, random, audit } = this.#dependencies;
    const { logon, now, origin } = open;
    if (!(await store.takeCode(logon.id, { maxCodes: MAX_CODES, now }))) {
      return { rejected: { code: 'enrollment.too-many' } };
    }
    const { principalId, principalName } = logon;
    const assertion = { challengeId, principalId, codeMac, code, credentials: [], now };
    const { outcome } = await factor.verify(assertion);
    if (outcome === 'wrong' || expiresAt <= now) {
      return { rejected: { code: 'enrollment.wrong-code' } };
    }
    const id = formatId('crd', random.bytes(ID_BYTES));
    const credential = { method: 'email', id, principalId, address, createdAt: now } as const;
    // Another request was faster, or the logon ended: whoever decides what is next sees that.
    if (!(await store.addAddress(logon.id, credential, { challengeId, now }))) return {};
    await audit.append({
      type: 'factor.enrolled',
      outcome: 'success',
      ...origin,
      principalId,
      principalName,
      detail: { method: 'email', credential: id },
    });
    return {};
  }
}

function pendingOf({ stored: { address }, now }: OpenEnrollment): PendingAddress | undefined {
  return address !== undefined && address.expiresAt > now ? address : undefined;
}

/** The person as someone who has this address alone. */
function subjectOf({ logon, stored, now }: OpenEnrollment, address: string): FactorSubject {
  const { principalId, account } = logon;
  const { displayName } = stored.person;
  const realm = principalId.split('/', 1)[0] ?? '';
  // Never stored: it is there for the time of sending.
  const id = formatId('crd', new Uint8Array(ID_BYTES));
  const credential: EmailCredential = { method: 'email', id, principalId, address, createdAt: now };
  return {
    account: {
      ...account,
      principalId,
      realm,
      ...(displayName === undefined ? {} : { displayName }),
    },
    credentials: [credential],
  };
}

function toAlternate(settings: FactorSettings): FactorSettings {
  return { ...settings, contact: { email: 'alternate' } };
}
