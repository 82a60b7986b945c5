import type { DirectoryAccount } from '../../../server/src/directory/directory.js';
import { recoverPassword } from '../../fakes/fake-recovery-lock-store.js';
import { LogonScene, PASSWORD } from '../../support/logon-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

let postgres: TestPostgres;
let scene: LogonScene;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
beforeEach(async () => {
  scene = await LogonScene.start(postgres);
});
afterEach(() => scene[Symbol.asyncDispose]());
afterAll(() => postgres[Symbol.asyncDispose]());

const sealed = (account: DirectoryAccount = scene.alice) =>
  scene.test.core.sealedPasswords.list(account.principalId);

test('a right password is sealed before the second factor, and comes back with the answers', async () => {
  const { lock } = await scene.test.recoveryLocks.enroll(scene.alice.principalId);
  await scene.challenge();
  const [entry, ...others] = await sealed();
  expect(others).toEqual([]);
  expect(entry?.generation).toBe(scene.alice.passwordGeneration);
  expect(await recoverPassword(lock, scene.alice.principalId, entry!)).toBe(PASSWORD);
});

test('who has no recovery lock has nothing sealed', async () => {
  await scene.challenge();
  expect(await sealed()).toEqual([]);
});

test('a wrong password is not sealed, nor one that may not be used', async () => {
  await scene.test.recoveryLocks.enroll(scene.alice.principalId);
  await scene.begin('alice', 'not the password');
  scene.test.directory.setState('alice', 'disabled');
  await scene.begin();
  expect(await sealed()).toEqual([]);
});

test('once for each generation', async () => {
  await scene.test.recoveryLocks.enroll(scene.alice.principalId);
  await scene.challenge();
  const before = await sealed();
  await scene.challenge();
  // Sealing again would give other bytes.
  expect(await sealed()).toEqual(before);
  scene.test.directory.setPassword('alice', 'Another horse 2');
  await scene.begin('alice', 'Another horse 2');
  const after = await sealed();
  expect(after).toHaveLength(2);
  expect(after[0]).toEqual(before[0]);
});

test('again after a new enrolment, to the new key', async () => {
  await scene.test.recoveryLocks.enroll(scene.alice.principalId);
  await scene.challenge();
  const { keyId, lock } = await scene.test.recoveryLocks.enroll(scene.alice.principalId);
  await scene.challenge();
  const entry = (await sealed()).find((one) => one.keyId === keyId);
  expect(await recoverPassword(lock, scene.alice.principalId, entry!)).toBe(PASSWORD);
});

test('a failure to read the lock or to seal denies nobody', async () => {
  scene.test.recoveryLocks.available = false;
  await scene.challenge();
  scene.test.recoveryLocks.available = true;
  await scene.test.recoveryLocks.enroll(scene.alice.principalId);
  await scene.test.connections.pool.query('ALTER TABLE sealed_passwords RENAME TO hidden');
  await scene.challenge();
});

test('R38: names that nobody has cost the same question', async () => {
  const asked = async (name: string) => {
    const before = scene.test.recoveryLocks.lookups;
    await scene.begin(name, 'not the password');
    return scene.test.recoveryLocks.lookups - before;
  };
  expect(await asked('alice')).toBe(1);
  expect(await asked('nobody')).toBe(1);
});
