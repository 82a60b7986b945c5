import { jest } from '@jest/globals';

import {
  NAME_FORMS,
  NETWORKS,
  PEOPLE,
  everyCell,
  nameOf,
} from '../support/logon-matrix/dimensions.js';
import { startMatrixHouse } from '../support/logon-matrix/house.js';
import { accountOf } from '../support/logon-matrix/people.js';
import { SESSION_ANSWERS, runTable } from '../support/logon-matrix/run-table.js';
import type { Observed, Run } from '../support/logon-matrix/run-table.js';
import { readTable } from '../support/logon-matrix/table.js';
import type { ExpectedCell, Outcome } from '../support/logon-matrix/table.js';
import { Started } from '../support/started.js';

jest.setTimeout(60_000);

const { cells, outcomes } = readTable(new URL('../vectors/logon-matrix.json', import.meta.url));
const CELLS = [...cells.values()];

/** KERB_LOGON_SUBMIT_TYPE of ntsecapi.h, by scenario: what Windows is to do with the credential. */
const MESSAGE_TYPES: Record<string, number> = { logon: 2, unlock: 7, credui: 0 };

/** What tells whose logon it was and where they sat. */
const LOGON_EVENTS = new Set([
  'logon.begun',
  'offline.granted',
  'offline.denied',
  'workstation.granted',
  'workstation.denied',
]);

describe('the table', () => {
  it('has every combination, and no other', () => {
    expect([...cells.keys()].sort()).toEqual(everyCell().map(nameOf).sort());
  });

  it('has each outcome of its legend in some cell', () => {
    const used = new Set(CELLS.map(({ outcome }) => outcome));
    expect(Object.keys(outcomes).filter((outcome) => !used.has(outcome))).toEqual([]);
  });

  it('says what in a cell is not real, and of no other', () => {
    for (const cell of CELLS) {
      expect([nameOf(cell), cell.fakes]).toEqual([nameOf(cell), fakesIn(cell)]);
    }
  });
});

describe('as it was run', () => {
  const started = new Started();
  let run: Run;

  beforeAll(async () => {
    run = await runTable(await startMatrixHouse(started));
  }, 1_200_000);

  afterAll(() => started[Symbol.asyncDispose](), 120_000);

  it('every cell was, and no other', () => {
    expect([...run.observed.keys()].sort()).toEqual([...cells.keys()].sort());
  });

  it('every session is described, but for those that nobody described to the service in time', () => {
    const undescribed = CELLS.filter((cell) => {
      const seen = run.observed.get(nameOf(cell));
      return seen !== undefined && isUndescribed(shapeOf(seen).where, cell);
    });
    expect(undescribed.length).toBeLessThanOrEqual(run.unknownSessions);
    expect(undescribed.length).toBeLessThanOrEqual(CELLS.length / 20);
  });

  const groups = NETWORKS.flatMap((network) => PEOPLE.map((person) => ({ network, person })));
  describe.each(groups)('$network, $person', ({ network, person }) => {
    const group = CELLS.filter((cell) => cell.network === network && cell.person === person);
    it.each(group)('$scenario $session $form: $outcome', (cell) => {
      const seen = run.observed.get(nameOf(cell));
      if (seen === undefined) throw new Error('it was not run');
      const outcome = outcomeOf(cell);
      const shape = shapeOf(seen);
      const expected = expectedShape(cell, outcome);
      const isElsewhere = isUndescribed(shape.where, cell);
      expect(shape).toEqual({ ...expected, ...(isElsewhere && { where: shape.where }) });
      expect(seen.text).toContain(outcome.says ?? '');
    });
  });
});

function outcomeOf({ outcome }: ExpectedCell): Outcome {
  const found = outcomes[outcome];
  if (found === undefined) throw new Error(`the legend has no ${outcome}`);
  return found;
}

function shapeOf({ asks, ends, log, audit, serialization }: Observed) {
  // Where the server and the workstation tell of one logon, they must say the same.
  const where = audit
    .filter(({ type }) => LOGON_EVENTS.has(type))
    .map(({ detail: { at: _, account: _account, sid: _sid, ...rest } }) => textOf(rest));
  return {
    asks,
    ends,
    credential:
      serialization === undefined
        ? undefined
        : {
            account: `${serialization.domain}\\${serialization.user}`,
            messageType: serialization.messageType,
          },
    log: log.map(wordsOf).filter((line) => /^(logon|password|offline)\./.test(line)),
    // Windows' answer and the kit are told in the background, in either order.
    audit: audit.map(wordsOf).sort(),
    where: [...new Set(where)],
  };
}

/** The service takes a session that it cannot learn about in half a second for a remote one, and goes on. */
function isUndescribed(where: readonly string[], { scenario }: ExpectedCell): boolean {
  return where.length === 1 && where[0] === textOf({ scenario, remote: true, session: 'other' });
}

function textOf(detail: object): string {
  return JSON.stringify(Object.entries(detail).sort());
}

function wordsOf(of: { message?: string; type?: string; code?: unknown }): string {
  const code = typeof of.code === 'string' ? ` ${of.code}` : '';
  return `${of.message ?? of.type ?? ''}${code}`;
}

function expectedShape(cell: ExpectedCell, { asks, ends, log, audit }: Outcome) {
  const { scenario, session } = cell;
  const { isRemote, clientName, clientAddress } = SESSION_ANSWERS[session];
  const isLogon = audit.some((event) => LOGON_EVENTS.has(event.split(' ', 1)[0] ?? ''));
  return {
    asks,
    ends,
    credential:
      ends === 'credential'
        ? { account: `CORP\\${accountOf(cell)}`, messageType: MESSAGE_TYPES[scenario] }
        : undefined,
    log,
    audit: audit.toSorted(),
    where: isLogon
      ? [
          textOf({
            ...{ scenario, remote: isRemote, session },
            ...(isRemote && { clientName, clientAddress }),
          }),
        ]
      : [],
  };
}

/** What of Windows is played in a line's cells, because Wine has no such part. The file says why of each. */
function fakesIn(cell: ExpectedCell): string[] {
  const { network, scenario, session } = cell;
  if (scenario === 'credui-elsewhere') return [];
  const changes = NAME_FORMS.some((form) => {
    const other = cells.get(nameOf({ ...cell, form }));
    return other !== undefined && outcomeOf(other).asks.includes('new-password');
  });
  return [
    ...(session === 'console' ? [] : ['terminal-services']),
    ...(scenario === 'credui' ? ['consent'] : []),
    ...(network === 'online' ? [] : ['cached-logons']),
    ...(changes ? ['password-change'] : []),
  ];
}
