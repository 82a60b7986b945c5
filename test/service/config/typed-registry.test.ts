import { expect, test } from '@jest/globals';

import { typedRegistry } from '../../../service/src/config/typed-registry.js';

const KINDS = { Filter: 'number', WhenServiceDown: 'string', BreakGlassSids: 'strings' } as const;

test('the policy wins, and a value of another type is as if it were not there', () => {
  const policy = { Filter: '1', WhenServiceDown: 'deny', BreakGlassSids: 'S-1-5-21-1' };
  const installed = { Filter: 0, WhenServiceDown: 'break-glass', BreakGlassSids: ['S-1-5-21-2'] };
  expect(typedRegistry<unknown>(policy, installed, KINDS)).toEqual({
    Filter: 0,
    WhenServiceDown: 'deny',
    BreakGlassSids: ['S-1-5-21-2'],
  });
  expect(typedRegistry<unknown>({ Filter: ['0'] }, { Filter: 'x', Other: 1 }, KINDS)).toEqual({});
});
