import {
  BREAK_GLASS_BYTES,
  ID_BYTES,
  formatBreakGlassCode,
  formatId,
  normaliseBreakGlassCode,
} from '@gatehouse/protocol';
import type { CredentialId } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import { breakGlassMac } from '../factors/break-glass-factor.js';
import type { Credential, CredentialStore } from '../factors/credential-store.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Notices } from '../notices/notices.js';
import type { Random } from '../random.js';
import type { DeskAdmission } from './desk-admission.js';
import type { GuardedDeskRequest } from './desk-request.js';

const HOUR_MS = 3_600_000;

export interface IssueBreakGlass extends GuardedDeskRequest {
  /** No longer than the policy allows; that long when absent. */
  hours?: number | undefined;
  language?: string | undefined;
}

/** A code that is shown here and nowhere else. */
export interface IssuedBreakGlass {
  id: CredentialId;
  code: string;
  expiresAt: Date;
}

/** Codes for people who have lost their factors: each stands for the factor once, and never for the password. */
export class BreakGlassCodes {
  readonly #parts: {
    admission: DeskAdmission;
    credentials: CredentialStore;
    notices: Notices;
    keyring: Keyring;
    clock: Clock;
    random: Random;
  };

  constructor(parts: {
    admission: DeskAdmission;
    credentials: CredentialStore;
    notices: Notices;
    keyring: Keyring;
    clock: Clock;
    random: Random;
  }) {
    this.#parts = parts;
  }

  /**
   * @throws ApplicationError `principal.unknown`, `verification.required`, `approval.required`, `request.malformed` for more
   *   hours than the policy allows, `break-glass.limit`
   */
  async issue(request: IssueBreakGlass): Promise<IssuedBreakGlass> {
    const { admission, credentials, notices, keyring, clock, random } = this.#parts;
    const found = await admission.findVerified(request);
    const { account, settings } = found;
    const { breakGlassHours, breakGlassCodes } = settings.helpDesk;
    const { hours = breakGlassHours, language, context } = request;
    if (hours > breakGlassHours) {
      throw new ApplicationError('request.malformed', {
        detail: `hours: the policy allows ${breakGlassHours}`,
      });
    }
    const { principalId } = account;
    const now = clock.now();
    const enrolled = await credentials.list(principalId);
    // An approval is not spent on what will not be. Whether it still holds then is decided where the code is added.
    if (enrolled.filter((credential) => isLiveCode(credential, now)).length >= breakGlassCodes) {
      throw new ApplicationError('break-glass.limit');
    }
    await admission.requireApproval('break-glass', request, found);
    const code = formatBreakGlassCode(random.bytes(BREAK_GLASS_BYTES));
    const spelled = normaliseBreakGlassCode(code);
    if (spelled === undefined) throw new Error('a code that was just made is none');
    const id = formatId('crd', random.bytes(ID_BYTES));
    const expiresAt = new Date(now.getTime() + hours * HOUR_MS);
    const codeMac = breakGlassMac(keyring, principalId, spelled);
    const added = await credentials.addBreakGlass(
      { method: 'break-glass', id, principalId, codeMac, used: false, createdAt: now, expiresAt },
      breakGlassCodes,
    );
    if (!added) throw new ApplicationError('break-glass.limit');
    await admission.record('break-glass.issued', request, found, {
      outcome: 'success',
      detail: { credential: id, hours },
    });
    const { correlationId } = context;
    const values = { hours: String(hours) };
    const told = { account, credentials: enrolled, values, language, correlationId };
    notices.tell({ ...told, kind: 'break-glass' });
    return { id, code, expiresAt };
  }
}

function isLiveCode(credential: Credential, now: Date): boolean {
  return credential.method === 'break-glass' && !credential.used && credential.expiresAt > now;
}
