import type { ServerKeys, WorkstationId } from '@gatehouse/protocol';

import type { SigningKey } from './signing-key.js';

/** Who this workstation is to its server, and what it trusts of the server. */
export interface Identity {
  workstationId: WorkstationId;
  /** Base URL of the server. */
  serverUrl: string;
  /** Verified; the identity key in it is the pin. */
  serverKeys: ServerKeys;
  signingKey: SigningKey;
}
