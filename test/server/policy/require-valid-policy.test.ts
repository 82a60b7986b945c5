import { describe, expect, it } from '@jest/globals';

import { requireValidPolicy } from '../../../server/src/policy/require-valid-policy.js';

const policy = (changes: object) => ({
  name: 'p',
  priority: 0,
  assign: { everyone: false, users: [], groups: [] },
  settings: {},
  ...changes,
});

describe('a policy is refused', () => {
  it.each([
    ['settings', { settings: { lockout: { strikes: 0 } } }],
    ['settings', { settings: { lockout: { strikes: 101 } } }],
    ['settings', { settings: { lockout: { strike: 5 } } }],
    ['settings', { settings: { logon: { desktop: { methods: [] } } } }],
    ['settings', { settings: { logon: { desktop: { methods: ['totp', 'totp'] } } } }],
    ['settings', { settings: { logon: { desktop: { require: 'nothing' } } } }],
    ['settings', { settings: { otp: { lifetimeSeconds: 601 } } }],
    ['name', { name: '../p' }],
    [
      'defaultMethod',
      { settings: { logon: { desktop: { methods: ['totp'], defaultMethod: 'email' } } } },
    ],
    ['sourceStrikes', { settings: { lockout: { strikes: 3, sourceStrikes: 4 } } }],
    ['answers.threshold: 6 is more than shares, 5', { settings: { answers: { threshold: 6 } } }],
    ['answers.shares: 12 questions', { settings: { answers: { shares: 12, threshold: 12 } } }],
    ['answers.threshold: of 5', { settings: { answers: { threshold: 0 } } }],
    ['70 ways to choose 4 of 8', { settings: { answers: { shares: 8, threshold: 4 } } }],
    [
      'the question dream-job is there twice',
      { settings: { answers: { mandatory: [{ id: 'dream-job', text: 'Which?' }] } } },
    ],
    [
      'answers: there is no question',
      {
        settings: {
          answers: { shares: 0, threshold: 0 },
          enrollment: { required: ['answers'] },
        },
      },
    ],
    ['', { unknown: true }],
  ])('and the answer names %j', (named, changes) => {
    const apply = () => requireValidPolicy(policy(changes), []);
    expect(apply).toThrow(expect.objectContaining({ code: 'policy.invalid' }));
    expect(apply).toThrow(named);
  });

  it('when another of the same priority is for everyone as well', () => {
    const everyone = { everyone: true, users: [], groups: [] };
    const other = {
      version: 1,
      document: requireValidPolicy(policy({ name: 'a', assign: everyone }), []),
    };
    expect(() => requireValidPolicy(policy({ assign: everyone }), [other])).toThrow('so is a');
    requireValidPolicy(policy({ assign: everyone, priority: 1 }), [other]);
    requireValidPolicy(policy({ name: 'a', assign: everyone }), [other]);
  });

  it.each([
    [
      { users: ['CORP\\Alice'] },
      { users: ['corp\\alice'] },
      'assign.users: for corp\\alice: so is a',
    ],
    [{ groups: ['Staff'] }, { groups: ['x', 'STAFF'] }, 'assign.groups: for STAFF: so is a'],
    [
      { ous: ['OU=a\\,b,DC=c'] },
      { ous: ['ou = A\\2CB , dc=c'] },
      'assign.ous: for ou = A\\2CB , dc=c: so is a',
    ],
  ])('when another of the same priority is for the same: %j', (theirs, own, detail) => {
    const other = {
      version: 1,
      document: requireValidPolicy(policy({ name: 'a', assign: theirs }), []),
    };
    expect(() => requireValidPolicy(policy({ assign: own }), [other])).toThrow(detail);
    requireValidPolicy(policy({ assign: own, priority: 1 }), [other]);
    requireValidPolicy(policy({ name: 'a', assign: own }), [other]);
    // What was so before keeps nobody from changing another one.
    const rival = { version: 1, document: { ...other.document, name: 'b' } };
    requireValidPolicy(policy({ name: 'c' }), [other, rival]);
  });

  it('when it names an OU that is no distinguished name', () => {
    expect(() => requireValidPolicy(policy({ assign: { ous: ['OU=a', 'Staff'] } }), [])).toThrow(
      'assign.ous.1: is no distinguished name',
    );
  });

  it('when its questions and the numbers of another policy do not go together', () => {
    const everyone = { everyone: true, users: [], groups: [] };
    const optional = ['a', 'b', 'c'].map((id) => ({ id, text: id }));
    const few = policy({
      name: 'few',
      assign: everyone,
      settings: { answers: { optional, shares: 3, threshold: 2 } },
    });
    const many = policy({ name: 'many', settings: { answers: { shares: 4 } } });
    const stored = (document: unknown) => ({
      version: 1,
      document: requireValidPolicy(document, []),
    });
    expect(() => requireValidPolicy(many, [stored(few)])).toThrow('answers.shares: 4');
    expect(() => requireValidPolicy(few, [stored(many)])).toThrow('the policy many has');
    requireValidPolicy(policy({ settings: { answers: { shares: 0, threshold: 0 } } }), []);
  });
});
