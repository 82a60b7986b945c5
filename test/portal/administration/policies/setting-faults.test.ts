import type { administration } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { describeSettings } from '../../../../server/src/policy/describe-settings.js';
import { faultOf } from '../../../../server/web/src/administration/policies/setting-faults.js';
import { en } from '../../../../server/web/src/administration/policies/texts/en.js';

const settings = describeSettings();
const kindOf = (name: string) => settings.find(({ setting }) => setting === name)!.kind;

describe('a value that a setting cannot have', () => {
  it.each([
    ['lockout.strikes', 0],
    ['lockout.strikes', 101],
    ['lockout.strikes', 1.5],
    ['lockout.strikes', ''],
    ['lockout.strikes', 'ten'],
    ['logon.web.methods', []],
    ['password.dictionary', ['ab']],
    ['password.dictionary', ['a'.repeat(65)]],
    ['password.dictionary', Array.from({ length: 1001 }, () => 'word')],
    ['password.changeBefore', 'yesterday'],
    ['desktop.exclusions', [{}]],
    ['desktop.exclusions', [{ sid: 'S-1-5', reason: ' ' }]],
    ['desktop.exclusions', [{ sid: 'alice', reason: 'kiosk' }]],
    ['desktop.exclusions', [{ sid: 'S-1-5-1', reason: 'kiosk', until: 'soon' }]],
    ['answers.optional', [{ id: 'q', text: 'Why?', texts: { german: 'Warum?' } }]],
    ['answers.optional', [{ id: 'Q', text: 'Why?' }]],
  ])('is marked: %s %j', (name, value) => {
    expect(faultOf(kindOf(name), value, en)).toMatch(/\S/);
  });

  it('is none of the shipped ones, nor of the profiles', () => {
    const values = settings.flatMap(({ setting, kind, shipped, classic, nist }) =>
      [shipped, classic?.value, nist?.value]
        .filter((value) => value !== undefined)
        .map((value) => [setting, faultOf(kind, value, en)]),
    );
    expect(values.filter(([, fault]) => fault !== undefined)).toEqual([]);
    expect(values.length).toBeGreaterThan(100);
  });

  it('is named with the limits', () => {
    const kind: administration.SettingKind = { type: 'integer', minimum: 2, maximum: 9 };
    expect(faultOf(kind, 1, en)).toBe('Type a whole number from 2 to 9.');
  });
});
