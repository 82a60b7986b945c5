import { createHash, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { formatId, pinOf, signKit, signMachinePolicy, totp } from '@gatehouse/protocol';
import type { CorrelationId, Kit, MachinePolicy, WorkstationId } from '@gatehouse/protocol';

import type { Disk } from '../../service/src/files/disk.js';
import { FolderFiles } from '../../service/src/files/durable-files.js';
import { FileCounters } from '../../service/src/offline/file-counters.js';
import { HighestTime } from '../../service/src/offline/highest-time.js';
import { KitStore } from '../../service/src/offline/kit-store.js';
import { LocalOfflineAuthority } from '../../service/src/offline/local-offline-authority.js';
import { maskSeed } from '../../service/src/offline/masked-seed.js';
import { OfflineEvents } from '../../service/src/offline/offline-events.js';
import type { OfflineParts } from '../../service/src/offline/offline-parts.js';
import type { RecoveryLocks } from '../../service/src/offline/recovery-locks.js';
import type { Random } from '../../service/src/random.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { FakeRecoveryLocks } from '../fakes/fake-recovery-locks.js';
import { FakeVault } from '../fakes/fake-vault.js';
import { FakeWindowsPasswords } from '../fakes/fake-windows-passwords.js';
import { MemoryLogger } from '../fakes/memory-logger.js';
import { PowerCutDisk } from '../fakes/power-cut-disk.js';
import { SeededRandom } from './seeded-random.js';

export const CORRELATION = '0'.repeat(31).concat('1') as CorrelationId;
/** Cheap: what is tested is not the price. */
export const CHEAP = { memoryKib: 8, passes: 1, lanes: 1 };

/** Bytes that follow from a seed. */
export class SeededBytes implements Random {
  readonly #label: string;
  #count = 0;

  constructor(label: string) {
    this.#label = label;
  }

  bytes(length: number): Uint8Array {
    const out = Buffer.alloc(length);
    for (let at = 0; at < length; at += 32) {
      createHash('sha256').update(`${this.#label}#${this.#count++}`).digest().copy(out, at);
    }
    return new Uint8Array(out);
  }
}

const IDS = new SeededBytes('ids');

/** A server that signs kits. */
export class KitSigner {
  readonly workstationId: WorkstationId;
  readonly #privateKey: KeyObject;
  readonly #publicKey: string;

  constructor(workstationId: WorkstationId = formatId('wks', IDS.bytes(16))) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#privateKey = privateKey;
    this.#publicKey = publicKey.export({ format: 'jwk' }).x ?? '';
    this.workstationId = workstationId;
  }

  get signers() {
    return { identityKeys: [this.#publicKey], workstationId: this.workstationId };
  }

  async sign(kit: Kit): Promise<string> {
    return signKit(kit, { privateKey: this.#privateKey, pin: pinOf(this.#publicKey) });
  }

  async signPolicy(policy: MachinePolicy): Promise<string> {
    return signMachinePolicy(policy, { privateKey: this.#privateKey, pin: pinOf(this.#publicKey) });
  }
}

/** Somebody with an authenticator, a password and answers. */
export class Person {
  readonly name: string;
  readonly principalId: string;
  readonly sid: string;
  readonly seed: Uint8Array;
  readonly credentialId = formatId('crd', IDS.bytes(16));
  password: string;
  generation = '100';

  constructor(name: string, number = 1001) {
    this.name = name;
    this.principalId = `corp/${name}`;
    this.sid = `S-1-5-21-1-2-3-${number}`;
    this.seed = new SeededBytes(`seed of ${name}`).bytes(totp.SEED_BYTES);
    this.password = `password of ${name}`;
  }

  code(now: Date, offset = 0): string {
    return totp.codeAt(this.seed, totp.stepAt(now.getTime() / 1000) + offset);
  }

  answers(...wrong: string[]): { id: string; answer: string }[] {
    return ['first', 'second'].map((id) => ({
      id,
      answer: wrong.includes(id) ? 'something else' : `${id} of ${this.name}`,
    }));
  }

  /** A kit for a workstation; `change` is put over it. */
  kit(workstationId: WorkstationId, now: Date, change: Partial<Kit> = {}): Kit {
    return {
      version: 1,
      serial: 1,
      principalId: this.principalId,
      workstationId,
      account: { sid: this.sid, netbiosDomain: 'CORP', samAccountName: this.name },
      userPrincipalName: `${this.name}@corp.test`,
      issuedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + 14 * 86_400_000).toISOString(),
      logon: { offline: 'offline-otp', wrongCodes: 3 },
      authenticator: { credentialId: this.credentialId, lastStep: 0 },
      recovery: {
        attempts: 3,
        reveal: 'fill-in',
        showSeconds: 30,
        secondFactor: false,
        questions: [
          { id: 'first', text: 'First?' },
          { id: 'second', text: 'Second?' },
        ],
        lock: FakeRecoveryLocks.lock({
          principalId: this.principalId,
          threshold: 2,
          mandatory: {},
          optional: { first: `first of ${this.name}`, second: `second of ${this.name}` },
        }),
        passwords: [{ generation: this.generation, sealed: FakeRecoveryLocks.seal(this.password) }],
      },
      ...change,
    };
  }
}

export interface OfflineSceneOptions {
  disk: Disk;
  clock?: FakeClock;
  signer?: KitSigner;
  locks?: RecoveryLocks;
  passwords?: FakeWindowsPasswords;
  random?: Random;
  vault?: FakeVault;
}

export type OfflineScene = OfflineParts & {
  clock: FakeClock;
  passwords: FakeWindowsPasswords;
  logger: MemoryLogger;
  signer: KitSigner;
  authority: LocalOfflineAuthority;
  context: { correlationId: CorrelationId; signal: AbortSignal };
  files: FolderFiles;
  counters: FileCounters;
};

/** A workstation without its server, on a disk. The same disk again is the same workstation after a restart. */
export async function startOfflineScene(options: OfflineSceneOptions): Promise<OfflineScene> {
  const clock = options.clock ?? new FakeClock();
  const passwords = options.passwords ?? new FakeWindowsPasswords();
  const random = options.random ?? new SeededBytes('scene');
  const signer = options.signer ?? new KitSigner();
  const locks = options.locks ?? new FakeRecoveryLocks();
  const logger = new MemoryLogger();
  const files = new FolderFiles(options.disk, '/state/kits');
  const counters = new FileCounters(new FolderFiles(options.disk, '/state/counters'));
  const vault = options.vault ?? new FakeVault();
  const events = new OfflineEvents({ files, clock, random });
  const time = new HighestTime({ files, counters, clock });
  const store = await KitStore.open(
    { files, counters, vault, locks, events, clock, logger, signers: () => signer.signers },
    CORRELATION,
  );
  const parts = { store, time, events, locks, passwords, clock, random, logger };
  const context = { correlationId: CORRELATION, signal: new AbortController().signal };
  const authority = new LocalOfflineAuthority(parts);
  return { ...parts, signer, authority, context, files, counters };
}

/** Gives a person a kit, and masks the seed with the password. */
export async function issueKit(
  { store, signer, clock, passwords, random }: OfflineScene,
  person: Person,
  change: Partial<Kit> = {},
): Promise<Kit> {
  const kit = person.kit(signer.workstationId, clock.now(), change);
  const put = await store.put(await signer.sign(kit), { revive: true }, CORRELATION);
  if ('refused' in put) throw new Error(`the kit was refused: ${put.refused}`);
  const { credentialId, generation, seed, password } = person;
  const masked = await maskSeed(seed, Buffer.from(password), {
    credentialId,
    generation,
    cost: CHEAP,
    random,
  });
  store.change(person.principalId, () => ({ seeds: [masked], accepted: generation }));
  passwords.known.set(`CORP\\${person.name}`, password);
  return kit;
}

/** A logon up to its first verdict. */
export function beginRequest(person: Person, password = person.password) {
  return {
    name: person.name,
    password: new Uint8Array(Buffer.from(password)),
    expectedSid: person.sid,
    scenario: 'logon' as const,
    remote: false,
  };
}

/** A computer whose disk, clock and Windows outlive the service. */
export class OfflineMachine {
  readonly disk = new PowerCutDisk(new SeededRandom('authority'));
  readonly clock = new FakeClock();
  readonly signer = new KitSigner();
  readonly passwords = new FakeWindowsPasswords();
  readonly locks = new FakeRecoveryLocks();
  readonly vault = new FakeVault();
  #starts = 0;

  async start(): Promise<OfflineScene> {
    const { disk, clock, signer, passwords, locks, vault } = this;
    const random = new SeededBytes(`start ${this.#starts++}`);
    return startOfflineScene({ disk, clock, signer, passwords, locks, vault, random });
  }
}

/** A machine on which somebody has a kit. */
export async function prepareMachine(person: Person, change: Partial<Kit> = {}) {
  const machine = new OfflineMachine();
  const scene = await machine.start();
  await issueKit(scene, person, change);
  return { machine, scene };
}
