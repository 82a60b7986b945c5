import { createHash } from 'node:crypto';

import type { administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Random } from '../random.js';
import type { ApiKeys, NewApiKey } from './api-keys.js';

/** Crockford's alphabet: no letter looks like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 5;
const GROUP_LENGTH = 4;
const LIFETIME_MS = 24 * 3_600_000;

/** Port: one-time codes, as hashes. A code has 100 random bits: nothing slower is needed. */
export interface BootstrapCodeStore {
  add(code: { hash: Uint8Array; createdAt: Date; expiresAt: Date }): Promise<void>;
  /** Whether somebody administers the server over the network: there is a key, or a person who reaches everybody. */
  isClaimed(): Promise<boolean>;
  /** Whether a code is known, unused and not over. */
  isOpen(hash: Uint8Array, now: Date): Promise<boolean>;
  /**
   * Takes the code and stores the key, or neither: a code that is spent without a key would lock everybody out.
   *
   * @returns false when the code is unknown, used or expired, or when somebody administers the server already
   */
  claim(hash: Uint8Array, key: NewApiKey, now: Date): Promise<boolean>;
}

/** How the first administrator comes to a key: by the code that only who starts the server sees. */
export class Bootstrap {
  readonly #dependencies: {
    codes: BootstrapCodeStore;
    keys: ApiKeys;
    audit: AuditLog;
    clock: Clock;
    random: Random;
  };

  constructor(dependencies: {
    codes: BootstrapCodeStore;
    keys: ApiKeys;
    audit: AuditLog;
    clock: Clock;
    random: Random;
  }) {
    this.#dependencies = dependencies;
  }

  /** A fresh code, while nobody administers the server yet. */
  async createCode(): Promise<string | undefined> {
    const { codes, clock, random } = this.#dependencies;
    if (await codes.isClaimed()) return undefined;
    const characters = Array.from(
      random.bytes(GROUPS * GROUP_LENGTH),
      // 256 is a multiple of 32: every letter is as likely.
      (byte) => ALPHABET[byte % ALPHABET.length] ?? '',
    ).join('');
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + LIFETIME_MS);
    await codes.add({ hash: hashOf(characters), createdAt: now, expiresAt });
    return (characters.match(new RegExp(`.{${GROUP_LENGTH}}`, 'g')) ?? []).join('-');
  }

  /** @throws ApplicationError `bootstrap.invalid` */
  async claim(
    request: { code: string; label: string },
    context: RequestContext,
  ): Promise<administration.IssuedApiKey> {
    const { codes, keys, audit, clock } = this.#dependencies;
    const hash = bootstrapCodeHash(request.code);
    const store = async (key: NewApiKey) => {
      const claimed = await codes.claim(hash, key, clock.now());
      await audit.append({
        type: 'bootstrap.claimed',
        outcome: claimed ? 'success' : 'failure',
        ...context,
        ...(claimed ? {} : { code: 'bootstrap.invalid' }),
      });
      if (!claimed) throw new ApplicationError('bootstrap.invalid');
    };
    return keys.createFirst(store, request.label, context);
  }
}

/** What is kept of a code. */
export function bootstrapCodeHash(typed: string): Uint8Array {
  return hashOf(normaliseBootstrapCode(typed));
}

/** As people copy it: any case, with or without hyphens, O for zero, I and L for one. */
export function normaliseBootstrapCode(code: string): string {
  return code.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

function hashOf(characters: string): Uint8Array {
  return createHash('sha256').update(characters, 'utf8').digest();
}
