import { setTimeout as sleep } from 'node:timers/promises';

import { pathOf, referenceOf } from '../../../protocol/src/index.js';
import type { administration } from '../../../protocol/src/index.js';
import { NATIVE } from '../../../tools/build-native.mjs';
import { LogonHost } from '../logon-host.js';
import { Started } from '../started.js';
import type { LogLine } from '../wine-gatehouse.js';
import type { TerminalAnswers } from '../wine-terminal-services.js';
import { NAME_FORMS, NETWORKS, PEOPLE, SESSIONS, nameOf } from './dimensions.js';
import type { Cell, MatrixScenario, MatrixSession, Network, PersonKind } from './dimensions.js';
import { logged } from './house.js';
import type { MatrixHouse } from './house.js';
import { accountOf } from './people.js';
import { play } from './play.js';
import type { Played } from './play.js';

type AuditEvent = administration.AuditEvent;

/** What came of a cell: at the tile, in the service's log, and in the server's audit. */
export interface Observed extends Played {
  /** Of what the service logged about it. */
  log: LogLine[];
  audit: AuditEvent[];
}

/** Where each session is, as Terminal Services of the computer says. */
export const SESSION_ANSWERS: Record<MatrixSession, TerminalAnswers> = {
  console: {
    ...{ protocol: 0, station: 'Console', isRemote: false },
    ...{ clientName: '', clientAddress: '0.0.0.0' },
  },
  rdp: {
    ...{ protocol: 2, station: 'RDP-Tcp#3', isRemote: true },
    ...{ clientName: 'LAPTOP-7', clientAddress: '192.0.2.17' },
  },
  citrix: {
    ...{ protocol: 1, station: 'ICA-CGP#1', isRemote: true },
    ...{ clientName: 'THIN-CLIENT-42', clientAddress: '198.51.100.42' },
  },
};

/** What runs side by side: nobody of the table is in both. */
const LANES: readonly (readonly MatrixScenario[])[] = [
  ['logon', 'credui', 'credui-elsewhere'],
  ['unlock', 'change-password'],
];

export interface Run {
  /** By the cell's name. */
  observed: ReadonlyMap<string, Observed>;
  /** How often Terminal Services did not answer the service in time, as a busy machine brings about. */
  unknownSessions: number;
}

/** Runs every cell, network by network. */
export async function runTable(house: MatrixHouse): Promise<Run> {
  await using hosts = new Started();
  const lanes = LANES.map((scenarios) => ({
    scenarios,
    logonUi: hosts.use(new LogonHost(house.prefix, NATIVE.logonHost)),
    consent: hosts.use(new LogonHost(house.prefix, NATIVE.consentHost)),
  }));
  await prepareKits(house, lanes);
  await house.lock();
  const played: { cell: Cell; seen: Played }[] = [];
  for (const network of NETWORKS) {
    if (network !== 'online') await house.turn(network);
    for (const session of SESSIONS) {
      await house.terminal.answer(SESSION_ANSWERS[session]);
      await Promise.all(
        lanes.map(async (lane) => {
          for (const cell of cellsOf(network, session, lane.scenarios)) {
            const host = cell.scenario === 'credui' ? lane.consent : lane.logonUi;
            const seen = await play(host, cell, house.people.get(accountOf(cell))!);
            played.push({ cell, seen });
          }
        }),
      );
    }
    if (network === 'online') await kitsKept(house);
    else await tellOf(house, lanes[0]!.logonUi);
  }
  const observed = await observe(house, played);
  const lines = await house.gatehouse.log();
  const unknownSessions = lines.filter(({ message }) => message === 'session.unknown').length;
  return { observed, unknownSessions };
}

/** After each time without a verdict of the server: what is not told yet is kept in a bounded number. */
async function tellOf(house: MatrixHouse, logonUi: LogonHost): Promise<void> {
  await house.turn('online');
  // Whoever comes to the tile is the contact at which the service tells what happened meanwhile.
  const contact = cellsOf('online', 'console', ['logon'])[0]!;
  await play(logonUi, contact, house.people.get(accountOf(contact))!);
  await auditOf(house, await decidedHere(house));
}

async function decidedHere({ gatehouse }: MatrixHouse): Promise<number> {
  const lines = await gatehouse.log();
  return lines.filter(({ message }) => message === 'offline.granted').length;
}

/** Not by person and form: whoever is asked for a code in several cells should not have to wait for the next one. */
function cellsOf(
  network: Network,
  session: MatrixSession,
  scenarios: readonly MatrixScenario[],
): Cell[] {
  return NAME_FORMS.flatMap((form) =>
    scenarios.flatMap((scenario) =>
      PEOPLE.map((person) => ({ network, person, scenario, session, form })),
    ),
  );
}

