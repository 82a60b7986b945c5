import type { SelfServiceId, administration } from '@gatehouse/protocol';

import type { Operator } from '../access/operator.js';
import type { RequestContext } from '../context.js';
import type { CoreLogger } from '../core-logger.js';
import { DirectoryUnavailableError } from '../directory/directory.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import type { Policies } from '../policy/policies.js';
import type { Regulation } from '../regulation/strikes.js';
import type { People } from './people.js';

/** Port: whether the caller showed to be the person. */
export interface VerifiedCallers {
  /** @throws ApplicationError when nobody verified this caller, for this operator and this person, a short time ago */
  require(
    verificationId: SelfServiceId | undefined,
    asked: { operator: Operator; principalId: string },
  ): Promise<void>;
}

export interface UnlockingParts {
  directory: Directory;
  people: People;
  policies: Policies;
  strikes: Regulation;
  callers: VerifiedCallers;
  logger?: CoreLogger | undefined;
}

/** Who unlocks, and in which request. */
export interface UnlockingBy {
  operator: Operator;
  context: RequestContext;
}

/** Ends locks: ours of one source or of all, and the directory's where that is asked for. */
export class Unlocking {
  readonly #parts: UnlockingParts;

  constructor(parts: UnlockingParts) {
    this.#parts = parts;
  }

  /**
   * The directory first: what became of it stands in the same event of the audit. That it is away, or does not let the service
   * account, keeps our own locks from nothing.
   *
   * @throws ApplicationError `principal.unknown`, and what {@link VerifiedCallers} say
   * @throws DirectoryUnavailableError while nobody can tell who is meant, or which policy holds
   */
  async unlock(
    name: string,
    request: administration.UnlockUser,
    { operator, context }: UnlockingBy,
  ): Promise<administration.UnlockedUser> {
    const { people, policies, strikes } = this.#parts;
    const account = await people.require(name, operator);
    const { principalId, samAccountName: principalName } = account;
    const { settings } = await policies.resolve(account);
    const { verificationId, reason, source } = request;
    // One that was given and is not good is not passed over, whether it was needed or not.
    if (settings.helpDesk.verifyCaller === 'required' || verificationId !== undefined) {
      await this.#parts.callers.require(verificationId, { operator, principalId });
    }
    const directory = request.directory ? await this.#unlockDirectory(account, context) : undefined;
    const detail = {
      reason,
      ...(directory === undefined ? {} : { directory }),
      ...(verificationId === undefined ? {} : { verificationId }),
    };
    const cleared = await strikes.unlock(
      { principalId, principalName },
      { source, detail },
      { ...context, operator: { id: operator.id, name: operator.name } },
    );
    return {
      sources: cleared.filter((one) => one !== ''),
      everywhere: cleared.includes(''),
      ...(directory === undefined ? {} : { directory }),
    };
  }

  async #unlockDirectory(
    account: DirectoryAccount,
    { correlationId }: RequestContext,
  ): Promise<NonNullable<administration.UnlockedUser['directory']>> {
    try {
      return await this.#parts.directory.unlock(account);
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      this.#parts.logger?.warn('the directory did not unlock', { correlationId, error });
      return 'unavailable';
    }
  }
}
