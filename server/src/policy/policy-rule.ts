import { DEFAULT_POLICY, profileSettings } from '@gatehouse/protocol';
import type {
  PartialPolicySettings,
  PolicyDocument,
  PolicyProfile,
  PolicySettings,
  administration,
} from '@gatehouse/protocol';

import { mergeSettings } from './merge-settings.js';

/** Settings of one origin. Of layers that set the same, the last one holds. */
export interface PolicyLayer {
  /** The policy that gives it, by its own words or by its profile. */
  policy: { name: string; version: number };
  profile?: PolicyProfile;
  settings: PartialPolicySettings;
}

/** A policy with what it inherits. */
export class PolicyRule {
  readonly name: string;
  readonly version: number;
  readonly document: PolicyDocument;
  /** The inherited first. */
  readonly layers: readonly PolicyLayer[];
  #settings: PolicySettings | undefined;

  /** @param inherited from the policy for everyone; none for that one itself */
  constructor(
    { version, document }: administration.StoredPolicy,
    inherited: readonly PolicyLayer[],
  ) {
    this.name = document.name;
    this.version = version;
    this.document = document;
    const policy = { name: document.name, version };
    const { profile, settings } = document;
    this.layers = [
      ...inherited,
      ...(profile === undefined ? [] : [{ policy, profile, settings: profileSettings(profile) }]),
      { policy, settings },
    ];
  }

  /** What the layers come to over the shipped defaults. Merged when first asked for: most of many policies rest. */
  get settings(): PolicySettings {
    this.#settings ??= mergeSettings(
      DEFAULT_POLICY,
      ...this.layers.map(({ settings }) => settings),
    );
    return this.#settings;
  }
}

/** How policies are ranked that fit equally well: the higher priority first, then the name that sorts first. */
export function compareRank(a: PolicyDocument, b: PolicyDocument): number {
  return b.priority - a.priority || (a.name < b.name ? -1 : 1);
}

/** The policy that holds for everyone, from which others inherit. */
export function policyForEveryone(
  policies: readonly administration.StoredPolicy[],
): administration.StoredPolicy | undefined {
  return policies
    .filter(({ document }) => document.assign.everyone)
    .toSorted((a, b) => compareRank(a.document, b.document))[0];
}

/** Policies with what they inherit, by rank. */
export function createRules(policies: readonly administration.StoredPolicy[]): {
  everyone: PolicyRule | undefined;
  rules: PolicyRule[];
} {
  const first = policyForEveryone(policies);
  const everyone = first && new PolicyRule(first, []);
  const rules = policies
    .toSorted((a, b) => compareRank(a.document, b.document))
    .map((policy) =>
      everyone !== undefined && policy === first
        ? everyone
        : new PolicyRule(policy, everyone?.layers ?? []),
    );
  return { everyone, rules };
}
