import type { PolicyDocument, WrittenPolicy, administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import { ApplicationError } from '../errors/application-error.js';
import { diffDocuments } from './policy-diff.js';
import type { PolicyStep, PolicyStore } from './policy-store.js';
import { requireMeaning, requireValidSet } from './require-valid-policy.js';

export interface ImportRequest {
  policies: readonly PolicyDocument[];
  retireOthers: boolean;
  dryRun: boolean;
  comment?: string | undefined;
  /** As the dry run told it. */
  base?: string | undefined;
}

type Stored = administration.StoredPolicy;

/** Everything that makes a version of a policy: checked, stored and audited with its author. */
export class PolicyChanges {
  readonly #store: PolicyStore;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #changed: () => void;

  /** @param dependencies.changed told after each change that this node made */
  constructor(dependencies: {
    store: PolicyStore;
    audit: AuditLog;
    clock: Clock;
    changed: () => void;
  }) {
    this.#store = dependencies.store;
    this.#audit = dependencies.audit;
    this.#clock = dependencies.clock;
    this.#changed = dependencies.changed;
  }

  /** @throws ApplicationError `policy.invalid`, `policy.conflict` */
  async apply(
    input: WrittenPolicy,
    context: RequestContext,
    { comment, base }: administration.PolicyChangeOptions = {},
  ): Promise<{ name: string; version: number }> {
    const document = requireMeaning(input);
    return this.#one(
      (current) => {
        requireBase(current, document.name, base);
        requireValidSet(withPolicies(current, [document]), new Set([document.name]));
        return { document, retired: false };
      },
      context,
      comment,
    );
  }

  /**
   * The policy holds for nobody from now on; its versions are kept.
   * @throws ApplicationError `policy.unknown`, `policy.conflict`, and `policy.invalid` when another one cannot do
   *   without it
   */
  async retire(
    name: string,
    context: RequestContext,
    { comment, base }: administration.PolicyChangeOptions = {},
  ): Promise<{ name: string; version: number }> {
    return this.#one(
      (current) => {
        const document = requirePolicy(current, name);
        requireBase(current, name, base);
        requireValidSet(withoutPolicies(current, new Set([name])), new Set([name]));
        return { document, retired: true };
      },
      context,
      comment,
    );
  }

  /**
   * Makes the policies those of an export, all or none. What is already so gets no new version.
   * @throws ApplicationError `policy.invalid`, and `policy.conflict` where any policy was changed since `base`
   */
  async import(
    request: ImportRequest,
    context: RequestContext,
  ): Promise<administration.ImportedPolicies> {
    const documents = request.policies.map((document) => requireMeaning(document));
    requireDistinctNames(documents);
    if (request.dryRun) {
      // Before the policies: what is changed between the two is seen, and told to be changed since, which is the safe mistake.
      const base = await this.#store.revision();
      const plan = planImport(documents, request.retireOthers, await this.#store.list());
      return { dryRun: true, base, ...summaryOf(plan) };
    }
    let plan: ImportPlan | undefined;
    const added = await this.#change(
      (current, revision) => {
        if (request.base !== undefined && request.base !== revision) {
          throw new ApplicationError('policy.conflict', {
            detail: 'policies were changed since the dry run; make another one',
          });
        }
        plan = planImport(documents, request.retireOthers, current);
        return plan.steps.map(({ step }) => step);
      },
      context,
      request.comment,
    );
    const versions = new Map(added.map(({ name, version }) => [name, version]));
    return { dryRun: false, ...summaryOf(plan ?? { steps: [], unchanged: 0 }, versions) };
  }

  async #one(
    decide: (current: readonly Stored[]) => PolicyStep,
    context: RequestContext,
    comment: string | undefined,
  ): Promise<{ name: string; version: number }> {
    const [added] = await this.#change((current) => [decide(current)], context, comment);
    if (added === undefined) throw new Error('a version was stored and has no number');
    return added;
  }

  async #change(
    decide: Parameters<PolicyStore['change']>[0],
    context: RequestContext,
    comment: string | undefined,
  ): Promise<{ name: string; version: number }[]> {
    const { administrator: author, ...origin } = context;
    const retired = new Set<string>();
    const added = await this.#store.change(
      (current, revision) => {
        const steps = decide(current, revision);
        retired.clear();
        for (const step of steps) if (step.retired) retired.add(step.document.name);
        return steps;
      },
      { author, comment, now: this.#clock.now() },
    );
    this.#changed();
    for (const { name, version } of added) {
      await this.#audit.append({
        type: retired.has(name) ? 'policy.retired' : 'policy.applied',
        outcome: 'success',
        ...origin,
        detail: { policy: name, version, ...(author === undefined ? {} : { author: author.name }) },
      });
    }
    return added;
  }
}

