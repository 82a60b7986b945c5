import { randomBytes } from 'node:crypto';

import { KitScene } from '../../support/kit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const DAY_MINUTES = 24 * 60;

let postgres: TestPostgres;
let scene: KitScene;
let seed: Uint8Array;
let principalId: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
beforeEach(async () => {
  scene = await KitScene.start(postgres);
  const { account, seed: alices } = await scene.addPerson('alice');
  [principalId, seed] = [account.principalId, alices];
});
afterEach(() => scene[Symbol.asyncDispose]());
afterAll(() => postgres[Symbol.asyncDispose]());

const sql = (text: string, values: unknown[]) => scene.test.connections.pool.query(text, values);
const pass = (days: number) => scene.test.clock.advance({ minutes: days * DAY_MINUTES });

async function joined(hostname: string): Promise<ReturnType<KitScene['workstation']>> {
  const pc = scene.workstation();
  await sql(
    `INSERT INTO workstations (id, hostname, platform, version, hardware_key, thumbprint, public_x, public_y, join_token_id, joined_at)
     VALUES ($1, $2, 'windows', '1', false, $1, 'x', 'y', 'jtk', $3)`,
    [pc.key, hostname, scene.test.clock.now()],
  );
  return pc;
}

const kept = async () =>
  (await scene.kits.listKept(principalId)).map(({ hostname }) => hostname ?? 'unknown');

test('kits are listed for whom they are of, with the computer and the times that they say themselves', async () => {
  const pc = await joined('LAPTOP-12');
  const { kit } = await scene.keep(pc, 'alice', seed);
  const bob = await scene.addPerson('bob');
  await scene.keep(await joined('LAPTOP-13'), 'bob', bob.seed);
  // What a policy says later changes nothing of a kit that is out.
  await scene.applyPolicy({ desktop: { kitDays: 1 } });
  expect(await scene.kits.listKept(principalId)).toEqual([
    {
      ...{ workstationId: pc.key, hostname: 'LAPTOP-12', revoked: false },
      ...{ refreshedAt: new Date(kit.issuedAt), expiresAt: new Date(kit.expiresAt) },
    },
  ]);
  const has = [{ principalId, serial: kit.serial }];
  pass(0.5);
  const [renewed] = (await scene.refresh(pc, has)).kits;
  const [shown] = await scene.kits.listKept(principalId);
  expect(shown).toMatchObject({
    ...{ refreshedAt: new Date(renewed!.issuedAt), expiresAt: new Date(renewed!.expiresAt) },
  });
  expect(renewed!.expiresAt < kit.expiresAt).toBe(true);
});

test('those refreshed last come first, and what is destroyed or expired is left out', async () => {
  const [old, lost] = [await joined('OLD'), await joined('LOST')];
  await scene.keep(old, 'alice', seed);
  pass(1);
  await scene.keep(lost, 'alice', seed);
  pass(1);
  await scene.keep(await joined('NEW'), 'alice', seed);
  await sql('UPDATE workstations SET revoked_at = $2 WHERE id = $1', [
    ...[lost.key, scene.test.clock.now()],
  ]);
  expect(await kept()).toEqual(['NEW', 'LOST', 'OLD']);
  expect((await scene.kits.listKept(principalId))[1]).toMatchObject({ revoked: true });

  await scene.refresh(old, [], [scene.event('kit.destroyed', principalId)]);
  expect(await kept()).toEqual(['NEW', 'LOST']);
  pass(13);
  expect(await kept()).toEqual(['NEW']);
  pass(1);
  expect(await kept()).toEqual([]);
});

test('a kit from before expiries were written down counts for as long as any policy lets one', async () => {
  await scene.keep(scene.workstation(), 'alice', seed);
  await sql('UPDATE kits SET expires_at = NULL WHERE principal_id = $1', [principalId]);
  pass(89);
  expect(await kept()).toEqual(['unknown']);
  pass(1);
  expect(await kept()).toEqual([]);
});

test('no more than 64 are listed', async () => {
  const now = scene.test.clock.now();
  await sql(
    `INSERT INTO kits (principal_id, workstation_id, serial, digest, granted_at, refreshed_at, used_at, expires_at)
     SELECT $1, 'wks_' || n, 1, $2, $3, $3::timestamptz + make_interval(secs => n), $3, $3::timestamptz + interval '1 day'
     FROM generate_series(1, 70) AS n`,
    [principalId, randomBytes(32), now],
  );
  const listed = await scene.kits.listKept(principalId);
  expect(listed).toHaveLength(64);
  expect(listed[0]).toMatchObject({ workstationId: 'wks_70', hostname: undefined });
});
