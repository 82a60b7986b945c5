import { WorkstationId, formatBreakGlassCode } from '@gatehouse/protocol';
import type { OfflineCodeId } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import type { CredentialStore } from '../factors/credential-store.js';
import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import { offlineCodeBinding } from '../kits/offline-code-store.js';
import type { CodeKeeper, OfflineCodeStore } from '../kits/offline-code-store.js';
import type { Notices } from '../notices/notices.js';
import type { DeskAdmission, DeskCase } from './desk-admission.js';
import type { GuardedDeskRequest } from './desk-request.js';

const DAY_MS = 86_400_000;

export interface ReadOutOfflineCode extends GuardedDeskRequest {
  /** Where the person sits: host name or id. */
  workstation: string;
  language?: string | undefined;
}

/** A code that is shown here and nowhere else. */
export interface ReadOutCode {
  id: OfflineCodeId;
  workstationId: WorkstationId;
  hostname: string;
  number: number;
  code: string;
  expiresAt: Date;
  held: boolean;
}

/**
 * Reads out codes that workstations keep for the time without the server. Each stands for the factor of one person at one
 * workstation, once, and never for the password.
 */
export class OfflineCodeReading {
  readonly #parts: {
    admission: DeskAdmission;
    offlineCodes: OfflineCodeStore;
    credentials: Pick<CredentialStore, 'list'>;
    notices: Notices;
    keyring: Keyring;
    clock: Clock;
  };

  constructor(parts: {
    admission: DeskAdmission;
    offlineCodes: OfflineCodeStore;
    credentials: Pick<CredentialStore, 'list'>;
    notices: Notices;
    keyring: Keyring;
    clock: Clock;
  }) {
    this.#parts = parts;
  }

  /**
   * The code is taken out of the store before anybody sees it: a failure after that costs one code, and shows none twice.
   * @throws ApplicationError `principal.unknown`, `verification.required`, `approval.required`, `offline-code.none`
   */
  async readOut(request: ReadOutOfflineCode): Promise<ReadOutCode> {
    const { admission, offlineCodes, credentials, notices, keyring, clock } = this.#parts;
    const found = await admission.findVerified(request);
    const { principalId } = found.account;
    const now = clock.now();
    // An approval is not spent on what will not be.
    const keeper = await this.#findKeeper(request.workstation, found, now);
    const { hostname } = keeper;
    const workstationId = WorkstationId.parse(keeper.workstationId);
    const enrolled = await credentials.list(principalId);
    await admission.requireApproval('break-glass', request, found);
    const taken = await offlineCodes.readOut({ principalId, workstationId }, now);
    if (taken === undefined) throw new ApplicationError('offline-code.none');
    const { id, number, held } = taken;
    await admission.record('offline-code.read-out', request, found, {
      outcome: 'success',
      detail: { offlineCode: id, number, workstation: workstationId, hostname, held },
    });
    const bytes = await openSealed(keyring, taken.sealedCode, offlineCodeBinding(id, principalId));
    const code = formatBreakGlassCode(bytes);
    bytes.fill(0);
    notices.tell({
      ...{ kind: 'offline-code', account: found.account, credentials: enrolled },
      values: { computer: hostname },
      ...{ language: request.language, correlationId: request.context.correlationId },
    });
    const expiresAt = earlier(taken.expiresAt, kitEnd(keeper, found));
    return { id, workstationId, hostname, number, code, expiresAt, held };
  }

  /** Where the codes are, if there is one to be read out there. @throws ApplicationError `offline-code.none` */
  async #findKeeper(workstation: string, found: DeskCase, now: Date): Promise<CodeKeeper> {
    const { principalId } = found.account;
    const keeper = await this.#parts.offlineCodes.findKeeper(principalId, workstation, now);
    const why =
      keeper === undefined
        ? 'the user has no kit at a workstation of this name'
        : kitEnd(keeper, found) <= now
          ? 'the kit there has expired: the workstation must reach the server first'
          : keeper.left === 0
            ? 'no code is left there: the workstation gets others when it reaches the server, if the policy has any'
            : undefined;
    if (keeper === undefined || why !== undefined) {
      throw new ApplicationError('offline-code.none', { ...(why && { detail: why }) });
    }
    return keeper;
  }
}

/** When the workstation lets go of its kit, as the policy is now. */
function kitEnd({ refreshedAt }: CodeKeeper, { settings }: DeskCase): Date {
  return new Date(refreshedAt.getTime() + settings.desktop.kitDays * DAY_MS);
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}
