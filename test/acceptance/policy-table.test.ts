import { readFileSync } from 'node:fs';

import { jest } from '@jest/globals';

import { pathOf, settingAt } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { TestBrowser } from '../support/browser.js';
import { startCorporateServer } from '../support/corporate-server.js';
import type { CorporateServer } from '../support/corporate-server.js';
import { startOpenLdap } from '../support/openldap.js';
import type { SambaAdministrator } from '../support/samba-administrator.js';
import { Started } from '../support/started.js';
import { TestWorkstation } from '../support/workstation.js';

jest.setTimeout(120_000);

interface Row {
  user: string;
  door: 'desktop' | 'web';
  winner: { policy: string; by: administration.PolicyAssignment };
  verdict: string;
  /** Why it is denied. */
  code?: string;
  values: Record<string, [value: unknown, policy: string | null]>;
  /** Rules for a new password by name; one without a number is `true`. */
  passwordRules?: {
    /** The policy of the directory, where it is not the domain's. */
    fineGrained?: string;
    ours: PasswordRules;
    directory: PasswordRules;
    effective: PasswordRules;
  };
}

type PasswordRules = Record<string, number | true>;
type FineGrained = Parameters<SambaAdministrator['addPasswordSettings']>[1];

const { ous, users, groups, fineGrained, openLdap, policies, table } = JSON.parse(
  readFileSync(new URL('../vectors/policy-table.json', import.meta.url), 'utf8'),
) as {
  ous: string[];
  users: Record<string, string | null>;
  groups: { name: string; members: string[] }[];
  fineGrained: {
    appliesTo: string;
    settings: Omit<FineGrained, 'minimumAgeSeconds' | 'lockoutMinutes'>;
  }[];
  openLdap: string[];
  policies: { name: string }[];
  table: Row[];
};

const PASSWORD = 'Correct-Horse 7 staple';
const LAB = users['carol']!;
const GUESTS = users['ivan']!;

