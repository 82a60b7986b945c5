import { createHash, timingSafeEqual } from 'node:crypto';

import { formatId } from '@gatehouse/protocol';
import type { ApiKeyId, administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Random } from '../random.js';

const PREFIX = 'ghk_';
const SECRET_BYTES = 32;
const FORM = /^ghk_[A-Za-z0-9_-]{43}$/;

/** "Last used" is for people: a minute is exact enough. */
const TOUCH_MS = 60_000;

export interface StoredApiKey {
  id: string;
  label: string;
  /** SHA-256 of a secret with 256 random bits: nothing slower is needed. */
  secretHash: Uint8Array;
  createdAt: Date;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
}

/** What is kept of a key that is made. */
export type NewApiKey = Pick<StoredApiKey, 'id' | 'label' | 'secretHash' | 'createdAt'>;

/** Port: API keys, by the hash of their secret. */
export interface ApiKeyStore {
  add(key: NewApiKey): Promise<void>;
  find(secretHash: Uint8Array): Promise<StoredApiKey | undefined>;
  list(): Promise<administration.ApiKey[]>;
  touch(id: string, at: Date): Promise<void>;
  revoke(id: string, at: Date): Promise<boolean>;
  /** Whether any key was ever made. */
  any(): Promise<boolean>;
}

/** The keys of administrators. */
export class ApiKeys {
  readonly #store: ApiKeyStore;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(dependencies: { store: ApiKeyStore; audit: AuditLog; clock: Clock; random: Random }) {
    this.#store = dependencies.store;
    this.#audit = dependencies.audit;
    this.#clock = dependencies.clock;
    this.#random = dependencies.random;
  }

  async create(label: string, context: RequestContext): Promise<administration.IssuedApiKey> {
    return this.createBy((key) => this.#store.add(key), label, context);
  }

  /**
   * A key that something else than {@link ApiKeyStore.add} stores; when it throws, there is no key. The secret leaves
   * the server here and nowhere else.
   */
  async createBy(
    store: (key: NewApiKey) => Promise<void>,
    label: string,
    context: RequestContext,
  ): Promise<administration.IssuedApiKey> {
    const id = formatId('key', this.#random.bytes(16));
    const secret = PREFIX + Buffer.from(this.#random.bytes(SECRET_BYTES)).toString('base64url');
    await store({ id, label, secretHash: hashOf(secret), createdAt: this.#clock.now() });
    await this.#audit.append({
      type: 'api-key.created',
      outcome: 'success',
      ...context,
      detail: { id },
    });
    return { id, label, secret };
  }

  /**
   * The key of an `Authorization: Bearer` header.
   * @throws ApplicationError `api-key.invalid`
   */
  async require(authorization: string | undefined): Promise<StoredApiKey> {
    const secret = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    if (secret === undefined || !FORM.test(secret)) throw new ApplicationError('api-key.invalid');
    const hash = hashOf(secret);
    const key = await this.#store.find(hash);
    if (
      key === undefined ||
      key.revokedAt !== undefined ||
      !timingSafeEqual(hash, key.secretHash)
    ) {
      throw new ApplicationError('api-key.invalid');
    }
    const now = this.#clock.now();
    if (now.getTime() - (key.lastUsedAt?.getTime() ?? 0) > TOUCH_MS) {
      await this.#store.touch(key.id, now);
    }
    return key;
  }

  list(): Promise<administration.ApiKey[]> {
    return this.#store.list();
  }

  /** @throws ApplicationError `request.not-found` */
  async revoke(id: ApiKeyId, context: RequestContext): Promise<void> {
    if (!(await this.#store.revoke(id, this.#clock.now()))) {
      throw new ApplicationError('request.not-found', { detail: 'There is no such API key.' });
    }
    await this.#audit.append({
      type: 'api-key.revoked',
      outcome: 'success',
      ...context,
      detail: { id },
    });
  }
}

function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest();
}
