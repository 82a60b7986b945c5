import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import {
  forgetAll,
  forgetExpired,
  forgetOthers,
  keep,
  recall,
} from '../../../server/web/src/navigation/kept.js';

const NOW = 1_000_000;
const stored = new Map<string, string>();
const storage = {
  get length() {
    return stored.size;
  },
  key: (at: number) => [...stored.keys()][at] ?? null,
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, text: string) => void stored.set(key, text),
  removeItem: (key: string) => void stored.delete(key),
};

const before = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');
beforeEach(() => {
  stored.clear();
  Object.defineProperty(globalThis, 'sessionStorage', { value: storage, configurable: true });
});
afterAll(() => {
  if (before === undefined) Reflect.deleteProperty(globalThis, 'sessionStorage');
  else Object.defineProperty(globalThis, 'sessionStorage', before);
});

const keys = () => [...stored.keys()].toSorted();

describe('what a tab keeps', () => {
  it('is found until its time, and is gone then, whoever reads something', () => {
    keep('gatehouse-sign-in', { name: 'alice' }, NOW + 1);
    keep('gatehouse-reset', 'asked', NOW + 5);
    expect(recall('gatehouse-sign-in', NOW)).toEqual({ name: 'alice' });
    expect(recall('gatehouse-reset', NOW + 1)).toBe('asked');
    expect(keys()).toEqual(['gatehouse-reset']);
    forgetExpired(NOW + 5);
    expect(keys()).toEqual([]);
  });

  it('for one person is there when they come back, and is removed when somebody else does', () => {
    keep('gatehouse-desk reason olga', 'locked out', NOW + 9, 'olga');
    keep('gatehouse-policy/otto/', {}, NOW + 9, 'otto');
    keep('gatehouse-reset', 'asked', NOW + 9);
    forgetOthers('olga');
    expect(keys()).toEqual(['gatehouse-desk reason olga', 'gatehouse-reset']);
    expect(recall('gatehouse-desk reason olga', NOW)).toBe('locked out');
  });

  it('is all removed by signing out, and nothing of others at the same origin', () => {
    keep('gatehouse-desk reason olga', 'locked out', NOW + 9, 'olga');
    keep('gatehouse-reset', 'asked', NOW + 9);
    stored.set('of an extension', 'no JSON');
    forgetAll();
    expect(keys()).toEqual(['of an extension']);
  });
});
