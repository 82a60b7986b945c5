import { ID_BYTES, formatId } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import type { OperatorReach } from '../access/operator-reach.js';
import type { Operator } from '../access/operator.js';
import { isWithinScope } from '../access/scope.js';
import type { AuditEventType, AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import { seedBinding } from '../factors/credential-store.js';
import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Random } from '../random.js';
import type { SessionEnder } from '../sessions/session-ender.js';
import type { FileKey } from './formats/pskc-secrets.js';
import { ImportError } from './imported-token.js';
import type { ImportedToken } from './imported-token.js';
import { inParts } from './in-parts.js';
import { readTokens } from './read-tokens.js';
import type { TokenFormat } from './read-tokens.js';
import { tokenBinding } from './token-store.js';
import type { StoredToken, TokenAssignment, TokenStore } from './token-store.js';

export interface TokensDependencies {
  store: TokenStore;
  directory: Directory;
  reach: OperatorReach;
  keyring: Keyring;
  /** They rest on the tokens, once these are factors. */
  sessions: SessionEnder;
  audit: AuditLog;
  clock: Clock;
  random: Random;
}

/** What is to be imported. */
export interface TokenImport {
  format: TokenFormat;
  content: string;
  key: FileKey | undefined;
  dryRun: boolean;
}

/** People who are asked for at once. */
const LOOKUPS = 8;

/** Tokens that were bought or come from another product: imported, and given to people. */
export class Tokens {
  readonly #dependencies: TokensDependencies;

  constructor(dependencies: TokensDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * All tokens of a file, or none of them.
   * @throws ApplicationError `tokens.invalid` that names the place in the file and what is wrong, `api-key.forbidden` for a
   *   token of somebody who may do more than the operator
   */
  async import(
    { format, content, key, dryRun }: TokenImport,
    operator: Operator,
    context: RequestContext,
  ): Promise<administration.ImportedTokens> {
    const tokens = await readTokens(format, content, key).catch((error: unknown) => {
      if (error instanceof ImportError) throw invalid(error.message);
      throw error;
    });
    try {
      await this.#requireNew(tokens);
      const owners = await this.#findOwners(tokens, operator);
      const counted = { imported: tokens.length, assigned: owners.size, dryRun };
      if (dryRun) return counted;
      await this.#add(tokens, owners, context);
      return counted;
    } finally {
      for (const { seed } of tokens) seed.fill(0);
    }
  }

  async list(after: string, limit: number): Promise<administration.TokenList> {
    const found = await this.#dependencies.store.list(after, limit + 1);
    const tokens = found.slice(0, limit);
    const last = tokens.at(-1);
    return {
      tokens: tokens.map(({ serial, method, shape, periodSeconds, importedAt, principalId }) => ({
        serial,
        method,
        ...shape,
        ...(periodSeconds === undefined ? {} : { periodSeconds }),
        importedAt: importedAt.toISOString(),
        ...(principalId === undefined ? {} : { principalId }),
      })),
      ...(found.length > limit && last !== undefined ? { next: last.serial } : {}),
    };
  }

  /** @throws ApplicationError `principal.unknown`, `api-key.forbidden`, `token.unknown`, `token.assigned` */
  async assign(
    serial: string,
    user: string,
    operator: Operator,
    context: RequestContext,
  ): Promise<void> {
    const { store, reach, keyring } = this.#dependencies;
    const account = await reach.require(operator, 'tokens.manage', user);
    const token = await store.find(serial);
    if (token === undefined) throw new ApplicationError('token.unknown');
    if (token.principalId !== undefined) throw new ApplicationError('token.assigned');
    const seed = await openSealed(keyring, token.sealedSeed, tokenBinding(serial));
    try {
      const assignment = this.#assignmentOf(serial, seed, account);
      if (!(await store.assign(assignment))) throw new ApplicationError('token.assigned');
      await this.#auditAssignment(token.method, assignment, account, context);
    } finally {
      seed.fill(0);
    }
  }

  /** @throws ApplicationError `token.unknown`, `token.unassigned`, `api-key.forbidden` */
  async unassign(serial: string, operator: Operator, context: RequestContext): Promise<void> {
    const { store, sessions } = this.#dependencies;
    const token = await store.find(serial);
    if (token === undefined) throw new ApplicationError('token.unknown');
    if (token.principalId !== undefined) await this.#requireReach(operator, token.principalId);
    const owner = await store.unassign(serial);
    if (owner === undefined) throw new ApplicationError('token.unassigned');
    const { principalId, credentialId: credential } = owner;
    await sessions.endAll(principalId, 'factors', context);
    const detail = { method: token.method, credential, serial };
    await this.#record('factor.removed', context, { principalId, detail });
  }

  /** @throws ApplicationError `token.unknown`, `token.assigned` */
  async remove(serial: string, context: RequestContext): Promise<void> {
    const { store } = this.#dependencies;
    if (!(await store.remove(serial))) {
      const isThere = (await store.find(serial)) !== undefined;
      throw new ApplicationError(isThere ? 'token.assigned' : 'token.unknown');
    }
    await this.#record('token.removed', context, { detail: { serial } });
  }

  /** A token of somebody beyond the scope is as one that is not there. */
  async #requireReach(operator: Operator, principalId: string): Promise<void> {
    const { directory, reach } = this.#dependencies;
    if (reach.isBoundless(operator, 'tokens.manage')) return;
    const account = await directory.findById(principalId);
    if (account !== undefined && isWithinScope(operator.scope, account)) {
      await reach.requireAccount(operator, 'tokens.manage', account);
    } else if (operator.scope !== undefined) {
      throw new ApplicationError('token.unknown');
    }
  }

