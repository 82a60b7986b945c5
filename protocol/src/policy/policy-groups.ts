import type { z } from 'zod';

import type { PolicyGroup } from './policy-group.js';

/** Groups by the name of their settings. */
export type PolicyGroups = Record<
  string,
  Pick<PolicyGroup<z.ZodRawShape>, 'schema' | 'partial' | 'shipped'>
>;

type Schemas<G extends PolicyGroups> = { [K in keyof G]: G[K]['schema'] };
type Partials<G extends PolicyGroups> = { [K in keyof G]: z.ZodOptional<G[K]['partial']> };
type Shipped<G extends PolicyGroups> = { [K in keyof G]: z.infer<G[K]['schema']> };

export function schemasOf<G extends PolicyGroups>(groups: G): Schemas<G> {
  return each(groups, ({ schema }) => schema) as Schemas<G>;
}

export function partialsOf<G extends PolicyGroups>(groups: G): Partials<G> {
  return each(groups, ({ partial }) => partial.optional()) as Partials<G>;
}

export function shippedOf<G extends PolicyGroups>(groups: G): Shipped<G> {
  return each(groups, ({ shipped }) => shipped) as Shipped<G>;
}

function each(groups: PolicyGroups, part: (group: PolicyGroups[string]) => unknown): object {
  return Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, part(group)]));
}
