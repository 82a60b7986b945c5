import { pathOf, totp } from '@gatehouse/protocol';
import type { Verdict } from '@gatehouse/protocol';

import { TestWorkstation } from '../../support/workstation.js';
import { HttpsConnection, serialize } from './https-connection.js';
import type { PlainAnswer } from './https-connection.js';
import type { ServerProcess } from './server-process.js';
import { STUB_PASSWORD } from './stub-directory.js';

/** A user of the stub directory, with an authenticator. Each step of it is good for one logon. */
interface Person {
  name: string;
  seed: Uint8Array;
  lastStep: number;
}

/** The first request of a logon, sealed and signed. */
export interface PreparedLogon {
  person: Person;
  begin: Buffer;
  /** Who signed it and must sign the answer. */
  workstation: TestWorkstation;
}

const ENROLLING_AT_ONCE = 24;

/** Many workstations, each with one connection, and enough people to log on at them. */
export class LogonLoad implements Disposable {
  readonly #seats: { workstation: TestWorkstation; connection: HttpsConnection }[];
  readonly #people: Person[];
  #next = 0;

  private constructor(
    seats: { workstation: TestWorkstation; connection: HttpsConnection }[],
    people: Person[],
  ) {
    this.#seats = seats;
    this.#people = people;
  }

  static async create(
    server: ServerProcess,
    options: { workstations: number; people: number },
  ): Promise<LogonLoad> {
    const { url, authority } = server;
    const token = await server.createJoinToken(options.workstations);
    const workstations: TestWorkstation[] = [];
    for (let count = 0; count < options.workstations; count++) {
      const workstation = await new TestWorkstation({ url, authority }).join(token);
      // Joining is done; the load has connections of its own.
      workstation.close();
      workstations.push(workstation);
    }
    const people: Person[] = [];
    let number = 0;
    const enroll = async (): Promise<void> => {
      while (number < options.people) {
        const name = `user${++number}`;
        people.push({ name, seed: await server.enrollTotp(name), lastStep: 0 });
      }
    };
    await Promise.all(Array.from({ length: ENROLLING_AT_ONCE }, enroll));
    const seats = await Promise.all(
      workstations.map(async (workstation) => ({
        workstation,
        connection: await openAndUse(url, authority),
      })),
    );
    return new LogonLoad(seats, people);
  }

  get seats(): number {
    return this.#seats.length;
  }

  /** Signs requests ahead of time; they are good for five minutes. */
  async prepareLogons(count: number): Promise<PreparedLogon[]> {
    const prepared: PreparedLogon[] = [];
    for (let at = 0; at < count; at++) {
      const person = pick(this.#people, this.#next++);
      const { workstation } = pick(this.#seats, at);
      const request = await workstation.prepareBegin(person.name, STUB_PASSWORD);
      prepared.push({ person, begin: serialize(request), workstation });
    }
    return prepared;
  }

  async prepareStatus(count: number): Promise<Buffer[]> {
    const prepared: Buffer[] = [];
    for (let at = 0; at < count; at++) {
      const { workstation } = pick(this.#seats, at);
      prepared.push(serialize(await workstation.prepare('GET', pathOf('desktopStatus'))));
    }
    return prepared;
  }

  /** A whole logon: begin, then the code. @throws Error when it is not granted */
  async logOn(seat: number, { person, begin, workstation }: PreparedLogon): Promise<void> {
    const { connection } = pick(this.#seats, seat);
    const challenge = readVerdict(await connection.ask(begin));
    if (challenge.outcome !== 'challenge')
      throw new Error(`no challenge: ${JSON.stringify(challenge)}`);
    const { logonId, challengeId } = challenge;
    const request = await workstation.prepare('POST', pathOf('answerChallenge', { logonId }), {
      challengeId,
      code: nextCode(person),
    });
    const verdict = readVerdict(await connection.ask(serialize(request)));
    if (verdict.outcome !== 'granted') throw new Error(`not granted: ${JSON.stringify(verdict)}`);
  }

  async askStatus(seat: number, request: Buffer): Promise<void> {
    const { status, body } = await pick(this.#seats, seat).connection.ask(request);
    if (status !== 200) throw new Error(`no status: ${status} ${body.toString()}`);
  }

  [Symbol.dispose](): void {
    for (const { connection } of this.#seats) connection[Symbol.dispose]();
  }
}

/**
 * A connection that has had an answer: the server closes one that asks nothing within 15 s, and only those that were used may
 * be idle for longer, as between two rounds.
 */
async function openAndUse(url: string, authority: string): Promise<HttpsConnection> {
  const connection = await HttpsConnection.open(url, authority);
  const request = { method: 'GET', path: pathOf('live'), headers: {}, body: Buffer.alloc(0) };
  const { status } = await connection.ask(serialize(request));
  if (status !== 200) throw new Error(`the server is not live: ${status}`);
  return connection;
}

/** A code that the server takes now and did not take before. Not of the last step: that one may end on the way. */
function nextCode(person: Person): string {
  const now = totp.stepAt(Date.now() / 1000);
  const step = Math.max(person.lastStep + 1, now);
  if (step > now + totp.WINDOW_STEPS) throw new Error('too few people for so many logons');
  person.lastStep = step;
  return totp.codeAt(person.seed, step);
}

function readVerdict({ status, body }: PlainAnswer): Verdict {
  if (status !== 200) throw new Error(`no verdict: ${status} ${body.toString()}`);
  // Not parsed by the schema: that is the server's cost, not the generator's.
  return JSON.parse(body.toString()) as Verdict;
}

function pick<T>(list: readonly T[], at: number): T {
  const value = list[at % list.length];
  if (value === undefined) throw new RangeError('the list is empty');
  return value;
}
