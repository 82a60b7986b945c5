import { VaultUnavailableError } from '../../../service/src/vault/vault.js';
import {
  CORRELATION,
  OfflineMachine,
  Person,
  issueKit,
  prepareMachine,
} from '../../support/offline-scene.js';
import type { OfflineScene } from '../../support/offline-scene.js';
import { SeededRandom } from '../../support/seeded-random.js';

const alice = new Person('alice');

const sign = async ({ signer, clock }: OfflineScene, person: Person, serial: number) =>
  signer.sign(person.kit(signer.workstationId, clock.now(), { serial }));
const keep = async ({ store }: OfflineScene, signed = '') =>
  store.put(signed, { revive: false }, CORRELATION);
const load = async ({ store }: OfflineScene) => store.load(alice.principalId, CORRELATION);
const told = ({ events }: OfflineScene) =>
  events.first(64).map(({ type, code }) => `${type} ${code ?? ''}`);

describe('calls at the same time', () => {
  it('do not take the newer kit that one of them stores for tampering', async () => {
    const { scene } = await prepareMachine(alice);
    const [second, third] = await Promise.all(
      [2, 3].map(async (serial) => sign(scene, alice, serial)),
    );
    const calls = [load(scene), keep(scene, second), load(scene), keep(scene, third), load(scene)];
    expect(await Promise.all(calls)).toMatchObject(
      [1, 2, 2, 3, 3].map((serial) => ({ kit: { serial } })),
    );
    expect(told(scene)).toEqual([]);
  });

  it('leave nothing of a kit that was removed while it was loaded', async () => {
    const { scene } = await prepareMachine(alice);
    const [, , last] = await Promise.all([
      load(scene),
      scene.store.remove(alice.principalId),
      load(scene),
    ]);
    expect(last).toEqual({ missing: 'no-kit' });
    expect(scene.files.list()).toEqual([]);
    expect(told(scene)).toEqual([]);
  });

  it('wait for one that fails, and go on', async () => {
    const { machine, scene } = await prepareMachine(alice);
    machine.vault.isAway = true;
    const failing = sign(scene, alice, 2).then(async (signed) => keep(scene, signed));
    const next = failing.catch(() => {
      machine.vault.isAway = false;
      return load(scene);
    });
    await expect(failing).rejects.toThrow(VaultUnavailableError);
    expect(await next).toMatchObject({ kit: { serial: 1 } });
  });

  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'in any order never destroy a good kit (seed %i)',
    async (seed) => {
      const random = new SeededRandom(`calls ${seed}`);
      const machine = new OfflineMachine();
      const scene = await machine.start();
      const people = [alice, new Person('bob', 1002)];
      const serials = new Map<string, number>();
      const calls: Promise<unknown>[] = [];
      for (const person of people) {
        await issueKit(scene, person);
        serials.set(person.name, 1);
      }
      for (let call = 0; call < 40; call++) {
        const person = random.pick(people);
        const { principalId, name } = person;
        const draw = random.below(8);
        if (draw < 3) {
          const serial = (serials.get(name) ?? 0) + 1;
          serials.set(name, serial);
          calls.push(keep(scene, await sign(scene, person, serial)));
        } else if (draw < 6) {
          calls.push(scene.store.load(principalId, CORRELATION));
        } else if (draw === 6) {
          calls.push(scene.store.readUnread(CORRELATION));
        } else if (random.chance(0.3)) {
          calls.push(scene.store.remove(principalId));
        }
        for (let turns = random.below(4); turns > 0; turns--) await Promise.resolve();
      }
      await Promise.all(calls);
      expect(told(scene)).toEqual([]);
      for (const person of people) {
        const { principalId } = person;
        const serial = serials.get(person.name)! + 1;
        await keep(scene, await sign(scene, person, serial));
        const found = await (await machine.start()).store.load(principalId, CORRELATION);
        expect(found).toMatchObject({ kit: { serial } });
      }
    },
  );
});
