import { totp } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import type { ServerOverrides } from '../../server/src/server.js';
import type { DatabaseLocation } from '../../server/src/storage/database.js';
import { startTestPostgres } from './postgres.js';
import type { TestPostgres } from './postgres.js';
import { startTestServer } from './server.js';
import type { TestServer } from './server.js';
import { TestWorkstation } from './workstation.js';

export const PASSWORD = 'correct horse battery';

/** A database, a server node on it, and what tests of its doors need again and again. */
export interface TestGatehouse extends AsyncDisposable {
  postgres: TestPostgres;
  /** Of all nodes. */
  database: DatabaseLocation;
  server: TestServer;
  /** Another node of the same server. */
  startNode(overrides?: ServerOverrides, environment?: Record<string, string>): Promise<TestServer>;
  createToken(uses?: number): Promise<string>;
  /** A workstation that is joined, talking to this node or another one. */
  join(node?: TestServer): Promise<TestWorkstation>;
  /** A user of the local directory, with an authenticator. */
  addUser(name: string): Promise<{ seed: Uint8Array }>;
}

export async function startTestGatehouse(
  overrides: ServerOverrides = {},
  environment: Record<string, string> = {},
): Promise<TestGatehouse> {
  const postgres = await startTestPostgres();
  const started: AsyncDisposable[] = [postgres];
  const workstations: TestWorkstation[] = [];
  const dispose = async () => {
    for (const workstation of workstations) workstation.close();
    for (const part of started.reverse()) await part[Symbol.asyncDispose]();
  };
  try {
    const database = await postgres.createDatabase();
    const server = await startTestServer({ environment, overrides: { database, ...overrides } });
    started.push(server);
    const createToken = async (uses = 1) => {
      const body = { uses, url: server.url };
      const path = '/api/v1/workstations/tokens';
      return (await server.administer<administration.IssuedJoinToken>('POST', path, body)).token;
    };
    return {
      postgres,
      database,
      server,
      createToken,
      async startNode(nodeOverrides = {}, nodeEnvironment = {}) {
        const node = await startTestServer({
          environment: nodeEnvironment,
          overrides: { database, ...nodeOverrides },
          secrets: server.secrets,
        });
        started.push(node);
        return node;
      },
      async join(node = server) {
        const workstation = new TestWorkstation({
          url: node.url,
          authority: server.running.authority ?? '',
        });
        workstations.push(workstation);
        return workstation.join(await createToken());
      },
      async addUser(name) {
        await server.administer('POST', '/api/v1/users', { name, password: PASSWORD });
        const path = `/api/v1/users/${name}/factors/totp`;
        const { uri } = await server.administer<administration.EnrolledTotp>('POST', path, {});
        return { seed: totp.seedOfKeyUri(uri) };
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The code that an authenticator shows now. */
export function currentCode(seed: Uint8Array): string {
  return totp.codeAt(seed, totp.stepAt(Date.now() / 1000));
}