  async #requireNew(tokens: readonly ImportedToken[]): Promise<void> {
    const known = await this.#dependencies.store.known(tokens.map(({ serial }) => serial));
    const twice = tokens.find(({ serial }) => known.has(serial));
    if (twice !== undefined)
      throw invalid(`${twice.where}: a token with this serial is here already`);
  }

  /** By serial. */
  async #findOwners(
    tokens: readonly ImportedToken[],
    operator: Operator,
  ): Promise<Map<string, DirectoryAccount>> {
    const owners = new Map<string, DirectoryAccount>();
    const named = tokens.filter(({ user }) => user !== undefined);
    for (let at = 0; at < named.length; at += LOOKUPS) {
      await Promise.all(
        named.slice(at, at + LOOKUPS).map(async ({ where, serial, user = '' }) => {
          const account = await this.#dependencies.directory.find(user);
          if (account === undefined)
            throw invalid(`${where}: there is no such user in the directory`);
          await this.#dependencies.reach.requireAccount(operator, 'tokens.manage', account);
          owners.set(serial, account);
        }),
      );
    }
    return owners;
  }

  async #add(
    tokens: readonly ImportedToken[],
    owners: ReadonlyMap<string, DirectoryAccount>,
    context: RequestContext,
  ): Promise<void> {
    const stored: StoredToken[] = [];
    const given: { token: ImportedToken; assignment: TokenAssignment; owner: DirectoryAccount }[] =
      [];
    for await (const part of inParts(tokens)) {
      for (const token of part) {
        stored.push(this.#storedOf(token));
        const owner = owners.get(token.serial);
        if (owner === undefined) continue;
        const assignment = this.#assignmentOf(token.serial, token.seed, owner);
        given.push({ token, owner, assignment });
      }
    }
    const assignments = given.map(({ assignment }) => assignment);
    if (!(await this.#dependencies.store.add(stored, assignments))) {
      throw invalid('a token with one of these serials came in at the same moment: try again');
    }
    const detail = { imported: stored.length, assigned: given.length };
    await this.#record('tokens.imported', context, { detail });
    await Promise.all(
      given.map(({ token, assignment, owner }) =>
        this.#auditAssignment(token.method, assignment, owner, context),
      ),
    );
  }

  #storedOf({ serial, method, seed, shape, periodSeconds, counter }: ImportedToken): StoredToken {
    const { keyring, clock } = this.#dependencies;
    return {
      serial,
      method,
      sealedSeed: keyring.seal(seed, tokenBinding(serial)),
      shape,
      periodSeconds,
      lastStep: method === 'hotp' ? counter - 1 : -1,
      importedAt: clock.now(),
    };
  }

  #assignmentOf(
    serial: string,
    seed: Uint8Array,
    { principalId }: DirectoryAccount,
  ): TokenAssignment {
    const { keyring, clock, random } = this.#dependencies;
    const credentialId = formatId('crd', random.bytes(ID_BYTES));
    const sealedSeed = keyring.seal(seed, seedBinding(credentialId, principalId));
    return { serial, credentialId, principalId, sealedSeed, assignedAt: clock.now() };
  }

  #auditAssignment(
    method: StoredToken['method'],
    { serial, credentialId: credential }: TokenAssignment,
    { principalId, samAccountName: principalName }: DirectoryAccount,
    context: RequestContext,
  ): Promise<void> {
    const detail = { method, credential, serial };
    return this.#record('factor.enrolled', context, { principalId, principalName, detail });
  }

  #record(
    type: AuditEventType,
    context: RequestContext,
    facts: {
      principalId?: string;
      principalName?: string;
      detail: Record<string, string | number>;
    },
  ): Promise<void> {
    return this.#dependencies.audit.append({ type, outcome: 'success', ...context, ...facts });
  }
}

function invalid(detail: string): ApplicationError {
  return new ApplicationError('tokens.invalid', { detail });
}
