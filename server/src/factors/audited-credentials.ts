import { formatId, ID_BYTES, totp } from '@gatehouse/protocol';
import type { CredentialId, FactorMethod } from '@gatehouse/protocol';

import type { AuditEventType, AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Random } from '../random.js';
import { seedBinding } from './credential-store.js';
import type { Credential, CredentialStore, RecoveryCodeCredential } from './credential-store.js';
import type {
  CredentialOwner,
  Credentials,
  CredentialSummary,
  EnrolledSeed,
} from './credentials.js';
import { isSingleAddress } from './mail-address.js';

/** Credentials in a store, each change with its audit event. */
export class AuditedCredentials implements Credentials {
  readonly #store: CredentialStore;
  readonly #keyring: Keyring;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(dependencies: {
    store: CredentialStore;
    keyring: Keyring;
    audit: AuditLog;
    clock: Clock;
    random: Random;
  }) {
    this.#store = dependencies.store;
    this.#keyring = dependencies.keyring;
    this.#audit = dependencies.audit;
    this.#clock = dependencies.clock;
    this.#random = dependencies.random;
  }

  async enrollTotp(
    owner: CredentialOwner,
    { issuer, label }: { issuer: string; label?: string | undefined },
    context: RequestContext,
  ): Promise<EnrolledSeed> {
    const { principalId, principalName } = owner;
    const id = this.#newId();
    const seed = this.#random.bytes(totp.SEED_BYTES);
    const sealedSeed = this.#keyring.seal(seed, seedBinding(id, principalId));
    const createdAt = this.#clock.now();
    await this.#store.add({ method: 'totp', id, principalId, sealedSeed, label, createdAt });
    await this.#record('factor.enrolled', 'totp', id, owner, context);
    return { id, uri: totp.keyUri(seed, issuer, label ?? principalName), seed };
  }

  async enrollEmail(
    owner: CredentialOwner,
    address: string,
    context: RequestContext,
  ): Promise<{ id: CredentialId; address: string }> {
    if (!isSingleAddress(address)) {
      throw new ApplicationError('request.malformed', {
        detail: 'address: not one e-mail address',
      });
    }
    const id = this.#newId();
    const { principalId } = owner;
    await this.#store.add({
      method: 'email',
      id,
      principalId,
      address,
      createdAt: this.#clock.now(),
    });
    await this.#record('factor.enrolled', 'email', id, owner, context);
    return { id, address };
  }

  async list(principalId: string): Promise<CredentialSummary[]> {
    return (await this.#store.list(principalId)).flatMap((credential) =>
      credential.method === 'recovery-code' || isDead(credential, this.#clock.now())
        ? []
        : [summaryOf(credential)],
    );
  }

  async remove(owner: CredentialOwner, id: CredentialId, context: RequestContext): Promise<void> {
    const method = await this.#store.remove(owner.principalId, id);
    if (method === undefined) throw new ApplicationError('factor.unknown');
    await this.#record('factor.removed', method, id, owner, context);
  }

  async removeRecoveryCodes(owner: CredentialOwner, context: RequestContext): Promise<boolean> {
    const left = await this.#store.removeRecoveryCodes(owner.principalId);
    if (left === undefined) return false;
    const { principalId, principalName } = owner;
    await this.#audit.append({
      ...{ type: 'recovery-codes.removed', outcome: 'success', ...context },
      ...{ principalId, principalName, detail: { left } },
    });
    return true;
  }

  #newId(): CredentialId {
    return formatId('crd', this.#random.bytes(ID_BYTES));
  }

  #record(
    type: AuditEventType,
    method: FactorMethod,
    credential: CredentialId,
    owner: CredentialOwner,
    context: RequestContext,
  ): Promise<void> {
    const detail = { method, credential };
    const { principalId, principalName } = owner;
    return this.#audit.append({
      type,
      outcome: 'success',
      ...context,
      principalId,
      principalName,
      detail,
    });
  }
}

/** A code that opens nothing any more is nothing that a person has. */
function isDead(credential: Credential, now: Date): boolean {
  return credential.method === 'break-glass' && (credential.used || credential.expiresAt <= now);
}

function summaryOf(credential: Exclude<Credential, RecoveryCodeCredential>): CredentialSummary {
  const { id, method, createdAt } = credential;
  if (method === 'email') return { id, method, createdAt, address: credential.address };
  if (method === 'break-glass') return { id, method, createdAt };
  const { label } = credential;
  return { id, method, createdAt, ...(label === undefined ? {} : { label }) };
}
