import { createHash, timingSafeEqual } from 'node:crypto';

import { ApiKeyId, formatId, permissionsOf } from '@gatehouse/protocol';
import type { AccessGrant, administration } from '@gatehouse/protocol';

import { requireNoMoreThan } from '../access/no-more-than.js';
import type { Operator } from '../access/operator.js';
import { unknownPrincipal } from '../access/refused-operator.js';
import {
  coversScope,
  describeScope,
  isWithinScope,
  requireReadableScope,
} from '../access/scope.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Directory } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Random } from '../random.js';

const PREFIX = 'ghk_';
const SECRET_BYTES = 32;
const FORM = /^ghk_[A-Za-z0-9_-]{43}$/;

/** "Last used" is for people: a minute is exact enough. */
const TOUCH_MS = 60_000;

/** What is kept of a key that is made. */
export interface NewApiKey extends AccessGrant {
  id: string;
  label: string;
  /** SHA-256 of a secret with 256 random bits: nothing slower is needed. */
  secretHash: Uint8Array;
  createdAt: Date;
  /** The id of the operator who made it; of the first key and of old ones nobody. */
  createdBy: string | undefined;
  expiresAt: Date | undefined;
  /** Whose it is. */
  person: { principalId: string; name: string } | undefined;
}

export interface StoredApiKey extends NewApiKey {
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
}

/** What a key may do, and for how long. */
type KeyAccess = Pick<
  NewApiKey,
  'label' | 'roles' | 'permissions' | 'scope' | 'createdBy' | 'expiresAt' | 'person'
>;

const EVERYTHING = {
  roles: ['administrator'],
  permissions: [],
  createdBy: undefined,
  expiresAt: undefined,
  person: undefined,
} satisfies Partial<KeyAccess>;

/** Port: API keys, by the hash of their secret. */
export interface ApiKeyStore {
  add(key: NewApiKey): Promise<void>;
  find(secretHash: Uint8Array): Promise<StoredApiKey | undefined>;
  findById(id: string): Promise<StoredApiKey | undefined>;
  /** The oldest first. */
  list(): Promise<StoredApiKey[]>;
  touch(id: string, at: Date): Promise<void>;
  revoke(id: string, at: Date): Promise<boolean>;
}

