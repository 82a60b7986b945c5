import { ID_BYTES, formatId } from '@gatehouse/protocol';
import type {
  FirstRun as FirstRunStage,
  MakeFirstAdministrator,
  PasswordRuleText,
} from '@gatehouse/protocol';

import { bootstrapCodeHash } from '../administration/bootstrap.js';
import type { BootstrapCodeStore } from '../administration/bootstrap.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Directory, DirectoryAccount, ManagedDirectory } from '../directory/directory.js';
import { isUsable } from '../directory/is-usable.js';
import type { NewLocalUser } from '../directory/local/local-user-store.js';
import { ApplicationError } from '../errors/application-error.js';
import type { PasswordQuality } from '../password/password-quality.js';
import type { Policies } from '../policy/policies.js';
import type { Random } from '../random.js';
import { FIRST_RUN_OPERATOR } from './first-administrator-store.js';
import type { FirstAdministrator, FirstAdministratorStore } from './first-administrator-store.js';

/** As long as a code that nobody has used. */
const PERMIT_HOURS = 24;

/** Whose rules are told before there is a name. */
const ANYBODY = 'administrator';

export interface FirstRunDependencies {
  codes: BootstrapCodeStore;
  administrators: FirstAdministratorStore;
  directory: Directory;
  /** The one of it whose users are managed here. */
  managed: ManagedDirectory | undefined;
  policies: Policies;
  passwords: PasswordQuality;
  audit: AuditLog;
  clock: Clock;
  random: Random;
}

/** How a fresh server gets a person who administers it, in a browser: by the code that only who starts it sees. */
export class FirstRun {
  readonly #dependencies: FirstRunDependencies;

  constructor(dependencies: FirstRunDependencies) {
    this.#dependencies = dependencies;
  }

  /** @param code what the browser has shown before */
  async stage(code: string | undefined): Promise<FirstRunStage> {
    const { codes, clock } = this.#dependencies;
    if (await codes.isClaimed()) return { stage: 'claimed' };
    const isOpen = code !== undefined && (await codes.isOpen(bootstrapCodeHash(code), clock.now()));
    return isOpen ? this.#choice() : { stage: 'code' };
  }

  /** @throws ApplicationError `bootstrap.invalid` */
  async show(code: string, context: RequestContext): Promise<FirstRunStage> {
    const shown = await this.stage(code);
    if (shown.stage !== 'code') return shown;
    await this.#auditClaim('failure', context);
    throw new ApplicationError('bootstrap.invalid');
  }

  /**
   * Makes a person administrator, and lets them enrol a first factor by the password. A password that breaks rules makes
   * nobody: what it breaks is in the answer, and the code holds.
   *
   * @throws ApplicationError `bootstrap.invalid`, `principal.unknown`, `principal.unusable`, `principal.exists`,
   *   `request.malformed`, `directory.unsupported` for a new person where the directory is not ours; DirectoryUnavailableError
   */
  async makeAdministrator(
    code: string | undefined,
    wanted: MakeFirstAdministrator,
    context: RequestContext,
  ): Promise<FirstRunStage> {
    const { codes, clock } = this.#dependencies;
    const hash = code === undefined ? undefined : bootstrapCodeHash(code);
    // Before anything else: whoever has no code asks the directory nothing, and has no password looked at.
    if (hash === undefined || !(await codes.isOpen(hash, clock.now()))) {
      await this.#auditClaim('failure', context);
      throw new ApplicationError('bootstrap.invalid');
    }
    if (wanted.kind === 'existing') {
      const account = await this.#dependencies.directory.find(wanted.name);
      if (account === undefined) throw new ApplicationError('principal.unknown');
      // The code would be spent on somebody who cannot sign in.
      if (!isUsable(account, clock.now())) throw new ApplicationError('principal.unusable');
      return this.#claim(hash, { account, user: undefined }, context);
    }
    const password = Buffer.from(wanted.password, 'utf8');
    try {
      return await this.#makeNew(hash, { ...wanted, password }, context);
    } finally {
      password.fill(0);
    }
  }

