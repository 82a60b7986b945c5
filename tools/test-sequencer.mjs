/**
 * The order of the files of a run: what is known to take long comes first, so that no long file is left for the end while
 * the other worker has nothing to do. jest itself knows that from earlier runs, which a clean clone does not have.
 */
import { statSync } from 'node:fs';

/** Files that took 20 s or more in the gate, longest first. A file that is not here costs a better end, nothing else. */
const LONGEST_FIRST = [
  'test/acceptance/logon-matrix',
  'test/acceptance/installer',
  'test/acceptance/offline-recovery',
  'test/native/core',
  'test/acceptance/portal-accessibility',
  'test/acceptance/portal-sign-in',
  'test/acceptance/portal-account',
  'test/acceptance/portal-first-run',
  'test/acceptance/portal-estate',
  'test/acceptance/portal-self-service',
  'test/native/service-down',
  'test/acceptance/secrets',
  'test/native/provider',
  'test/acceptance/power-cut',
  'test/service/windows/adapters',
  'test/acceptance/desktop-logon',
  'test/server/main',
  'test/acceptance/audit-receiver',
  'test/native/change-password',
  'test/acceptance/audit',
  'test/demo/check',
  'test/demo/wine/main',
  'test/acceptance/change-password',
  'test/acceptance/directory-failover',
  'test/acceptance/reset-and-unlock',
  'test/server/http/unparsed-request',
  'test/acceptance/lockout-nodes',
  'test/server/server',
  'test/server/storage/embedded-postgres',
  'test/acceptance/reconnect',
  'test/service/windows/service',
  'test/server/directory/ldap/ldap-directory',
  'test/service/windows/logon',
].map((name) => `/${name}.test.ts`);

/** What jest asks of a sequencer, https://jestjs.io/docs/configuration#testsequencer-string. */
export default class TestSequencer {
  sort(tests) {
    const ranked = tests.map((test) => ({ test, rank: rankOf(test), size: sizeOf(test) }));
    ranked.sort((one, other) => one.rank - other.rank || other.size - one.size);
    return ranked.map(({ test }) => test);
  }

  allFailedTests(tests) {
    return tests;
  }

  /** Times of one machine say nothing about another one's: there is nothing to remember. */
  cacheResults() {}
}

function rankOf({ path }) {
  const rank = LONGEST_FIRST.findIndex((name) => path.endsWith(name));
  return rank < 0 ? LONGEST_FIRST.length : rank;
}

function sizeOf({ path }) {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