/** The keys of operators. */
export class ApiKeys {
  readonly #store: ApiKeyStore;
  readonly #directory: Directory;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(dependencies: {
    store: ApiKeyStore;
    directory: Directory;
    audit: AuditLog;
    clock: Clock;
    random: Random;
  }) {
    this.#store = dependencies.store;
    this.#directory = dependencies.directory;
    this.#audit = dependencies.audit;
    this.#clock = dependencies.clock;
    this.#random = dependencies.random;
  }

  /**
   * A key that may do no more than whoever makes it.
   * @throws ApplicationError `api-key.forbidden`, `principal.unknown`, `request.malformed`
   */
  async create(
    wanted: administration.CreateApiKey,
    operator: Operator,
    context: RequestContext,
  ): Promise<administration.IssuedApiKey> {
    const access = await this.#accessOf(wanted, operator);
    return this.#issue((key) => this.#store.add(key), access, context);
  }

  /** The first key, which something else than {@link ApiKeyStore.add} stores; when it throws, there is no key. */
  createFirst(
    store: (key: NewApiKey) => Promise<void>,
    label: string,
    context: RequestContext,
  ): Promise<administration.IssuedApiKey> {
    return this.#issue(store, { ...EVERYTHING, label }, context);
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
    const now = this.#clock.now();
    if (
      key === undefined ||
      key.revokedAt !== undefined ||
      (key.expiresAt !== undefined && key.expiresAt <= now) ||
      !timingSafeEqual(hash, key.secretHash)
    ) {
      throw new ApplicationError('api-key.invalid');
    }
    if (now.getTime() - (key.lastUsedAt?.getTime() ?? 0) > TOUCH_MS) {
      await this.#store.touch(key.id, now);
    }
    return key;
  }

  /** Those that reach nobody beyond whom the operator does. */
  async list(operator: Operator): Promise<administration.ApiKey[]> {
    const keys = await this.#store.list();
    return keys.filter(({ scope }) => coversScope(operator.scope, scope)).map(viewOf);
  }

  /** @throws ApplicationError `request.not-found`, `api-key.forbidden` for a key that may do more than the operator */
  async revoke(id: ApiKeyId, operator: Operator, context: RequestContext): Promise<void> {
    const key = await this.#store.findById(id);
    if (key === undefined || !coversScope(operator.scope, key.scope)) throw unknownKey();
    const { expiresAt } = operator;
    requireNoMoreThan(operator, { permissions: permissionsOf(key), scope: key.scope, expiresAt });
    if (!(await this.#store.revoke(id, this.#clock.now()))) throw unknownKey();
    await this.#audit.append({
      type: 'api-key.revoked',
      outcome: 'success',
      ...context,
      detail: { id },
    });
  }

  async #accessOf(wanted: administration.CreateApiKey, operator: Operator): Promise<KeyAccess> {
    const { label, permissions = [], scope } = wanted;
    const { roles = permissions.length === 0 ? EVERYTHING.roles : [] } = wanted;
    requireReadableScope(scope);
    const expiresAt = wanted.expiresAt === undefined ? undefined : new Date(wanted.expiresAt);
    if (expiresAt !== undefined && expiresAt <= this.#clock.now()) {
      throw new ApplicationError('request.malformed', { detail: 'expiresAt is over already' });
    }
    const allowed = permissionsOf({ roles, permissions });
    if (allowed.size === 0) {
      throw new ApplicationError('request.malformed', { detail: 'the key could do nothing' });
    }
    requireNoMoreThan(operator, { permissions: allowed, scope, expiresAt });
    const person = await this.#personOf(wanted.person, operator);
    return {
      label,
      roles,
      permissions,
      ...(scope && { scope }),
      createdBy: operator.id,
      expiresAt,
      person,
    };
  }

  /** Whoever makes a key and names nobody has made one for themselves: nobody approves by it what they asked for. */
  async #personOf(name: string | undefined, operator: Operator): Promise<NewApiKey['person']> {
    const { scope, person: maker } = operator;
    if (name === undefined) {
      if (maker === undefined) return undefined;
      const own = await this.#directory.findById(maker);
      return { principalId: maker, name: own?.samAccountName ?? operator.name };
    }
    const account = await this.#directory.find(name);
    if (account === undefined) throw unknownPrincipal();
    if (!isWithinScope(scope, account)) throw unknownPrincipal(account);
    return { principalId: account.principalId, name: account.samAccountName };
  }

  /** The secret leaves the server here and nowhere else. */
  async #issue(
    store: (key: NewApiKey) => Promise<void>,
    access: KeyAccess,
    context: RequestContext,
  ): Promise<administration.IssuedApiKey> {
    const id = formatId('key', this.#random.bytes(16));
    const secret = PREFIX + Buffer.from(this.#random.bytes(SECRET_BYTES)).toString('base64url');
    await store({ ...access, id, secretHash: hashOf(secret), createdAt: this.#clock.now() });
    await this.#audit.append({
      type: 'api-key.created',
      outcome: 'success',
      ...context,
      detail: { id, ...describeAccess(access) },
    });
    return { id, label: access.label, secret };
  }
}

/** What a key lets whoever has it do. */
export function operatorOfKey(key: StoredApiKey): Operator {
  const { id, label: name, scope, expiresAt, person } = key;
  return {
    id,
    name,
    permissions: permissionsOf(key),
    scope,
    expiresAt,
    person: person?.principalId,
  };
}

function describeAccess({ roles, permissions, scope, expiresAt, person }: KeyAccess) {
  return {
    access: [...roles, ...permissions].join(' '),
    ...(scope === undefined ? {} : { scope: describeScope(scope) }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    ...(person === undefined ? {} : { person: person.principalId }),
  };
}

function viewOf(key: StoredApiKey): administration.ApiKey {
  const { label, roles, permissions, scope, person, createdBy } = key;
  const { createdAt, expiresAt, lastUsedAt, revokedAt } = key;
  return {
    id: ApiKeyId.parse(key.id),
    ...{ label, roles, permissions, createdAt: createdAt.toISOString() },
    ...(scope === undefined ? {} : { scope }),
    ...(person === undefined ? {} : { person }),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt: lastUsedAt.toISOString() }),
    ...(revokedAt === undefined ? {} : { revokedAt: revokedAt.toISOString() }),
  };
}

function unknownKey(): ApplicationError {
  return new ApplicationError('request.not-found', { detail: 'There is no such API key.' });
}

function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest();
}
