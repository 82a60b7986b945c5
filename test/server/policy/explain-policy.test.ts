import { DEFAULT_POLICY, PolicyDocument, settingAt, settingPaths } from '@gatehouse/protocol';
import type { PolicyDocument as Document, administration } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { profileSettings } from '../../../protocol/src/policy/setting-paths.js';
import type { DirectoryAccount, DirectoryGroup } from '../../../server/src/directory/directory.js';
import { explainSettings, originOf } from '../../../server/src/policy/explain-policy.js';
import type { ResolvedPolicy } from '../../../server/src/policy/policies.js';
import { PolicyIndex } from '../../../server/src/policy/policy-index.js';

const USERS = ['alice', 'CORP\\alice', 'bob'];
const GROUPS = ['staff', 'it', 'office'];
/** The nearest first. */
const OUS = ['OU=c,OU=b,OU=a,DC=x', 'OU=b,OU=a,DC=x', 'OU=a,DC=x', 'DC=x'];
const ACCOUNT: DirectoryAccount = {
  principalId: 'corp.test/1',
  realm: 'corp.test',
  sid: 'S-1-5-21-1-2-3-1001',
  netbiosDomain: 'CORP',
  samAccountName: 'alice',
  distinguishedName: `CN=alice,${OUS[0]!}`,
};

const some = (values: string[]) => fc.subarray(values, { maxLength: 2 });
const anyPolicy = (name: string) =>
  fc
    .record({
      priority: fc.integer({ min: 0, max: 3 }),
      profile: fc.option(fc.constantFrom('classic' as const, 'nist' as const), { nil: undefined }),
      assign: fc.record({
        everyone: fc.boolean(),
        users: some(USERS),
        groups: some(GROUPS),
        ous: some(OUS),
      }),
      settings: fc.record(
        {
          lockout: fc.record(
            {
              strikes: fc.integer({ min: 1, max: 9 }),
              sourceStrikes: fc.integer({ min: 1, max: 9 }),
            },
            { requiredKeys: [] },
          ),
          otp: fc.record({ digits: fc.integer({ min: 6, max: 8 }) }, { requiredKeys: [] }),
          recovery: fc.record({ offline: fc.boolean() }, { requiredKeys: [] }),
        },
        { requiredKeys: [] },
      ),
    })
    .map((policy) => PolicyDocument.parse({ name, ...policy }));
const anyPolicies = fc
  .integer({ min: 0, max: 6 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => anyPolicy(`p${n}`))));

function resolve(index: PolicyIndex, groups: DirectoryGroup[]): ResolvedPolicy {
  return (
    index.forUser(ACCOUNT) ??
    index.forGroups(groups) ??
    index.forContainers(ACCOUNT) ??
    index.everyone
  );
}

/** The rule as people read it, by looking at every policy. */
function winnerOf(policies: Document[], groups: DirectoryGroup[]): string | undefined {
  const ranked = policies.toSorted((a, b) =>
    a.priority === b.priority ? (a.name < b.name ? -1 : 1) : b.priority - a.priority,
  );
  const inGroup = (group: string) => groups.some(({ name }) => name === group);
  return (
    ranked.find(({ assign }) => assign.users.some((user) => user !== 'bob')) ??
    ranked.find(({ assign }) => assign.groups.some(inGroup)) ??
    OUS.map((ou) => ranked.find(({ assign }) => assign.ous.includes(ou))).find(
      (found) => found !== undefined,
    ) ??
    ranked.find(({ assign }) => assign.everyone)
  )?.name;
}

const stored = (documents: readonly Document[]): administration.StoredPolicy[] =>
  documents.map((document, n) => ({ version: n + 1, document }));

describe('an explanation', () => {
  it('is what the engine does, by the rule, in whatever order policies came to be', () => {
    fc.assert(
      fc.property(
        anyPolicies,
        fc.subarray(GROUPS),
        fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        (documents, groupNames, keys) => {
          const groups = groupNames.map((name) => ({ name }));
          const policies = stored(documents);
          const index = new PolicyIndex(policies);
          const resolved = resolve(index, groups);
          expect(originOf(resolved).policy?.name).toBe(winnerOf(documents, groups));

          const shuffled = policies
            .map((policy, n) => ({ policy, key: keys[n]! }))
            .toSorted((a, b) => a.key - b.key);
          const other = new PolicyIndex(shuffled.map(({ policy }) => policy));
          const paths = settingPaths('desktop');
          const explained = explainSettings(index, resolved, paths);
          expect(explainSettings(other, resolve(other, groups.toReversed()), paths)).toEqual(
            explained,
          );

          for (const { setting, value, origin } of explained) {
            expect([setting, value]).toEqual([setting, settingAt(resolved.settings, setting)]);
            const path = origin.limitedBy ?? setting;
            const giver = documents.find(({ name }) => name === origin.policy?.name);
            const said =
              giver === undefined
                ? DEFAULT_POLICY
                : origin.profile === undefined
                  ? giver.settings
                  : profileSettings(origin.profile);
            expect([setting, settingAt(said, path)]).toEqual([setting, value]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
