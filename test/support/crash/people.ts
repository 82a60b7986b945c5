import type { AdministrationSocket } from '../../../demo/src/administration/administration-socket.js';
import type { SeededRandom } from '../seeded-random.js';
import { Person } from './person.js';

/** High enough that nobody is locked: what is counted here is whether strikes get lost. */
const POLICY = {
  name: 'crash',
  priority: 0,
  assign: { everyone: true, users: [], groups: [] },
  settings: {
    lockout: { strikes: 100, sourceStrikes: 100, durationMinutes: 15 },
    logon: { desktop: { require: 'second-factor' as const, methods: ['totp' as const] } },
  },
};

/** Those who log on. Each logs on once a round, so that what became of a round can be told. */
export class People {
  readonly all: readonly Person[];
  #free: Person[] = [];
  readonly #used: Person[] = [];

  private constructor(all: readonly Person[]) {
    this.all = all;
  }

  /** Adds users with an authenticator each. So many that no code has to be waited for. */
  static async add(administration: AdministrationSocket, count: number): Promise<People> {
    await administration.call('applyPolicy', {
      parameters: { policyName: POLICY.name },
      body: POLICY,
    });
    const all: Person[] = [];
    for (let number = 1; number <= count; number++) {
      const name = `person${number}`;
      const password = `Passphrase of ${name}`;
      await administration.call('addUser', { body: { name, password } });
      const { uri } = await administration.call('enrollTotp', { parameters: { name }, body: {} });
      const { principalId, sid } = await administration.call('showUser', { parameters: { name } });
      if (sid === undefined) throw new Error(`${name} has no SID`);
      all.push(new Person({ name, password, principalId, sid, uri }));
    }
    return new People(all);
  }

  beginRound(random: SeededRandom): void {
    this.#free = random.shuffle(this.all);
    this.#used.length = 0;
    for (const person of this.all) person.beginRound();
  }

  /** The next one in the order of this round who fits; undefined when nobody is left. */
  take(fits: (person: Person) => boolean): Person | undefined {
    const index = this.#free.findIndex(fits);
    if (index < 0) return undefined;
    const [person] = this.#free.splice(index, 1);
    if (person !== undefined) this.#used.push(person);
    return person;
  }

  /** Who logged on in this round. */
  get used(): readonly Person[] {
    return this.#used;
  }
}
