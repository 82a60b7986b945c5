import { isDeepStrictEqual } from 'node:util';

import { DEFAULT_POLICY, departuresOf, settingAt, settingPaths } from '@gatehouse/protocol';
import type { PolicyDocument, administration } from '@gatehouse/protocol';

import type { RequestContext } from '../context.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import type { CachedPolicies } from './cached-policies.js';
import { explainSettings, originOf, settingsAt } from './explain-policy.js';
import type { ResolvedPolicy } from './policies.js';
import type { ImportRequest, PolicyChanges } from './policy-changes.js';
import { diffDocuments } from './policy-diff.js';
import { PolicyPreviews } from './policy-previews.js';
import type { PolicyStore } from './policy-store.js';
import { requireMeaning } from './require-valid-policy.js';

/** Versions that are listed; older ones can still be shown by number. */
const MAX_LOG = 500;

export interface PolicyAdministrationDependencies {
  store: PolicyStore;
  policies: CachedPolicies;
  directory: Directory;
}

/** What administrators ask of policies and do to them, besides applying one. */
export class PolicyAdministration {
  readonly #store: PolicyStore;
  readonly #policies: CachedPolicies;
  readonly #directory: Directory;
  readonly #previews: PolicyPreviews;

  constructor(dependencies: PolicyAdministrationDependencies) {
    this.#store = dependencies.store;
    this.#policies = dependencies.policies;
    this.#directory = dependencies.directory;
    this.#previews = new PolicyPreviews(dependencies);
  }

  /** @throws ApplicationError `policy.unknown` */
  async log(name: string): Promise<administration.PolicyLog> {
    const versions = await this.#store.log(name, MAX_LOG);
    if (versions.length === 0) throw new ApplicationError('policy.unknown');
    return { name, versions };
  }

  /** @throws ApplicationError `policy.unknown` */
  async show(name: string, version?: number): Promise<administration.ShownPolicy> {
    const [found, newest] = await Promise.all([
      this.#require(name, version),
      this.#require(name, undefined),
    ]);
    return { ...found, holds: found.version === newest.version && !found.retired };
  }

  /** @throws ApplicationError `policy.unknown` */
  async diff(name: string, from: number, to: number): Promise<administration.PolicyDiff> {
    const [before, after] = await Promise.all([this.#require(name, from), this.#require(name, to)]);
    return { name, from, to, changes: diffDocuments(before.document, after.document) };
  }

  /**
   * Applies an old version again, as a new one.
   * @throws ApplicationError `policy.unknown`, `policy.conflict`, `policy.invalid` when it does not go with the others any more
   */
  async restore(
    name: string,
    version: number,
    context: RequestContext,
    { comment = `version ${version} again`, base }: administration.RestorePolicy = {},
  ): Promise<{ name: string; version: number }> {
    const { document } = await this.#require(name, version);
    return this.#changes.apply(document, context, { comment, base });
  }

  retire(
    name: string,
    context: RequestContext,
    options?: administration.PolicyChangeOptions,
  ): Promise<{ name: string; version: number }> {
    return this.#changes.retire(name, context, options);
  }

  /**
   * Where the settings that a policy comes to depart from the profile `nist`.
   * @throws ApplicationError `policy.unknown`
   */
  async departures(name: string): Promise<administration.PolicyDepartures> {
    const rule = (await this.#policies.index()).rule(name);
    if (rule === undefined) throw new ApplicationError('policy.unknown');
    return { policy: name, departures: departuresOf(rule.settings) };
  }

  /** @throws ApplicationError `principal.unknown`, `request.malformed` when there is no such setting at the door */
  async explain(
    name: string,
    question: { door: administration.PolicyExplanation['door']; setting?: string | undefined },
  ): Promise<administration.PolicyExplanation> {
    const { door, setting } = question;
    const settings = settingsAt(door, setting);
    if (settings.length === 0) {
      throw new ApplicationError('request.malformed', {
        detail: 'There is no such setting at this door; docs/policies.md lists them.',
      });
    }
    const account = await this.#directory.find(name);
    if (account === undefined) throw new ApplicationError('principal.unknown');
    const index = await this.#policies.index();
    const resolved = await this.#policies.resolveBy(index, account);
    return {
      principalId: account.principalId,
      name: `${account.netbiosDomain}\\${account.samAccountName}`,
      door,
      winner: originOf(resolved),
      settings: explainSettings(index, resolved, settings),
      departures: departuresOf(resolved.settings, door).filter(
        (departure) => setting === undefined || departure.setting === setting,
      ),
    };
  }

  /**
   * The policy of somebody, and which of its settings are not the shipped ones.
   * @throws DirectoryUnavailableError when the groups of the user cannot be read
   */
  async describe(
    account: DirectoryAccount,
  ): Promise<{ policy: ResolvedPolicy; differing: administration.ExplainedSetting[] }> {
    const index = await this.#policies.index();
    const policy = await this.#policies.resolveBy(index, account);
    const changed = settingPaths().filter(
      (path) =>
        !isDeepStrictEqual(settingAt(policy.settings, path), settingAt(DEFAULT_POLICY, path)),
    );
    return { policy, differing: explainSettings(index, policy, changed) };
  }

  /**
   * What a policy would come to, with what it would inherit from the others as they are now.
   * @throws ApplicationError `policy.invalid`, as applying it would
   */
  async check(document: PolicyDocument): Promise<administration.PolicyCheck> {
    const index = await this.#previews.indexWith([requireMeaning(document)], []);
    const rule = index.rule(document.name);
    if (rule === undefined) throw new Error('a policy that was just indexed is not there');
    const { name, version, settings } = rule;
    const by: administration.PolicyAssignment = document.assign.everyone
      ? { to: 'everyone' }
      : { to: 'user' };
    return {
      settings: explainSettings(index, { name, version, by, settings }, settingPaths()),
      departures: departuresOf(settings),
    };
  }

  preview(request: administration.PreviewPolicies): Promise<administration.PolicyPreview> {
    return this.#previews.preview(request);
  }

  async export(): Promise<administration.PolicyExport> {
    const policies = await this.#store.list();
    return {
      format: 'gatehouse-policies-1',
      policies: policies.map(({ document }) => document),
    };
  }

  import(
    request: ImportRequest,
    context: RequestContext,
  ): Promise<administration.ImportedPolicies> {
    return this.#changes.import(request, context);
  }

  get #changes(): PolicyChanges {
    return this.#policies.changes;
  }

  async #require(name: string, version: number | undefined) {
    const found = await this.#store.find(name, version);
    if (found === undefined) throw new ApplicationError('policy.unknown');
    return found;
  }
}