interface Lane {
  scenarios: readonly MatrixScenario[];
  logonUi: LogonHost;
}

/** The kits of whoever gets none by their cell online: they are locked by then, or change a password only. */
async function prepareKits(house: MatrixHouse, lanes: readonly Lane[]): Promise<void> {
  const wanted = (kind: PersonKind, scenario: MatrixScenario) =>
    kind === 'locked' || (scenario === 'change-password' && kind !== 'no-factor');
  await house.terminal.answer(SESSION_ANSWERS.console);
  const prepared = await Promise.all(
    lanes.map(async ({ scenarios, logonUi }) => {
      const cells = SESSIONS.flatMap((session) => cellsOf('online', session, scenarios));
      const inNeed = cells.filter(({ person, scenario }) => wanted(person, scenario));
      const accounts = new Map(inNeed.map((cell) => [accountOf(cell), cell]));
      for (const [account, cell] of accounts) {
        const as = { ...cell, scenario: 'logon', session: 'console', form: 'domain' } as const;
        const { ends, text } = await play(logonUi, as, house.people.get(account)!);
        if (ends !== 'credential') throw new Error(`${account} did not log on: ${text}`);
      }
      return accounts.size;
    }),
  );
  await logged(
    house.gatehouse,
    'kit.kept',
    prepared.reduce((sum, size) => sum + size, 0),
  );
}

/** Waits until everybody who is to have a kit has one. */
async function kitsKept({ gatehouse, people }: MatrixHouse): Promise<void> {
  const withKits = [...people.values()].filter(({ kind }) => kind !== 'no-factor').length;
  const deadline = Date.now() + 90_000;
  for (;;) {
    const lines = await gatehouse.log();
    const kept = new Set(
      lines.filter(({ message }) => message === 'kit.kept').map((line) => line['sid']),
    );
    if (kept.size >= withKits) return;
    if (Date.now() > deadline) throw new Error(`${kept.size} of ${withKits} kits are kept`);
    await sleep(200);
  }
}

/** Finds what was logged and audited of each cell, when all of it was told. */
async function observe(
  house: MatrixHouse,
  played: readonly { cell: Cell; seen: Played }[],
): Promise<Map<string, Observed>> {
  const lines = await house.gatehouse.log();
  const byCorrelation = grouped(lines, (line) => String(line['correlationId']));
  const references = new Map([...byCorrelation.keys()].map((id) => [referenceOf(id), id]));
  const grants = grouped(
    lines.filter(
      ({ message }) => message === 'logon.granted' || message === 'password.change-asked',
    ),
    (line) => String(line['sid']),
  );
  // Before the table, some people logged on for their kits.
  const order = new Map([...grants].map(([sid, all]) => [sid, all.toReversed()]));
  const observed = new Map<string, Observed>();
  const audit = await auditOf(house, await decidedHere(house));
  for (const { cell, seen } of played.toReversed()) {
    const isGrant = seen.ends === 'credential' || seen.asks.includes('new-password');
    const line = isGrant ? order.get(seen.sid)?.shift() : undefined;
    const id = line === undefined ? references.get(seen.reference ?? '') : line['correlationId'];
    observed.set(nameOf(cell), {
      ...seen,
      log: byCorrelation.get(String(id)) ?? [],
      audit: audit.get(String(id)) ?? [],
    });
  }
  return observed;
}

/** Every event, as soon as no new ones come: Windows' answers and what happened without the server are told in the background. */
async function auditOf(house: MatrixHouse, decided: number): Promise<Map<string, AuditEvent[]>> {
  let before = -1;
  for (const deadline = Date.now() + 90_000; ;) {
    const events = await everyEvent(house);
    const told = events.filter(({ type }) => type === 'offline.granted').length;
    if (Date.now() > deadline) throw new Error(`${told} of ${decided} offline grants are told`);
    if (events.length === before && told >= decided) {
      return grouped(events, ({ correlationId }) => correlationId);
    }
    before = events.length;
    await sleep(3_000);
  }
}

async function everyEvent(house: MatrixHouse): Promise<AuditEvent[]> {
  const all: AuditEvent[] = [];
  let after = '';
  for (;;) {
    const query = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
    const page = await house
      .server()
      .administer<administration.AuditPage>(
        'GET',
        `${pathOf('listAuditEvents')}?limit=1000${query}`,
      );
    all.push(...page.events);
    if (page.events.length < 1000) return all;
    after = page.cursor;
  }
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
