import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { pathOf } from '@gatehouse/protocol';
import { Client } from 'ldapts';

import type { PipeClient } from '../../support/pipe-client.js';
import { startSamba } from '../../support/samba.js';
import type { SambaDomain } from '../../support/samba.js';
import { quantile } from '../../support/statistics.js';
import { HttpsConnection, serialize } from '../load/https-connection.js';
import { startServerProcess } from '../load/server-process.js';
import type { ServerProcess } from '../load/server-process.js';
import { startServiceProcess } from '../load/service-process.js';
import type { Row } from '../row.js';

const PEOPLE = 40;
const WARM_UP = 20;
const SAMPLES = 300;
const PAUSE_MS = 25;
const PASSWORD = 'Str0ng-Passw0rd!';

export const desktopOnline: Row = {
  name: 'desktop-online',
  about:
    'submit to verdict against a real domain controller, over its bind and a TLS round trip alone',
  async measure({ say }) {
    const people = Array.from({ length: PEOPLE }, (_, at) => `person${at}`);
    say('starting a domain controller');
    await using samba = await startSamba({
      users: people.map((name) => ({ name, password: PASSWORD })),
    });
    await using server = await startServer(samba);
    for (const name of people) await server.enrollTotp(name);
    await using service = await startServiceProcess(await server.createJoinToken(1));
    using client = await service.connect();
    await using bare = await BareParts.open(samba, server);

    const online: number[] = [];
    const alone: number[] = [];
    for (let at = -WARM_UP; at < SAMPLES; at++) {
      const name = people[(at + WARM_UP) % people.length] ?? '';
      const swapped = at % 2 === 0;
      const first = swapped ? await submit(client, name) : await bare.run(name);
      await sleep(PAUSE_MS);
      const second = swapped ? await bare.run(name) : await submit(client, name);
      // Whatever a sample left to do, as telling the server that the tile was closed, is done before the next one.
      await sleep(PAUSE_MS);
      if (at < 0) continue;
      online.push(swapped ? first : second);
      alone.push(swapped ? second : first);
    }
    const at = (q: number) => [quantile(online, q), quantile(alone, q)] as const;
    const [p50, p50Alone] = at(0.5);
    const [p99, p99Alone] = at(0.99);
    const rebind = quantile(bare.rebinds.slice(WARM_UP), 0.5);
    say(`p50 ${ms(p50)} over ${ms(p50Alone)}, p99 ${ms(p99)} over ${ms(p99Alone)}`);
    say(`a bind over an open connection takes ${ms(rebind)} (p50)`);
    return [
      {
        part: 'p50',
        value: p50 / p50Alone,
        unit: '× bind + round trip',
        budget: 1.3,
        limit: 'most',
      },
      { part: 'p99', value: p99 / p99Alone, unit: '× bind + round trip', budget: 2, limit: 'most' },
    ];
  },
};

async function startServer(samba: SambaDomain): Promise<ServerProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-bench-'));
  const passwordFile = path.join(folder, 'ldap-password');
  const caFile = path.join(folder, 'ldap-ca.pem');
  await writeFile(passwordFile, samba.bindPassword, { mode: 0o600 });
  await writeFile(caFile, samba.ca);
  // Both files are read while it starts.
  return startServerProcess({
    stubDirectory: false,
    environment: {
      GATEHOUSE_DIRECTORY: 'ldap',
      GATEHOUSE_LDAP_URL: samba.url,
      GATEHOUSE_LDAP_BASE_DN: samba.baseDn,
      GATEHOUSE_LDAP_BIND_DN: samba.bindDn,
      GATEHOUSE_LDAP_PASSWORD_FILE: passwordFile,
      GATEHOUSE_LDAP_CA_FILE: caFile,
    },
  }).finally(() => rm(folder, { recursive: true, force: true }));
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}

/** A person at the "other user" tile: milliseconds from submit until the tile asks for the code. */
async function submit(client: PipeClient, name: string): Promise<number> {
  const tile = await client.openTile();
  const begin = performance.now();
  const outcome = await tile.submit({ userName: `CORP\\${name}`, password: PASSWORD });
  const took = performance.now() - begin;
  if (outcome.type !== 'screen' || tile.field('code') === undefined) {
    throw new Error(`the tile does not ask for a code: ${tile.message}`);
  }
  tile.close();
  return took;
}

/**
 * What no design can do without, each by itself: a bind at the directory as a program makes it that has only this one
 * to make (connection, TLS, bind), and a request and its answer over an open TLS connection to the server. The server
 * may keep connections to the directory; what a bind over one of those costs is told beside it.
 */
class BareParts implements AsyncDisposable {
  readonly #samba: SambaDomain;
  readonly #open: Client;
  readonly #server: HttpsConnection;
  readonly #request = serialize({
    method: 'GET',
    path: pathOf('live'),
    headers: {},
    body: Buffer.alloc(0),
  });
  /** Milliseconds of binds over a connection that is open already. */
  readonly rebinds: number[] = [];

  private constructor(samba: SambaDomain, open: Client, server: HttpsConnection) {
    this.#samba = samba;
    this.#open = open;
    this.#server = server;
  }

  static async open(samba: SambaDomain, server: ServerProcess): Promise<BareParts> {
    const connection = await HttpsConnection.open(server.url, server.authority);
    return new BareParts(samba, connectTo(samba), connection);
  }

  async run(name: string): Promise<number> {
    const principal = `${name}@${this.#samba.realm}`;
    const client = connectTo(this.#samba);
    const begin = performance.now();
    await client.bind(principal, PASSWORD);
    await this.#server.ask(this.#request);
    const took = performance.now() - begin;
    await client.unbind();

    const again = performance.now();
    await this.#open.bind(principal, PASSWORD);
    this.rebinds.push(performance.now() - again);
    return took;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server[Symbol.dispose]();
    await this.#open.unbind();
  }
}

function connectTo({ url, ca }: SambaDomain): Client {
  return new Client({ url, tlsOptions: { ca } });
}
