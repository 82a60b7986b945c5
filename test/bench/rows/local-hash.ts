import { randomBytes, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';

import { verify } from '@node-rs/argon2';

import { systemClock } from '../../../server/src/clock.js';
import { LocalDirectory } from '../../../server/src/directory/local/local-directory.js';
import type {
  LocalUser,
  LocalUserStore,
} from '../../../server/src/directory/local/local-user-store.js';
import { systemRandom } from '../../../server/src/random.js';
import { median } from '../../support/statistics.js';
import { ratesInTurn } from '../load/rates.js';
import type { Row } from '../row.js';

const ROUNDS = 20;
const ROUND_MS = 400;

export const localHash: Row = {
  name: 'local-hash',
  about: 'passwords checked by the local directory, over bare Argon2id at the same concurrency',
  async measure() {
    const store = new OneUser();
    const directory = new LocalDirectory({
      store,
      clock: systemClock,
      random: systemRandom,
      realm: 'bench.test',
    });
    const password = randomBytes(12).toString('base64');
    const bytes = (): Buffer => Buffer.from(password);
    const account = await directory.add({ name: 'alice', password: bytes() });
    const concurrency = availableParallelism();
    const [checked, bare] = await ratesInTurn({ rounds: ROUNDS, roundMs: ROUND_MS, concurrency }, [
      async () => require((await directory.verifyPassword(account, bytes())) === 'right'),
      async () => require(await verify(store.hash, bytes())),
    ]);
    const ratios = checked.map((rate, round) => rate / (bare[round] ?? Infinity));
    return [{ value: median(ratios) * 100, unit: '% of bare', budget: 90, limit: 'least' }];
  },
};

/** What a database would hold, without one: the row is about hashing. */
class OneUser implements LocalUserStore {
  hash = '';
  #user: LocalUser | undefined;

  domainSid(candidate: string): Promise<string> {
    return Promise.resolve(candidate);
  }

  add(user: Parameters<LocalUserStore['add']>[0]): Promise<LocalUser> {
    this.hash = user.passwordHash;
    this.#user = {
      id: randomUUID(),
      rid: 1000,
      name: user.name,
      passwordChangedAt: new Date(),
    };
    return Promise.resolve(this.#user);
  }

  find(): Promise<LocalUser | undefined> {
    return Promise.resolve(this.#user);
  }

  findById(): Promise<LocalUser | undefined> {
    return Promise.resolve(this.#user);
  }

  list(): Promise<LocalUser[]> {
    return Promise.resolve(this.#user === undefined ? [] : [this.#user]);
  }

  search(): Promise<LocalUser[]> {
    return Promise.resolve([]);
  }

  passwordHash(): Promise<string> {
    return Promise.resolve(this.hash);
  }

  setPasswordHash(): Promise<boolean> {
    return Promise.resolve(true);
  }

  upgradePasswordHash(): Promise<void> {
    return Promise.resolve();
  }
}

function require(condition: boolean): void {
  if (!condition) throw new Error('a right password was called wrong');
}