interface ImportPlan {
  steps: { step: PolicyStep; what: 'added' | 'changed' | 'retired'; before: Stored | undefined }[];
  unchanged: number;
}

/** @throws ApplicationError `policy.invalid` */
function planImport(
  documents: readonly PolicyDocument[],
  retireOthers: boolean,
  current: readonly Stored[],
): ImportPlan {
  const byName = new Map(current.map((policy) => [policy.document.name, policy]));
  const wanted = new Set(documents.map(({ name }) => name));
  const changed = documents.filter(
    (document) => diffDocuments(byName.get(document.name)?.document, document).length > 0,
  );
  const gone = retireOthers ? current.filter(({ document }) => !wanted.has(document.name)) : [];
  const names = new Set([...changed, ...gone.map(({ document }) => document)].map((d) => d.name));
  const remaining = withoutPolicies(current, new Set(gone.map(({ document }) => document.name)));
  if (names.size > 0) requireValidSet(withPolicies(remaining, changed), names);
  return {
    steps: [
      ...changed.map((document) => {
        const before = byName.get(document.name);
        const what = before === undefined ? ('added' as const) : ('changed' as const);
        return { step: { document, retired: false }, what, before };
      }),
      ...gone.map((before) => ({
        step: { document: before.document, retired: true },
        what: 'retired' as const,
        before,
      })),
    ],
    unchanged: documents.length - changed.length,
  };
}

function summaryOf(
  { steps, unchanged }: ImportPlan,
  versions: ReadonlyMap<string, number> = new Map<string, number>(),
): Omit<administration.ImportedPolicies, 'dryRun'> {
  return {
    unchanged,
    policies: steps.map(({ step: { document, retired }, what, before }) => {
      const version = versions.get(document.name);
      return {
        name: document.name,
        what,
        ...(version === undefined ? {} : { version }),
        changes: diffDocuments(before?.document ?? {}, retired ? {} : document),
      };
    }),
  };
}

/** `current` with some policies in the place of those of the same names. */
export function withPolicies(
  current: readonly Stored[],
  documents: readonly PolicyDocument[],
): Stored[] {
  const names = new Set(documents.map(({ name }) => name));
  const versions = new Map(current.map(({ version, document }) => [document.name, version]));
  return [
    ...withoutPolicies(current, names),
    ...documents.map((document) => ({ version: (versions.get(document.name) ?? 0) + 1, document })),
  ];
}

export function withoutPolicies(current: readonly Stored[], names: ReadonlySet<string>): Stored[] {
  return current.filter(({ document }) => !names.has(document.name));
}

function requirePolicy(current: readonly Stored[], name: string): PolicyDocument {
  const found = current.find(({ document }) => document.name === name);
  if (found === undefined) throw new ApplicationError('policy.unknown');
  return found.document;
}

/** Whoever says which version they began from changes no other one. @throws ApplicationError `policy.conflict` */
function requireBase(current: readonly Stored[], name: string, base: number | undefined): void {
  if (base === undefined) return;
  const held = current.find(({ document }) => document.name === name)?.version ?? 0;
  if (held === base) return;
  const now = held === 0 ? 'there is no such policy now' : `now it is version ${held}`;
  throw new ApplicationError('policy.conflict', { detail: `${now}, and not ${base}` });
}

function requireDistinctNames(documents: readonly PolicyDocument[]): void {
  const names = new Set<string>();
  for (const { name } of documents) {
    if (names.has(name)) {
      throw new ApplicationError('policy.invalid', { detail: `${name} is there twice` });
    }
    names.add(name);
  }
}
