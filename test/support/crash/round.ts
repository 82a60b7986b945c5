import { setTimeout as sleep } from 'node:timers/promises';

import type { SeededRandom } from '../seeded-random.js';
import type { CrashHouse, Target } from './house.js';
import { playLogon, submit } from './logon.js';
import type { LogonEnd, LogonScript, LogonStage } from './logon.js';
import type { People } from './people.js';
import type { Person } from './person.js';

/** What is under way when the kill comes. */
const MOMENTS = ['wrong-password', 'right-password', 'wrong-code', 'code'] as const;
type Moment = (typeof MOMENTS)[number];

/** About as long as each is under way, so that a kill may come at any point of it. */
const MOMENT_MS: Record<Moment, number> = {
  'wrong-password': 80,
  'right-password': 80,
  'wrong-code': 25,
  code: 25,
};

/** People who log on besides the one that the kill is meant for. */
const BYSTANDERS = 3;
const RETRY_PAUSE_MS = 50;
const GIVE_UP_MS = 40_000;

/** What a kill did. */
export interface RoundReport {
  target: Target;
  moment: Moment;
  /** From the kill to the next logon that was granted. */
  recoveryMs: number;
  /** Passwords and codes that were under way at the kill and had no verdict. */
  interrupted: number;
  faults: string[];
}

/** Kills something in the middle of logons, and logs on again. */
export async function playRound(
  target: Target,
  { house, people, random }: { house: CrashHouse; people: People; random: SeededRandom },
): Promise<RoundReport> {
  people.beginRound(random);
  const moment = random.pick(MOMENTS);
  const delay = random.fraction() * MOMENT_MS[moment];
  const faults: string[] = [];
  const unanswered: number[] = [];
  const kill = new Kill(() => house.kill(target, random.fork('kill')));
  const recovered = deferred<undefined>();
  const quiet: LogonStage = {
    pipePath: house.pipePath,
    beforeSubmit: () => undefined,
    onNoVerdict: (submittedAt) => unanswered.push(submittedAt),
    onFault: (fault) => faults.push(fault),
  };

  const victim = playVictim(people, moment, {
    ...quiet,
    beforeSubmit: ({ what }) => {
      if (what === moment) kill.in(delay);
    },
  });
  // Should it have ended before its moment, the kill comes all the same.
  const players = [victim.finally(() => kill.in(0))];
  for (let number = 0; number < BYSTANDERS; number++) {
    players.push(playBystander(people, random.fork(`bystander ${number}`), kill, quiet));
  }
  const ends = players.map(async (player) => {
    const end = await player;
    if (end?.ended !== 'interrupted') return;
    await recovered.promise;
    await goOn(end, quiet);
  });
  // Whatever fails first is reported; nothing of it is left unheard meanwhile.
  const allEnds = Promise.all(ends);
  allEnds.catch(() => undefined);

  const killedAt = await kill.done;
  try {
    await logOnAgain(people, quiet);
  } finally {
    recovered.resolve(undefined);
  }
  const recoveryMs = performance.now() - killedAt;
  await allEnds;
  const interrupted = unanswered.filter((submittedAt) => submittedAt < killedAt).length;
  return { target, moment, recoveryMs, interrupted, faults };
}

/** Happens once. */
class Kill {
  readonly #kill: () => Promise<boolean>;
  readonly #done = deferred<number>();
  #planned = false;
  happened = false;

  constructor(kill: () => Promise<boolean>) {
    this.#kill = kill;
  }

  in(milliseconds: number): void {
    if (this.#planned) return;
    this.#planned = true;
    setTimeout(() => void this.#now(), milliseconds);
  }

  /** When it happened. */
  get done(): Promise<number> {
    return this.#done.promise;
  }

  async #now(): Promise<void> {
    const at = performance.now();
    try {
      if (!(await this.#kill())) throw new Error('nothing was there to be killed');
      this.#done.resolve(at);
    } catch (error) {
      this.#done.reject(error);
    } finally {
      this.happened = true;
    }
  }
}

interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
}

function deferred<T>(): Deferred<T> {
  let parts: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => (parts = { resolve, reject }));
  if (parts === undefined) throw new Error('a promise runs its executor at once');
  return { promise, ...parts };
}

type PlayerEnd = (LogonEnd & { person: Person }) | undefined;

async function playVictim(people: People, moment: Moment, stage: LogonStage): Promise<PlayerEnd> {
  const person = people.take((each) => each.hasStep);
  if (person === undefined) throw new Error('nobody is left whose code need not be waited for');
  const script: LogonScript = {
    wrongPasswords: moment === 'wrong-password' ? 1 : 0,
    wrongCodes: moment === 'wrong-code' ? 1 : 0,
    end: 'fresh-code',
  };
  return { person, ...(await playLogon(person, script, stage)) };
}

/** Logs on with one person after the other until the kill has happened. */
async function playBystander(
  people: People,
  random: SeededRandom,
  kill: Kill,
  stage: LogonStage,
): Promise<PlayerEnd> {
  let last: PlayerEnd;
  while (!kill.happened && last?.ended !== 'interrupted') {
    const script: LogonScript = {
      wrongPasswords: random.below(2),
      wrongCodes: random.below(3),
      end: random.chance(0.4) ? 'fresh-code' : random.chance(0.6) ? 'used-code' : 'leave',
    };
    const person = people.take((each) => fits(each, script));
    if (person === undefined) await sleep(RETRY_PAUSE_MS);
    else last = { person, ...(await playLogon(person, script, stage)) };
  }
  return last;
}

function fits(person: Person, { end }: LogonScript): boolean {
  if (end === 'fresh-code') return person.hasStep;
  return end === 'leave' || person.usedStep() !== undefined;
}

/** A person whose code had no answer tries the same code again, where the tile still stands. */
async function goOn(
  { tile, person, code }: Extract<PlayerEnd, { ended: 'interrupted' }>,
  stage: LogonStage,
): Promise<void> {
  if (tile === undefined) return;
  try {
    if (code !== undefined && (await tile.tryCodeAgain())) {
      await submit(tile, person, code, stage);
    }
  } finally {
    tile[Symbol.dispose]();
  }
}

/** Tries until a logon is granted, as people do: with the next code when it is not known what became of the last. */
async function logOnAgain(people: People, stage: LogonStage): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  const script: LogonScript = { wrongPasswords: 0, wrongCodes: 0, end: 'fresh-code' };
  let person: Person | undefined;
  let last: LogonEnd | undefined;
  while (performance.now() < giveUpAt) {
    // Who has typed a code in this round has had their logon.
    if (person === undefined || person.step !== undefined) {
      person = people.take((each) => each.hasStep);
      if (person === undefined) throw new Error('nobody is left whose code need not be waited for');
    }
    last = await playLogon(person, script, stage);
    if (person.grant !== undefined) return;
    if (last.ended === 'interrupted') last.tile?.[Symbol.dispose]();
    await sleep(RETRY_PAUSE_MS);
  }
  throw new Error('nobody could log on again');
}

/** For people who read the seed's plan. */
export function describeRound({ target, moment, recoveryMs, interrupted }: RoundReport): string {
  return `${target} during ${moment}: ${interrupted} interrupted, ${Math.round(recoveryMs)} ms`;
}
