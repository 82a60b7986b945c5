import { setTimeout as sleep } from 'node:timers/promises';

import { pathOf } from '../../../protocol/src/index.js';
import type { administration } from '../../../protocol/src/index.js';
import { LdapDirectory } from '../../../server/src/directory/ldap/ldap-directory.js';
import { NATIVE } from '../../../tools/build-native.mjs';
import { Authenticator } from '../authenticator.js';
import { startCorporateServer } from '../corporate-server.js';
import type { CorporateServer } from '../corporate-server.js';
import { startPasswordChangeEndpoint } from '../password-change-endpoint.js';
import { createJoinToken } from '../recovery-desktop.js';
import type { TestServer } from '../server.js';
import type { Started } from '../started.js';
import { installGatehouse } from '../wine-gatehouse.js';
import type { InstalledGatehouse } from '../wine-gatehouse.js';
import { WineTerminalServices } from '../wine-terminal-services.js';
import { createWinePrefix } from '../wine.js';
import type { WinePrefix } from '../wine.js';
import { TestWorkstation, readVerdict, untilHeard } from '../workstation.js';
import { everyCell } from './dimensions.js';
import type { Network } from './dimensions.js';
import { MATRIX_PASSWORD, accountOf } from './people.js';
import type { MatrixPerson } from './people.js';

const STRIKES = 5;
/** What people put their exclusion to, and are in by way of another group. */
const EXCLUDED_GROUP = 'without-factor';

/** One domain, one server, one computer, and everybody whom the table needs. */
export interface MatrixHouse {
  company: CorporateServer;
  prefix: WinePrefix;
  gatehouse: InstalledGatehouse;
  terminal: WineTerminalServices;
  people: Map<string, MatrixPerson>;
  /** The server as it runs now. */
  server(): TestServer;
  /** Uses up the strikes of whoever is to be locked, with wrong passwords at another computer. */
  lock(): Promise<void>;
  /** Brings about a network. */
  turn(to: Network): Promise<void>;
}

export async function startMatrixHouse(started: Started): Promise<MatrixHouse> {
  const people = new Map<string, MatrixPerson>();
  for (const cell of everyCell()) {
    const account = accountOf(cell);
    const person = { kind: cell.person, account, password: MATRIX_PASSWORD, sid: '' };
    people.set(account, person);
  }
  const accounts = [...people.keys()];
  const excluded = accounts.filter((account) => people.get(account)?.kind === 'excluded');
  const [company, prefix] = await Promise.all([
    startCorporateServer(
      started,
      accounts.map((name) => ({ name, password: MATRIX_PASSWORD })),
      {
        groups: [
          { name: 'machines', members: excluded },
          { name: EXCLUDED_GROUP, members: ['machines'] },
        ],
      },
    ),
    createWinePrefix(),
  ]);
  started.use(prefix);
  const { samba, server } = company;
  const terminal = await WineTerminalServices.install(prefix);

  const { url, ca, baseDn, bindDn, bindPassword: password } = samba;
  const log = { warn: () => undefined };
  const directory = new LdapDirectory({ url, ca, baseDn, bindDn, password, timeoutMs: 5_000, log });
  started.defer(() => directory.close());
  const windows = started.use(await startPasswordChangeEndpoint(directory));

  let exclusion: string | undefined;
  for (const person of people.values()) {
    const account = await directory.find(person.account);
    if (account === undefined) throw new Error(`the domain has no ${person.account}`);
    person.sid = account.sid;
    if (person.kind === 'excluded') {
      const groups = await directory.groups(account);
      exclusion ??= groups.find(({ name }) => name.includes(EXCLUDED_GROUP))?.sid;
    }
    if (person.kind !== 'totp' && person.kind !== 'locked') continue;
    const to = pathOf('enrollTotp', { name: person.account });
    const { uri } = await server.administer<administration.EnrolledTotp>('POST', to, {});
    person.authenticator = new Authenticator(uri);
  }
  await server.administer('PUT', pathOf('applyPolicy', { policyName: 'matrix' }), {
    name: 'matrix',
    assign: { everyone: true },
    settings: {
      lockout: { strikes: STRIKES, sourceStrikes: STRIKES },
      logon: { desktop: { require: 'second-factor', methods: ['totp'] } },
      desktop: { exclusions: [{ sid: exclusion, reason: 'machines that log on by themselves' }] },
      // Rules about new passwords are `password-rules`' to show.
      password: { minimumLength: 8, personal: false, minimumDistance: 0 },
    },
  });
  const gatehouse = await installGatehouse(prefix, {
    token: await createJoinToken(server),
    provider: NATIVE.provider,
    // The refusals of a server that is gone come at once; 20 s keep a busy machine from making a time-out of an answer.
    settings: { DemoPasswordChanges: windows.url, ServerTimeoutMs: 20_000 },
  });
  await gatehouse.service.start(60_000).catch(() => gatehouse.service.start(60_000));
  await logged(gatehouse, 'identity.joined', 1);

  let running = server;
  let isStopped = false;
  return {
    ...{ company, prefix, gatehouse, terminal, people },
    server: () => running,
    async lock() {
      const other = new TestWorkstation({
        url: server.url,
        authority: server.running.authority ?? '',
      });
      started.defer(() => other.close());
      await other.join(await createJoinToken(server));
      const locked = [...people.values()].filter(({ kind }) => kind === 'locked');
      await Promise.all(
        locked.map(async ({ account }) => {
          // A fast machine tries more of them in a second than a computer may.
          const wrong = async () => other.send(await other.prepareBegin(account, 'not it'));
          for (let n = 0; n < STRIKES; n++) readVerdict((await untilHeard(wrong)).answer);
        }),
      );
    },
    async turn(to) {
      if (to !== 'online') await samba.kill();
      if (to === 'offline') {
        await company.stop();
        isStopped = true;
      }
      if (to !== 'online') return;
      await samba.restart();
      if (isStopped) running = await company.start();
      isStopped = false;
    },
  };
}

/** Waits until the service has logged a message so often. */
export async function logged(
  gatehouse: InstalledGatehouse,
  message: string,
  times: number,
): Promise<void> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const lines = await gatehouse.log();
    const found = lines.filter((line) => line.message === message).length;
    if (found >= times) return;
    if (Date.now() > deadline) {
      const last = lines.slice(-10).map((line) => JSON.stringify(line));
      throw new Error(`${message} was logged ${found} times, not ${times}:\n${last.join('\n')}`);
    }
    await sleep(200);
  }
}
