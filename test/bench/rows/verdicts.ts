import { median, quantile } from '../../support/statistics.js';
import { driveAll, driveAtRate } from '../load/drive.js';
import { LogonLoad } from '../load/logon-load.js';
import { startServerProcess } from '../load/server-process.js';
import type { Row } from '../row.js';

/** At once: enough that the server is what is busy, and not the wait for its disk. */
const WORKSTATIONS = 128;
const PEOPLE = 3_000;
const ROUNDS = 7;
const LOGONS_A_ROUND = 500;
const STATUS_A_ROUND = 1_200;
const HALF_LOAD_SECONDS = 6;

export const verdicts: Row = {
  name: 'verdicts',
  about: 'complete logons, durable and audited, over bare signed requests of the same process',
  async measure({ say }) {
    const server = await startServerProcess({ stubDirectory: true });
    try {
      say('enrolling people');
      const load = await LogonLoad.create(server, { workstations: WORKSTATIONS, people: PEOPLE });
      try {
        return await measureLoad(load, say);
      } finally {
        load[Symbol.dispose]();
      }
    } finally {
      await server[Symbol.asyncDispose]();
    }
  },
};

async function measureLoad(
  load: LogonLoad,
  say: (message: string) => void,
): ReturnType<Row['measure']> {
  const rates: { logons: number; status: number }[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const logons = await load.prepareLogons(LOGONS_A_ROUND);
    const status = await load.prepareStatus(STATUS_A_ROUND);
    const rate = {
      logons: await driveAll(logons, load.seats, (seat, logon) => load.logOn(seat, logon)),
      status: await driveAll(status, load.seats, (seat, request) => load.askStatus(seat, request)),
    };
    say(`${Math.round(rate.logons)} logons/s, ${Math.round(rate.status)} bare requests/s`);
    // The first round warms up.
    if (round >= 0) rates.push(rate);
  }
  const perSecond = median(rates.map(({ logons }) => logons));
  const half = perSecond / 2;
  const logons = await load.prepareLogons(Math.round(half * HALF_LOAD_SECONDS));
  const latencies = await driveAtRate(
    logons,
    { seats: load.seats, perSecond: half },
    (seat, logon) => load.logOn(seat, logon),
  );
  const ratio = median(rates.map(({ logons, status }) => logons / status));
  return [
    { part: 'rate', value: perSecond, unit: 'logons/s', budget: 300, limit: 'least' },
    { part: 'ratio', value: ratio, unit: '× bare requests', budget: 0.3, limit: 'least' },
    { part: 'p99', value: quantile(latencies, 0.99), unit: 'ms', budget: 50, limit: 'most' },
  ];
}