  async #makeNew(
    hash: Uint8Array,
    wanted: {
      name: string;
      displayName?: string | undefined;
      password: Uint8Array;
      language?: string | undefined;
    },
    context: RequestContext,
  ): Promise<FirstRunStage> {
    const { managed, policies, passwords } = this.#dependencies;
    if (managed === undefined) {
      throw new ApplicationError('directory.unsupported', {
        detail: 'People of this directory are added in the directory itself: name one of them.',
      });
    }
    const { password, language } = wanted;
    const account = await managed.draft(wanted);
    const { settings } = await policies.resolve(account);
    const broken = await passwords.broken({
      ...{ account, policy: settings.password, password, occasion: 'reset', language },
    });
    if (broken.length > 0) return this.#choice(broken);
    const user = await managed.prepare(account, password);
    return this.#claim(hash, { account, user }, context);
  }

  async #claim(
    hash: Uint8Array,
    { account, user }: { account: DirectoryAccount; user: NewLocalUser | undefined },
    context: RequestContext,
  ): Promise<FirstRunStage> {
    const { administrators, clock, random } = this.#dependencies;
    const { principalId, samAccountName: name } = account;
    const at = clock.now();
    const permittedUntil = new Date(at.getTime() + PERMIT_HOURS * 3_600_000);
    const roleId = formatId('rol', random.bytes(ID_BYTES));
    const administrator = { roleId, principalId, name, user, permittedUntil, at };
    const outcome = await administrators.claim(hash, administrator);
    if (outcome === 'exists') throw new ApplicationError('principal.exists');
    await this.#auditClaim(outcome === 'claimed' ? 'success' : 'failure', context);
    if (outcome === 'invalid') throw new ApplicationError('bootstrap.invalid');
    await this.#auditPerson(administrator, context);
    const { isForeign, netbiosDomain } = account;
    return { stage: 'claimed', name: isForeign === true ? `${netbiosDomain}\\${name}` : name };
  }

  async #auditPerson(
    { roleId: id, principalId, name: principalName, user }: FirstAdministrator,
    context: RequestContext,
  ): Promise<void> {
    const { audit } = this.#dependencies;
    const common = { outcome: 'success', ...context, principalId, principalName } as const;
    const operator = FIRST_RUN_OPERATOR;
    if (user !== undefined) await audit.append({ type: 'user.added', ...common });
    await audit.append({
      ...{ type: 'role.assigned', ...common },
      detail: { id, role: 'administrator', operator },
    });
    await audit.append({
      ...{ type: 'enrollment.permitted', ...common },
      detail: { hours: PERMIT_HOURS, operator },
    });
  }

  async #auditClaim(outcome: 'success' | 'failure', context: RequestContext): Promise<void> {
    await this.#dependencies.audit.append({
      ...{ type: 'bootstrap.claimed', outcome, ...context },
      ...(outcome === 'failure' && { code: 'bootstrap.invalid' }),
    });
  }

  async #choice(broken?: PasswordRuleText[]): Promise<FirstRunStage> {
    const { directory, managed } = this.#dependencies;
    return {
      stage: 'administrator',
      kinds: managed === undefined ? ['existing'] : ['new', 'existing'],
      realm: directory.realm,
      rules: managed === undefined ? [] : await this.#rules(managed),
      ...(broken && { broken }),
    };
  }

  async #rules(managed: ManagedDirectory): Promise<PasswordRuleText[]> {
    const { policies, passwords } = this.#dependencies;
    const account = await managed.draft({ name: ANYBODY });
    const { settings } = await policies.resolve(account);
    const { effective } = await passwords.rules({
      ...{ account, policy: settings.password, occasion: 'reset' },
    });
    return effective;
  }
}
