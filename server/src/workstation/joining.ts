import { createHash } from 'node:crypto';

import { WorkstationId, formatId, formatJoinToken } from '@gatehouse/protocol';
import type { JoinRequest, WorkstationPublicKey, administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Random } from '../random.js';
import { authorityPin } from '../tls/tls-authority.js';
import type { NonceClaim } from './admission.js';
import type { ServerIdentity } from './server-identity.js';
import type { JoinOutcome, JoinTokenStore, WorkstationStore } from './workstation-store.js';

const SECRET_BYTES = 32;
const HOUR_MS = 3_600_000;

export interface JoiningDependencies {
  workstations: WorkstationStore;
  tokens: JoinTokenStore;
  identity: ServerIdentity;
  /** Whether workstations must pin our TLS authority, or trust the certificate already. */
  ownAuthority: boolean;
  /** The URL for tokens that name none. */
  publicUrl: () => string;
  audit: AuditLog;
  clock: Clock;
  random: Random;
}

/** Tokens and the workstations that join with them. */
export class Joining {
  readonly #dependencies: JoiningDependencies;

  constructor(dependencies: JoiningDependencies) {
    this.#dependencies = dependencies;
  }

  /** Makes a token. Its secret leaves the server here and nowhere else. */
  async createToken(
    request: { uses: number; hours: number; url?: string | undefined; label?: string | undefined },
    context: RequestContext,
  ): Promise<administration.IssuedJoinToken> {
    const { tokens, identity, ownAuthority, publicUrl, audit, clock, random } = this.#dependencies;
    const secret = random.bytes(SECRET_BYTES);
    const id = formatId('jtk', random.bytes(16));
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + request.hours * HOUR_MS);
    await tokens.add({
      id,
      secretHash: hashOf(secret),
      label: request.label,
      uses: request.uses,
      createdAt,
      expiresAt,
    });
    await audit.append({
      type: 'join-token.created',
      outcome: 'success',
      ...context,
      detail: { id, uses: request.uses, hours: request.hours },
    });
    const token = formatJoinToken({
      url: request.url ?? publicUrl(),
      identityPin: identity.pin,
      ...(ownAuthority ? { tlsPin: authorityPin(identity.authority) } : {}),
      secret: Buffer.from(secret).toString('base64url'),
      expiresAt: expiresAt.toISOString(),
    });
    return { id, token, expiresAt: expiresAt.toISOString() };
  }

  /**
   * Joins a workstation whose request was signed with the key in it.
   * @throws ApplicationError `token.*`, `signature.replayed`, `workstation.revoked`
   */
  async join(
    request: JoinRequest,
    nonce: NonceClaim,
    context: RequestContext,
  ): Promise<WorkstationId> {
    const { workstations, clock, random } = this.#dependencies;
    const { secret, publicKey, ...facts } = request;
    const outcome = await workstations.join(
      hashOf(Buffer.from(secret, 'base64url')),
      {
        ...facts,
        id: formatId('wks', random.bytes(16)),
        thumbprint: thumbprintOf(publicKey),
        publicKey,
        joinedAt: clock.now(),
      },
      nonce,
    );
    await this.#audit(outcome, request.hostname, context);
    if (outcome.outcome !== 'joined') throw new ApplicationError(outcome.outcome);
    return WorkstationId.parse(outcome.workstationId);
  }

  async #audit(outcome: JoinOutcome, hostname: string, context: RequestContext): Promise<void> {
    const { audit } = this.#dependencies;
    if (outcome.outcome !== 'joined') {
      await audit.append({
        type: 'workstation.refused',
        outcome: 'failure',
        ...context,
        code: outcome.outcome,
        detail: { hostname },
      });
      return;
    }
    await audit.append({
      type: 'workstation.joined',
      outcome: 'success',
      ...context,
      workstationId: outcome.workstationId,
      detail: { hostname, again: outcome.again },
    });
  }

  /** @throws ApplicationError `request.not-found` */
  async revoke(workstationId: WorkstationId, context: RequestContext): Promise<void> {
    const { workstations, audit, clock } = this.#dependencies;
    if (!(await workstations.revoke(workstationId, clock.now()))) {
      throw new ApplicationError('request.not-found', { detail: 'There is no such workstation.' });
    }
    await audit.append({
      type: 'workstation.revoked',
      outcome: 'success',
      ...context,
      workstationId,
    });
  }
}

/** RFC 7638, sections 3 and 3.2: the required members in lexicographic order. */
export function thumbprintOf({ crv, kty, x, y }: WorkstationPublicKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function hashOf(secret: Uint8Array): Uint8Array {
  return createHash('sha256').update(secret).digest();
}
