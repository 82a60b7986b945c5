import { PolicyDocument } from '@gatehouse/protocol';
import type { PolicyDocument as Document } from '@gatehouse/protocol';

import type { AuditLog } from '../../../server/src/audit/audit-log.js';
import { systemClock } from '../../../server/src/clock.js';
import type { DirectoryAccount, DirectoryGroup } from '../../../server/src/directory/directory.js';
import { CachedPolicies } from '../../../server/src/policy/cached-policies.js';
import type { PolicyStore } from '../../../server/src/policy/policy-store.js';
import { median } from '../../support/statistics.js';
import { StubDirectory } from '../load/stub-directory.js';
import type { Row } from '../row.js';

const POLICIES = 10_000;
const GROUPS = 100;
const FEW_USERS = 100;
const MANY_USERS = 10_000;
const ROUNDS = 15;
const RESOLUTIONS = 2_000;

export const policy: Row = {
  name: 'policy',
  about: `the policy of a user in ${GROUPS} groups among ${POLICIES} policies, groups remembered`,
  async measure({ say }) {
    const policies = new CachedPolicies({
      store: new ManyPolicies(),
      audit: silentAudit,
      clock: systemClock,
      directory: new GroupedDirectory(),
    });
    const accounts = Array.from({ length: MANY_USERS }, (_, n) => accountOf(n));
    say('the policies are indexed when first asked for');
    for (const account of accounts) await policies.resolve(account);
    const samples: { few: number; many: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // In turn: whatever else the machine does weighs on both.
      const few = await timeOf(policies, accounts.slice(0, FEW_USERS), round);
      samples.push({ few, many: await timeOf(policies, accounts, round) });
    }
    const value = median(samples.map(({ many }) => many));
    const ratio = median(samples.map(({ few, many }) => many / few));
    say(`${(value * 1000).toFixed(1)} µs with ${MANY_USERS} users`);
    return [
      { part: 'resolution', value, unit: 'ms', budget: 1, limit: 'most' },
      { part: 'users', value: ratio, unit: '× of 100 users', budget: 3, limit: 'most' },
    ];
  },
};

/** Milliseconds of one resolution. */
async function timeOf(
  policies: CachedPolicies,
  accounts: readonly DirectoryAccount[],
  round: number,
): Promise<number> {
  const begin = performance.now();
  for (let n = 0; n < RESOLUTIONS; n++) {
    const account = accounts[(round * RESOLUTIONS + n * 7919) % accounts.length]!;
    const { by } = await policies.resolve(account);
    if (by.to !== 'group') throw new Error(`resolved by ${by.to}, not by a group`);
  }
  return (performance.now() - begin) / RESOLUTIONS;
}

function accountOf(n: number): DirectoryAccount {
  return {
    principalId: `stub.test/${n}`,
    realm: 'stub.test',
    distinguishedName: `CN=user${n},OU=Lab,OU=Staff,DC=stub,DC=test`,
    sid: `S-1-5-21-1-2-3-${n}`,
    netbiosDomain: 'STUB',
    samAccountName: `user${n}`,
  };
}

class GroupedDirectory extends StubDirectory {
  override groups(account?: DirectoryAccount): Promise<DirectoryGroup[]> {
    const n = Number(account?.principalId.slice('stub.test/'.length));
    const groups: DirectoryGroup[] = Array.from({ length: GROUPS }, (_, at) => ({
      name: `Group ${(n * 31 + at * 97) % POLICIES}`,
      sid: `S-1-5-21-1-2-4-${(n * 31 + at * 97) % POLICIES}`,
    }));
    return Promise.resolve(groups);
  }
}

/** What a database would hold, without one: the row is about resolving. */
class ManyPolicies implements PolicyStore {
  readonly #documents: Document[] = Array.from({ length: POLICIES }, (_, n) =>
    PolicyDocument.parse({
      name: `policy-${n}`,
      priority: n,
      assign: {
        groups: [`Group ${n}`],
        users: [`somebody-${n}`],
        ous: [`OU=Unit ${n},OU=Staff,DC=stub,DC=test`],
      },
      settings: { lockout: { strikes: 1 + (n % 100), sourceStrikes: 1 } },
    }),
  );

  revision(): Promise<string> {
    return Promise.resolve('1');
  }

  list() {
    return Promise.resolve(this.#documents.map((document) => ({ version: 1, document })));
  }

  log(): Promise<[]> {
    return Promise.resolve([]);
  }

  find(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  change(): Promise<[]> {
    return Promise.resolve([]);
  }
}

const silentAudit: AuditLog = {
  append: () => Promise.resolve(),
  read: () => Promise.resolve({ events: [], cursor: '0' }),
};
