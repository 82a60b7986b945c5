import { randomBytes } from 'node:crypto';

import {
  KitSeed,
  SEED_PURPOSE,
  formatId,
  generateSealingKey,
  importSealingKey,
  openMessage,
  totp,
  verifyKit,
  verifyServerKeys,
} from '@gatehouse/protocol';
import type {
  CredentialId,
  IssuedKit,
  Kit,
  KitPart,
  LogonId,
  OfflineEvent,
  OfflineEventType,
  PolicyDocument,
  RefreshedKits,
  RefreshKits,
  WorkstationId,
} from '@gatehouse/protocol';

import type { Source } from '../../server/src/authentication/logon-engine.js';
import type { ServerCore } from '../../server/src/core.js';
import type { DirectoryAccount } from '../../server/src/directory/directory.js';
import type { Kits } from '../../server/src/kits/kits.js';
import { systemRandom } from '../../server/src/random.js';
import { PostgresServerKeyStore } from '../../server/src/storage/postgres-server-key-store.js';
import { ServerIdentity } from '../../server/src/workstation/server-identity.js';
import type { TestPostgres } from './postgres.js';
import { ADMITTED, beginRequest, expectOutcome, makeSource, startTestCore } from './server-core.js';
import type { TestCore } from './server-core.js';

export const PASSWORD = 'Correct horse 1';

type Workstation = Source & { key: WorkstationId };

/** A kit as a workstation has it after it verified it, and the seed that came with it. */
export interface ReceivedKit {
  signed: string;
  kit: Kit;
  seed: KitSeed | undefined;
}

/** A core whose kits are signed by a real identity, and workstations that read them as the real ones do. */
export class KitScene implements AsyncDisposable {
  readonly test: TestCore;
  readonly identity: ServerIdentity;
  readonly kits: Kits;
  /** What its workstations can read in a kit. */
  takes: KitPart[] = ['offline-codes'];
  readonly #identityKey: string;

  private constructor(test: TestCore, identity: ServerIdentity, identityKey: string) {
    this.test = test;
    this.identity = identity;
    this.#identityKey = identityKey;
    this.kits = test.core.kitsSignedBy(identity);
  }

  static async start(postgres: TestPostgres): Promise<KitScene> {
    const test = await startTestCore(postgres);
    const identity = await ServerIdentity.open({
      store: new PostgresServerKeyStore(test.connections.db),
      keyring: test.keyring,
      clock: test.clock,
      random: systemRandom,
      ownAuthority: true,
    });
    const { identityKey } = await verifyServerKeys(await identity.statement(), {
      pin: identity.pin,
    });
    return new KitScene(test, identity, identityKey);
  }

  /** A person with a password; with an authenticator and a recovery lock unless told otherwise. */
  async addPerson(
    name: string,
    { authenticator = true, answers = true } = {},
  ): Promise<{ account: DirectoryAccount; seed: Uint8Array; lock: Uint8Array }> {
    const account = this.test.directory.add({ name, password: PASSWORD });
    const seed = authenticator ? await this.enrollTotp(account) : new Uint8Array();
    const { lock } = answers
      ? await this.test.recoveryLocks.enroll(account.principalId)
      : { lock: new Uint8Array() };
    return { account, seed, lock };
  }

  async enrollTotp(account: DirectoryAccount): Promise<Uint8Array> {
    const owner = { principalId: account.principalId, principalName: account.samAccountName };
    const { credentials } = this.test.core;
    return (await credentials.enrollTotp(owner, { issuer: 'Gatehouse' }, makeSource())).seed;
  }

  applyPolicy(settings: PolicyDocument['settings']) {
    const assign = { everyone: true, users: [], groups: [] };
    const document = { name: 'everyone', priority: 0, assign, settings };
    return this.test.core.policies.apply(document, makeSource());
  }

  workstation(): Workstation {
    return makeSource();
  }

  /** A granted logon; with the code of the authenticator where a seed is given. */
  async logOn(
    source: Workstation,
    name: string,
    seed?: Uint8Array,
    { password = PASSWORD, core = this.test.core, language = 'en' } = {},
  ): Promise<LogonId> {
    const verdict = await core.engine.begin(beginRequest(source, name, password, { language }));
    if (verdict.outcome === 'granted') return verdict.logonId;
    const { logonId, challengeId } = expectOutcome(verdict, 'challenge');
    const code = totp.codeAt(seed ?? new Uint8Array(), this.step());
    const answer = await core.engine.answer({
      source,
      admission: ADMITTED,
      logonId,
      challengeId,
      code,
    });
    return expectOutcome(answer, 'granted').logonId;
  }

  step(): number {
    return totp.stepAt(this.test.clock.now().getTime() / 1000);
  }

  async requestKit(
    source: Workstation,
    logonId: LogonId,
    { maskedSeed, kits = this.kits }: { maskedSeed?: CredentialId; kits?: Kits } = {},
  ): Promise<ReceivedKit> {
    const { publicKey, privateKey } = await generateSealingKey();
    const replyKey = Buffer.from(publicKey).toString('base64url');
    const { takes } = this;
    const request = { source, logonId, replyKey, takes, ...(maskedSeed && { maskedSeed }) };
    return this.receive(source, await kits.issue(request), {
      logonId,
      replyKey: await importSealingKey(privateKey),
    });
  }

  /** A granted logon and the kit that follows it. */
  async keep(source: Workstation, name: string, seed?: Uint8Array): Promise<ReceivedKit> {
    return this.requestKit(source, await this.logOn(source, name, seed));
  }

  async receive(
    { key }: Workstation,
    { kit: signed, seed }: IssuedKit,
    reply: { logonId: LogonId; replyKey: Awaited<ReturnType<typeof importSealingKey>> },
  ): Promise<ReceivedKit> {
    const kit = await this.verify(key, signed);
    if (seed === undefined) return { signed, kit, seed: undefined };
    const binding = { purpose: SEED_PURPOSE, context: [reply.logonId] } as const;
    const bytes = await openMessage(seed, reply.replyKey, binding);
    return { signed, kit, seed: KitSeed.parse(JSON.parse(Buffer.from(bytes).toString())) };
  }

  verify(workstationId: WorkstationId, signed: string): Promise<Kit> {
    return verifyKit(signed, { identityKeys: [this.#identityKey], workstationId });
  }

  /** What a refresh brings, the kits of it read. */
  async refresh(
    source: Workstation,
    kits: RefreshKits['kits'],
    events: OfflineEvent[] = [],
    by = this.kits,
  ): Promise<Omit<RefreshedKits, 'kits'> & { kits: Kit[] }> {
    const answer = await by.refresh(source, { kits, events, takes: this.takes });
    const read = await Promise.all(answer.kits.map((signed) => this.verify(source.key, signed)));
    return { ...answer, kits: read };
  }

  async addNode(): Promise<{ core: ServerCore; kits: Kits }> {
    const core = await this.test.addNode();
    return { core, kits: core.kitsSignedBy(this.identity) };
  }

  event(
    type: OfflineEventType,
    principalId: string,
    change: Partial<OfflineEvent> = {},
  ): OfflineEvent {
    return {
      id: formatId('oev', randomBytes(16)),
      type,
      at: this.test.clock.now().toISOString(),
      principalId,
      correlationId: makeSource().correlationId,
      ...change,
    };
  }

  async audited(type: string) {
    const { events } = await this.test.core.audit.read({ limit: 1000 });
    return events.filter((event) => event.type === type);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.test[Symbol.asyncDispose]();
  }
}
