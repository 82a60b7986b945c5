import type { PolicyDocument } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import {
  changesBetween,
  leavesOf,
  rebased,
  valueAt,
  withValue,
} from '../../../../server/web/src/administration/policies/document-tree.js';

const document = (more: Partial<PolicyDocument> = {}): PolicyDocument => ({
  ...{ name: 'p', priority: 0, settings: {} },
  assign: { everyone: false, users: [], groups: [], ous: [] },
  ...more,
});

describe('a value of a document', () => {
  it('is found, set and taken away, and empty branches go with it', () => {
    const tree = { logon: { web: { require: 'none' } }, otp: { digits: 7 } };
    expect(valueAt(tree, 'logon.web.require')).toBe('none');
    expect(valueAt(tree, 'logon.desktop.require')).toBeUndefined();
    expect(valueAt(tree, 'otp.digits.more')).toBeUndefined();
    expect(withValue(tree, 'otp.sendLimit', 3)).toEqual({
      ...tree,
      otp: { digits: 7, sendLimit: 3 },
    });
    expect(withValue(tree, 'logon.web.require', undefined)).toEqual({ otp: { digits: 7 } });
    expect(withValue({ otp: { digits: 7 } }, 'otp.digits', undefined)).toEqual({});
    expect(withValue<object>({}, 'a.b', false)).toEqual({ a: { b: false } });
    expect(tree).toEqual({ logon: { web: { require: 'none' } }, otp: { digits: 7 } });
  });

  it('is a list as a whole', () => {
    expect([...leavesOf({ a: { b: [1, { c: 2 }] }, d: null })]).toEqual([
      ['a.b', [1, { c: 2 }]],
      ['d', null],
    ]);
    expect(changesBetween({ a: [1, 2], b: 1 }, { a: [2, 1], c: false })).toEqual([
      { path: 'a', before: [1, 2], after: [2, 1] },
      { path: 'b', before: 1, after: undefined },
      { path: 'c', before: undefined, after: false },
    ]);
  });
});

describe('what was changed since one version, put on another', () => {
  it('keeps what others changed, and has what was changed here', () => {
    const base = document({ settings: { otp: { digits: 7 }, lockout: { strikes: 5 } } });
    const mine = document({
      ...{ description: 'mine', profile: 'nist', settings: { otp: { digits: 8 } } },
    });
    const newest = document({
      priority: 9,
      assign: { ...base.assign, users: ['anna'] },
      settings: { otp: { digits: 7, sendLimit: 3 }, lockout: { strikes: 5 } },
    });
    expect(rebased(base, mine, newest)).toEqual({
      ...newest,
      ...{ description: 'mine', profile: 'nist' },
      settings: { otp: { digits: 8, sendLimit: 3 } },
    });
  });

  it('is still a policy when nothing is set any more', () => {
    const base = document({ settings: { otp: { digits: 7 } } });
    expect(rebased(base, document(), base)).toEqual(document());
  });
});