describe('the policy that holds for somebody in a domain', () => {
  const started = new Started();
  const clock = new FakeClock(new Date());
  let corporate: CorporateServer;
  let workstation: TestWorkstation;
  let browser: TestBrowser;

  beforeAll(async () => {
    const beside = await startOpenLdap({
      people: openLdap.map((uid) => ({ uid, password: PASSWORD, mail: `${uid}@people.test` })),
    });
    started.use(beside);
    const people = Object.keys(users).map((name) => ({
      name,
      password: PASSWORD,
      mail: `${name}@corp.test`,
    }));
    corporate = await startCorporateServer(started, people, {
      ...{ groups, beside, overrides: { clock } },
    });
    const { administrator } = corporate.samba;
    // Who may read fine-grained policies.
    await administrator.addToGroup('gatehouse', 'CN=Domain Admins,CN=Users');
    for (const { appliesTo, settings } of fineGrained) {
      await administrator.addPasswordSettings(appliesTo, {
        ...{ minimumAgeSeconds: 0, lockoutMinutes: 30, ...settings },
      });
    }
    for (const ou of ous) await administrator.addOu(ou);
    for (const [name, ou] of Object.entries(users)) {
      if (ou !== null) await administrator.moveInto(name, ou);
    }
    const { token } = await administer<administration.IssuedJoinToken>('POST', 'createJoinToken', {
      body: { uses: 1 },
    });
    const { url, running } = corporate.server;
    const authority = running.authority ?? '';
    browser = new TestBrowser({ url, authority });
    started.defer(() => browser.close());
    workstation = new TestWorkstation({ url, authority });
    started.defer(() => workstation.close());
    await workstation.join(token);
    for (const policy of policies) {
      await administer('PUT', 'applyPolicy', {
        parameters: { policyName: policy.name },
        body: policy,
      });
    }
  }, 180_000);

  afterAll(() => started[Symbol.asyncDispose]());

  function administer<T = unknown>(
    method: string,
    name: Parameters<typeof pathOf>[0],
    options: { parameters?: Record<string, string>; query?: string; body?: unknown } = {},
  ): Promise<T> {
    const path = pathOf(name, options.parameters ?? {}) + (options.query ?? '');
    return corporate.server.administer<T>(method, path, options.body);
  }

  const explain = (name: string, door = 'desktop') =>
    administer<administration.PolicyExplanation>('GET', 'explainPolicy', {
      parameters: { name },
      query: `?door=${door}`,
    });
  const winnerOf = async (name: string) => (await explain(name)).winner.policy?.name;

  test.each(table)('is that of the table: $user at $door', async (row) => {
    const explanation = await explain(row.user, row.door);
    expect(explanation.winner).toEqual({
      policy: { name: row.winner.policy, version: 1 },
      by: row.winner.by,
    });
    for (const [setting, [value, policy]] of Object.entries(row.values)) {
      const explained = explanation.settings.find((one) => one.setting === setting);
      expect([setting, explained?.value, explained?.origin.policy?.name ?? null]).toEqual([
        setting,
        value,
        policy,
      ]);
    }
    const { policy } = await administer<administration.User>('GET', 'showUser', {
      parameters: { name: row.user },
    });
    expect(policy?.name).toBe(row.winner.policy);
    for (const { setting, value } of explanation.settings) {
      expect([setting, value]).toEqual([setting, settingAt(policy!.settings, setting)]);
    }
    const verdict = await (row.door === 'web' ? browser : workstation).begin(row.user, PASSWORD);
    expect(verdict).toMatchObject({
      outcome: row.verdict,
      ...(row.code !== undefined && { code: row.code }),
    });
  });

  const ruled = table.flatMap(({ user, passwordRules }) =>
    passwordRules === undefined ? [] : [{ user, ...passwordRules }],
  );

  test.each(ruled)('has the password rules of the table: $user', async (row) => {
    const rules = await administer<administration.UserPasswordRules>('GET', 'showPasswordRules', {
      parameters: { name: row.user },
    });
    expect(rules.directoryPolicy).toBe(row.fineGrained);
    for (const whose of ['ours', 'directory', 'effective'] as const) {
      const shown = rules[whose].map(({ code, value }) => [
        code.replace('password.', ''),
        value ?? true,
      ]);
      expect([whose, Object.fromEntries(shown)]).toEqual([whose, row[whose]]);
    }
  });

  test('is another one as soon as an account is in another OU', async () => {
    const { administrator } = corporate.samba;
    expect(await winnerOf('dave')).toBe('premises');
    await administrator.moveInto('dave', GUESTS);
    expect(await winnerOf('dave')).toBe('guests');
    expect(await workstation.begin('dave', PASSWORD)).toMatchObject({ outcome: 'granted' });
    await administrator.moveInto('dave', 'CN=Users,DC=corp,DC=test');
    expect(await winnerOf('dave')).toBe('company');
    expect(await workstation.begin('dave', PASSWORD)).toMatchObject({ outcome: 'challenge' });
  });

  test('follows groups within half a minute', async () => {
    const { administrator } = corporate.samba;
    clock.advance({ seconds: 60 });
    expect(await winnerOf('judy')).toBe('office');
    await administrator.removeFromGroup('judy', 'office');
    clock.advance({ seconds: 29 });
    expect(await winnerOf('judy')).toBe('office');
    clock.advance({ seconds: 1 });
    expect(await winnerOf('judy')).toBe('lab');
    // A group deep inside another: nobody is in any of them by name.
    expect(await winnerOf('erin')).toBe('it');
    await administrator.removeFromGroup('helpers', 'it');
    clock.advance({ seconds: 30 });
    expect(await winnerOf('erin')).toBe('helpers');
  });

  test('is seen beforehand for the users of a group, and is then what was seen', async () => {
    clock.advance({ seconds: 60 });
    const policy = {
      name: 'strict',
      priority: 9,
      assign: { groups: ['office'], ous: [LAB] },
      settings: { otp: { digits: 8 } },
    };
    const preview = await administer<administration.PolicyPreview>('POST', 'previewPolicies', {
      body: { policies: [policy], group: 'Office' },
    });
    expect(preview.users).toMatchObject(
      [
        { name: 'CORP\\heidi', changes: [{ path: 'otp.digits', before: 7, after: 8 }] },
        { name: 'CORP\\frank', before: { policy: { name: 'it' } }, changes: [] },
      ].toSorted((a, b) => order(preview, a.name) - order(preview, b.name)),
    );
    expect(await winnerOf('heidi')).toBe('office');
    await administer('PUT', 'applyPolicy', { parameters: { policyName: 'strict' }, body: policy });
    expect(await winnerOf('heidi')).toBe('strict');
    // Priority orders the policies of one OU, too.
    expect(await winnerOf('carol')).toBe('strict');
  });

  test('is not the default where the directory cannot tell the groups', async () => {
    clock.advance({ seconds: 60 });
    corporate.samba.freeze();
    try {
      const answer = await corporate.server.ask('GET', pathOf('explainPolicy', { name: 'frank' }));
      expect(answer).toMatchObject({ status: 503, body: { code: 'directory.unavailable' } });
    } finally {
      corporate.samba.thaw();
    }
    expect(await winnerOf('frank')).toBe('strict');
  });
});

function order({ users: seen }: administration.PolicyPreview, name: string): number {
  return seen.findIndex((user) => user.name === name);
}
