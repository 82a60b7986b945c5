import type { PolicyDocument } from '@gatehouse/protocol';

/** The value at a path such as `lockout.strikes`; undefined where nothing is set. */
export function valueAt(tree: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), tree);
}

/** The tree with another value at a path. Without a value nothing is there any more, nor are branches that are empty then. */
export function withValue<T>(tree: T, path: string, value: unknown): T {
  return (replaced(tree, path.split('.'), value) ?? {}) as T;
}

function replaced(tree: unknown, [key = '', ...rest]: string[], value: unknown): unknown {
  const branch = isTree(tree) ? tree : {};
  const next = rest.length === 0 ? value : replaced(branch[key], rest, value);
  const { [key]: _, ...others } = branch;
  if (next === undefined) return Object.keys(others).length === 0 ? undefined : others;
  return { ...branch, [key]: next };
}

/** Every value of a document by its path. A list is one value, as policies have it. */
export function leavesOf(tree: unknown, prefix = ''): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  if (!isTree(tree)) return leaves;
  for (const [key, value] of Object.entries(tree)) {
    const path = `${prefix}${key}`;
    if (!isTree(value)) leaves.set(path, value);
    else for (const [inner, leaf] of leavesOf(value, `${path}.`)) leaves.set(inner, leaf);
  }
  return leaves;
}

export interface Change {
  path: string;
  before: unknown;
  after: unknown;
}

/** What differs, in the order of the paths. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const [was, is] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .toSorted()
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

/** What was changed since a document, done to another one that came of it meanwhile. */
export function rebased(
  base: PolicyDocument | undefined,
  mine: PolicyDocument,
  newest: PolicyDocument,
): PolicyDocument {
  // Branches that are empty are left out by `withValue`; these two a policy always has.
  const { assign, settings, ...others } = changesBetween(base, mine).reduce<Loose>(
    (tree, { path, after }) => withValue(tree, path, after),
    newest,
  );
  return { ...others, assign: { ...mine.assign, ...assign }, settings: settings ?? {} };
}

type Loose = Omit<PolicyDocument, 'assign' | 'settings'> &
  Partial<Pick<PolicyDocument, 'assign' | 'settings'>>;

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
