import type { PasswordLinkId } from '@gatehouse/protocol';

import type { ResetGrantKey, ResetGrants } from '../recovery/reset-grants.js';
import type { SessionGrants } from '../self-service/self-service-parts.js';
import type { PasswordLinkStore } from './password-link-store.js';

/** A link as what grants the reset of its session: the source of that session is the link. */
export class LinkGrants implements SessionGrants {
  readonly #links: PasswordLinkStore;
  readonly #recoveries: Pick<ResetGrants, 'forget'>;

  constructor(links: PasswordLinkStore, recoveries: Pick<ResetGrants, 'forget'>) {
    this.#links = links;
    this.#recoveries = recoveries;
  }

  /** Whether a link lives is asked with its token, and nobody who has none begins. */
  has(): Promise<boolean> {
    return Promise.resolve(false);
  }

  use(key: ResetGrantKey, sessionId: string, now: Date): Promise<boolean> {
    return this.#links.use(linkOf(key), sessionId, now);
  }

  giveBack(key: ResetGrantKey, sessionId: string): Promise<void> {
    return this.#links.giveBack(linkOf(key), sessionId);
  }

  async forget(principalId: string, now: Date): Promise<void> {
    await Promise.all([
      this.#links.forget(principalId, now),
      this.#recoveries.forget(principalId, now),
    ]);
  }
}

/** What self-service was granted by a recovery; a new password there ends the links of the person as well. */
export function grantsThatEndLinks(
  recoveries: ResetGrants,
  links: Pick<PasswordLinkStore, 'forget'>,
): SessionGrants {
  return {
    has: (key, now) => recoveries.has(key, now),
    use: (key, sessionId, now) => recoveries.use(key, sessionId, now),
    giveBack: (key, sessionId) => recoveries.giveBack(key, sessionId),
    async forget(principalId, now) {
      await Promise.all([recoveries.forget(principalId, now), links.forget(principalId, now)]);
    },
  };
}

function linkOf({ principalId, workstationId }: ResetGrantKey) {
  return { principalId, id: workstationId as PasswordLinkId };
}
