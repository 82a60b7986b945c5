import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { parseJoinToken, pathOf } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import {
  authorityPem,
  generateTlsAuthority,
  issueTlsLeaf,
} from '../../server/src/tls/tls-authority.js';
import { PASSWORD, currentCode, startTestGatehouse } from '../support/gatehouse.js';
import type { TestGatehouse } from '../support/gatehouse.js';
import { startTestServer } from '../support/server.js';
import { TestWorkstation } from '../support/workstation.js';

let gatehouse: TestGatehouse | undefined;

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
});
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

test('a lost database means "unavailable" quickly, and the node recovers by itself', async () => {
  const workstation = await gatehouse!.join();
  const { seed } = await gatehouse!.addUser('alice');
  const before = await workstation.begin('alice', PASSWORD);
  if (before.outcome !== 'challenge') throw new Error(JSON.stringify(before));

  const pid = gatehouse!.postgres.postgres.pid!;
  process.kill(pid, 'SIGSTOP');
  process.kill(pid, 'SIGKILL');
  const started = Date.now();
  const refused = await workstation.call('GET', pathOf('desktopStatus'));
  expect(Date.now() - started).toBeLessThan(7_000);
  // The supervisor may have been quicker; a verdict out of thin air is what must not be.
  expect([200, 503]).toContain(refused.status);
  if (refused.status === 503) expect(refused.body).toMatchObject({ code: 'server.unavailable' });

  const recovered = Date.now() + 10_000;
  while ((await workstation.call('GET', pathOf('desktopStatus'))).status !== 200) {
    expect(Date.now()).toBeLessThan(recovered);
  }
  const verdict = await workstation.answer(before.logonId, before.challengeId, currentCode(seed));
  expect(verdict.outcome).toBe('granted');
});

test('readiness follows the database and the directory', async () => {
  const ready = () => gatehouse!.server.ask('GET', pathOf('ready'));
  expect(await ready()).toMatchObject({ status: 200, body: { ready: true } });
});

test('a server that stops finishes what is in flight and leaves nothing behind', async () => {
  const node = await startTestServer({
    secrets: gatehouse!.server.secrets,
    overrides: { database: await gatehouse!.postgres.createDatabase() },
  });
  const asked = Array.from({ length: 10 }, () => node.ask('POST', pathOf('testDirectory')));
  await Promise.race(asked);
  const [answers] = await Promise.all([Promise.allSettled(asked), node[Symbol.asyncDispose]()]);
  expect(answers.filter(({ status }) => status === 'rejected')).toEqual([]);
});

test('another master key does not open the database of this one', async () => {
  const database = await gatehouse!.postgres.createDatabase();
  await (await startTestServer({ overrides: { database } }))[Symbol.asyncDispose]();
  const other = startTestServer({ overrides: { database } });
  await expect(other).rejects.toThrow(/did not start/);
});

test('nodes that start together on an empty database agree on one identity', async () => {
  const database = await gatehouse!.postgres.createEmptyDatabase();
  const { secrets } = gatehouse!.server;
  const nodes = await Promise.all(
    [1, 2, 3].map(() => startTestServer({ secrets, overrides: { database } })),
  );
  expect(new Set(nodes.map(({ running }) => running.identityPin)).size).toBe(1);
  expect(new Set(nodes.map(({ running }) => running.authorityPin)).size).toBe(1);
  for (const node of nodes) await node[Symbol.asyncDispose]();
});

test('a second server of one node id is refused, with the setting that is wrong', async () => {
  const database = await gatehouse!.postgres.createDatabase();
  const { secrets } = gatehouse!.server;
  const environment = { GATEHOUSE_NODE_ID: 'twin' };
  const first = await startTestServer({ secrets, environment, overrides: { database } });
  const second = startTestServer({ secrets, environment, overrides: { database } });
  await expect(second).rejects.toMatchObject({
    cause: {
      message:
        'GATEHOUSE_NODE_ID: another server runs as "twin" on this database: give each its own',
    },
  });
  await first[Symbol.asyncDispose]();
  const third = await startTestServer({ secrets, environment, overrides: { database } });
  await third[Symbol.asyncDispose]();
}, 30_000);

test("an operator's own certificate is served, and join tokens then pin no authority of ours", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-certificate-'));
  const authority = await generateTlsAuthority(new Date());
  const leaf = await issueTlsLeaf(authority, ['127.0.0.1'], new Date());
  const [certificate, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  await writeFile(certificate, leaf.certificate);
  await writeFile(key, leaf.key, { mode: 0o600 });
  const node = await startTestServer({
    environment: { GATEHOUSE_TLS_CERT_FILE: certificate, GATEHOUSE_TLS_KEY_FILE: key },
    overrides: { database: await gatehouse!.postgres.createDatabase() },
  });
  const { token } = await node.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { url: node.url },
  );
  expect(parseJoinToken(token).tlsPin).toBeUndefined();
  const workstation = new TestWorkstation({ url: node.url, authority: authorityPem(authority) });
  await workstation.join(token);
  expect(workstation.serverKeys).not.toHaveProperty('tlsAuthority');
  workstation.close();
  await node[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
