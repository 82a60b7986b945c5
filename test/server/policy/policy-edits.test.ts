import { PolicyDocument, settingAt, settingPaths } from '@gatehouse/protocol';
import type { PolicyDocument as Document } from '@gatehouse/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { ServerCore } from '../../../server/src/core.js';
import { ApplicationError } from '../../../server/src/errors/application-error.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { makeSource, startTestCore } from '../../support/server-core.js';

/** Groups within groups: who is in `helpdesk` is in `it` and `staff`. */
const WITHIN: Record<string, string[]> = { helpdesk: ['it'], it: ['staff'], staff: [] };
const PEOPLE = [
  { name: 'alice', group: 'helpdesk', ou: 'OU=Second,OU=Desks,OU=Staff,DC=corp,DC=test' },
  { name: 'bob', group: 'staff', ou: 'OU=Desks,OU=Staff,DC=corp,DC=test' },
  { name: 'carol', group: undefined, ou: 'DC=corp,DC=test' },
] as const;
const OUS = [PEOPLE[0].ou, PEOPLE[1].ou, 'OU=Staff,DC=corp,DC=test', PEOPLE[2].ou];
const NAMES = ['p0', 'p1', 'p2'];

const groupsOf = (group: string | undefined): string[] =>
  group === undefined ? [] : [group, ...WITHIN[group]!.flatMap(groupsOf)];

const some = (values: readonly string[]) => fc.subarray([...values], { maxLength: 1 });
const anyDocument = fc
  .record({
    name: fc.constantFrom(...NAMES),
    priority: fc.integer({ min: 0, max: 2 }),
    profile: fc.option(fc.constantFrom('classic' as const, 'nist' as const), { nil: undefined }),
    assign: fc.record({
      everyone: fc.boolean(),
      users: some(['alice', 'bob', 'carol']),
      groups: some(Object.keys(WITHIN)),
      ous: some(OUS),
    }),
    settings: fc.record(
      {
        lockout: fc.record({ strikes: fc.integer({ min: 1, max: 9 }) }, { requiredKeys: [] }),
        otp: fc.record({ digits: fc.integer({ min: 6, max: 8 }) }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
  })
  .map((policy) => PolicyDocument.parse(policy));
const anyEdit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ edit: fc.constant('apply' as const), policy: anyDocument }) },
  {
    weight: 2,
    arbitrary: fc.record({ edit: fc.constant('retire' as const), name: fc.constantFrom(...NAMES) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      edit: fc.constant('restore' as const),
      name: fc.constantFrom(...NAMES),
      version: fc.integer({ min: 1, max: 4 }),
    }),
  },
);
type Edit = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never;

/** The policies as somebody would keep them on paper. */
class Paper {
  readonly holding = new Map<string, Document>();
  readonly #versions = new Map<string, Document[]>();

  did(edit: Edit): void {
    if (edit.edit === 'apply') this.#write(edit.policy);
    else if (edit.edit === 'restore')
      this.#write(this.#versions.get(edit.name)![edit.version - 1]!);
    else {
      this.#versions.get(edit.name)!.push(this.holding.get(edit.name)!);
      this.holding.delete(edit.name);
    }
  }

  #write(document: Document): void {
    this.#versions.set(document.name, [...(this.#versions.get(document.name) ?? []), document]);
    this.holding.set(document.name, document);
  }

  /** The rule as docs/policies.md has it. */
  winnerFor({ name, group, ou }: (typeof PEOPLE)[number]): string | undefined {
    const ranked = [...this.holding.values()].toSorted((a, b) =>
      a.priority === b.priority ? (a.name < b.name ? -1 : 1) : b.priority - a.priority,
    );
    const groups = groupsOf(group);
    const around = OUS.filter((one) => ou === one || ou.endsWith(`,${one}`)).toSorted(
      (a, b) => b.length - a.length,
    );
    return (
      ranked.find(({ assign }) => assign.users.includes(name)) ??
      ranked.find(({ assign }) => assign.groups.some((one) => groups.includes(one))) ??
      around
        .map((one) => ranked.find(({ assign }) => assign.ous.includes(one)))
        .find((found) => found !== undefined) ??
      ranked.find(({ assign }) => assign.everyone)
    )?.name;
  }
}

async function make(core: ServerCore, edit: Edit): Promise<boolean> {
  const { policies, policyAdministration } = core;
  try {
    if (edit.edit === 'apply') await policies.apply(edit.policy, makeSource());
    else if (edit.edit === 'retire') await policyAdministration.retire(edit.name, makeSource());
    else await policyAdministration.restore(edit.name, edit.version, makeSource());
    return true;
  } catch (error) {
    // Two that fit equally, or one that is not there: then nothing changed.
    if (error instanceof ApplicationError && error.code.startsWith('policy.')) return false;
    throw error;
  }
}

describe('in whatever order policies are applied, retired and restored', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  it('what is explained is what the engine does, on every node', async () => {
    let changed = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyEdit, { minLength: 3, maxLength: 9 }), async (edits) => {
        await using test = await startTestCore(postgres);
        const other = await test.addNode();
        const accounts = PEOPLE.map(({ name, group, ou }) =>
          test.directory.add({
            name,
            password: 'x',
            groups: groupsOf(group).map((one) => ({ name: one })),
            distinguishedName: `CN=${name},${ou}`,
          }),
        );
        const paper = new Paper();
        for (const [at, edit] of edits.entries()) {
          const node = at % 2 === 0 ? test.core : other;
          if (await make(node, edit)) {
            paper.did(edit);
            changed += 1;
          } else refused += 1;
          // Longer than a node goes on without looking for changes.
          test.clock.advance({ seconds: 3 });
          for (const [n, account] of accounts.entries()) {
            for (const core of [test.core, other]) {
              const resolved = await core.policies.resolve(account);
              const explained = await core.policyAdministration.explain(account.samAccountName, {
                door: 'desktop',
              });
              expect(explained.winner.policy?.name).toBe(paper.winnerFor(PEOPLE[n]!));
              expect(
                Object.fromEntries(
                  explained.settings.map(({ setting, value }) => [setting, value]),
                ),
              ).toEqual(
                Object.fromEntries(
                  settingPaths('desktop').map((path) => [path, settingAt(resolved.settings, path)]),
                ),
              );
            }
          }
        }
      }),
      { numRuns: 12 },
    );
    // The property would hold as well if nothing ever changed.
    expect([changed > 20, refused > 5]).toEqual([true, true]);
  }, 300_000);
});
