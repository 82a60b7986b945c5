import { isDeepStrictEqual } from 'node:util';

import type { administration } from '@gatehouse/protocol';

/**
 * What differs between two documents, by JSON pointer (RFC 6901), in the order of the pointers. Lists are compared as
 * one value, because that is how policies set them.
 */
export function diffDocuments(before: unknown, after: unknown): administration.PolicyChange[] {
  return changesBetween(before, after, '').toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function changesBetween(
  before: unknown,
  after: unknown,
  path: string,
): administration.PolicyChange[] {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      changesBetween(before[key], after[key], `${path}/${escapeToken(key)}`),
    );
  }
  if (isDeepStrictEqual(before, after)) return [];
  return [
    {
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escapeToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
