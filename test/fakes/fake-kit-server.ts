import type {
  CredentialId,
  KitSeed,
  LogonId,
  OfflineEvent,
  RefreshKits,
  RefreshedKits,
} from '@gatehouse/protocol';

import { UnreachableError } from '../../service/src/authority/authority.js';
import type { KitServer } from '../../service/src/offline/local-kit-keeper.js';

/** A server that gives out the kits it is told to, and takes events. */
export class FakeKitServer implements KitServer {
  /** Signed kits by the logon that they are given for, with the seed where it is asked for. */
  readonly issued = new Map<LogonId, { kit: string; seed: KitSeed }>();
  /** What the next refreshes answer; nothing changed when there is none. */
  readonly refreshes: RefreshedKits[] = [];
  readonly asked: RefreshKits[] = [];
  readonly maskedSeeds: (CredentialId | undefined)[] = [];
  readonly events: OfflineEvent[] = [];
  /** Why refreshes are refused. */
  refusal: UnreachableError | undefined;
  /** So many calls fail before one succeeds. */
  failures = 0;
  offsetMs = 0;
  readonly #signers: ReturnType<KitServer['kitSigners']>;

  constructor(signers: ReturnType<KitServer['kitSigners']>) {
    this.#signers = signers;
  }

  async requestKit({ logonId, maskedSeed }: Parameters<KitServer['requestKit']>[0]) {
    this.#fail();
    this.maskedSeeds.push(maskedSeed);
    const issued = this.issued.get(logonId);
    if (issued === undefined) throw new UnreachableError('refused', 'no such logon');
    const { kit, seed } = issued;
    return { kit, seed: seed.credentialId === maskedSeed ? undefined : seed };
  }

  async refreshKits(request: RefreshKits): Promise<RefreshedKits> {
    this.#fail();
    if (this.refusal !== undefined) throw this.refusal;
    this.asked.push(request);
    this.events.push(...request.events);
    return this.refreshes.shift() ?? { kits: [], withdrawn: [] };
  }

  kitSigners() {
    return this.#signers;
  }

  clockOffsetMs(): number {
    return this.offsetMs;
  }

  #fail(): void {
    if (this.failures > 0) {
      this.failures--;
      throw new UnreachableError('timeout', 'the server is away');
    }
  }
}
