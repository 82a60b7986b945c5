import { MAX_OWN_WORKSTATIONS, SEED_PURPOSE } from '@gatehouse/protocol';
import type {
  IssuedKit,
  Kit,
  KitSeed,
  LogonId,
  RefreshKits,
  RefreshedKits,
  RequestKit,
  SealedMessage,
} from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Source } from '../authentication/logon-engine.js';
import type { LogonStore, StoredLogon } from '../authentication/logon-store.js';
import { isOwnedBy } from '../authentication/open-challenge.js';
import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import { seedBinding } from '../factors/credential-store.js';
import type { NewestAuthenticator } from '../factors/credential-store.js';
import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import { sealReply } from '../workstation/seal-reply.js';
import type { KeptKit, KitRecord, KitStore } from './kit-store.js';
import type { OfflineCodeStore } from './offline-code-store.js';
import type { OfflineJournal } from './offline-journal.js';
import { prepareKit } from './prepare-kit.js';
import type { KitSources, PreparedKit } from './prepare-kit.js';
import { RefreshAnswer } from './refresh-answer.js';

/** Signs with the identity key that workstations pin. */
export interface KitSigner {
  signKit(kit: Kit): Promise<string>;
}

export interface KitsDependencies extends KitSources {
  store: KitStore;
  codeStore: Pick<OfflineCodeStore, 'markHeld'>;
  logons: LogonStore;
  journal: OfflineJournal;
  signer: KitSigner;
  keyring: Keyring;
  audit: AuditLog;
  clock: Clock;
}

const DAY_MS = 86_400_000;

/** Kits of people who did not log on at a workstation for so long are withdrawn there. Longer than holidays. */
const UNUSED_DAYS = 60;

/** How long after a logon its kit may be asked for: over a bad network that may take a while. */
const REQUEST_MS = 60 * 60_000;

/** People who are looked up at a time for one workstation. */
const LOOKUPS_AT_ONCE = 8;

/** A workstation that claims to have newer kits than it can have is not followed further than this. */
const MAX_KNOWN_SERIAL = 2 ** 48;

/** What workstations keep to serve people without the server. Nobody's kit is given to a workstation that they did not log on at. */
export class Kits {
  readonly #dependencies: KitsDependencies;

  constructor(dependencies: KitsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * The kit of whoever was granted a logon, and the seed that belongs to it unless the workstation has it.
   *
   * @throws ApplicationError `request.not-found` for a logon that is not this workstation's, was not granted, or is too
   *   long ago; `kit.none` when there is nothing to keep
   * @throws DirectoryUnavailableError
   */
  async issue(request: { source: Source; logonId: LogonId } & RequestKit): Promise<IssuedKit> {
    const { store, audit, clock } = this.#dependencies;
    const { source, logonId, replyKey, maskedSeed, takes = [] } = request;
    const now = clock.now();
    const logon = await this.#requireGranted(source, logonId, now);
    const { principalId, principalName, language } = logon;
    const subject = { principalId, workstationId: source.key, language };
    const prepared = await prepareKit(this.#dependencies, { ...subject, takes, now });
    if (prepared === undefined) throw new ApplicationError('kit.none');

    const { authenticator, digest } = prepared;
    const seed =
      authenticator === undefined || authenticator.credential.id === maskedSeed
        ? undefined
        : await this.#sealSeed(authenticator, replyKey, logonId);
    const expiresAt = expiryOf(prepared, now);
    const serial = await store.grant({ ...subject, digest, expiresAt, now });
    const kit = await this.#sign(prepared, serial, now);
    await audit.append({
      type: 'kit.issued',
      outcome: 'success',
      correlationId: source.correlationId,
      door: source.door,
      workstationId: source.key,
      source: source.address ?? source.key,
      principalId,
      principalName,
      detail: {
        ...{ serial, seed: seed !== undefined, recovery: 'recovery' in prepared.contents },
        offlineCodes: prepared.contents.offlineCodes?.codes.length ?? 0,
      },
    });
    return { kit, ...(seed === undefined ? {} : { seed }) };
  }

  /**
   * Brings the kits of a workstation up to date, having noted what it tells. Of people who have no kit there it learns
   * nothing, not even whether they exist.
   *
   * @throws DirectoryUnavailableError
   */
  async refresh(source: Source, { kits, events, takes = [] }: RefreshKits): Promise<RefreshedKits> {
    const { store, codeStore, journal, clock } = this.#dependencies;
    const workstationId = source.key;
    await journal.take(source, events);
    await store.accept(
      workstationId,
      kits.flatMap(({ principalId, accepted }) =>
        accepted === undefined ? [] : [{ principalId, generation: accepted }],
      ),
    );
    const known = new Map(kits.map(({ principalId, serial }) => [principalId, serial]));
    const records = new Map(
      (await store.find(workstationId, [...known.keys()]))
        .filter(({ destroyed }) => !destroyed)
        .map((record) => [record.principalId, record]),
    );
    const answer = new RefreshAnswer([...known.keys()].filter((id) => !records.has(id)));
    const now = clock.now();
    const pending = [...records.values()];
    while (pending.length > 0 && !answer.isFull) {
      const batch = pending.splice(0, LOOKUPS_AT_ONCE);
      const prepared = await Promise.all(
        batch.map((record) => prepareKit(this.#dependencies, { ...record, takes, now })),
      );
      for (const [at, record] of batch.entries()) {
        const kit = prepared[at];
        const serial = known.get(record.principalId) ?? 0;
        if (kit === undefined || isUnused(record, now)) answer.withdraw(record);
        else if (isStale(record, kit, serial, now)) await this.#renew(answer, record, kit, serial);
        // What it has is what it would get.
        else await codeStore.markHeld(kit.unheld);
      }
    }
    return answer.finish(pending.length > 0);
  }

  /** The computers that keep a kit of somebody that still works there: those refreshed last. */
  listKept(principalId: string): Promise<KeptKit[]> {
    const { store, clock } = this.#dependencies;
    return store.list(principalId, clock.now(), MAX_OWN_WORKSTATIONS);
  }

  async #renew(
    answer: RefreshAnswer,
    record: KitRecord,
    prepared: PreparedKit,
    known: number,
  ): Promise<void> {
    if (!answer.hasRoomFor(prepared)) return;
    const { store, clock } = this.#dependencies;
    const { principalId, workstationId } = record;
    const now = clock.now();
    const serial = await store.renew({
      principalId,
      workstationId,
      known: Math.min(known, MAX_KNOWN_SERIAL),
      digest: prepared.digest,
      expiresAt: expiryOf(prepared, now),
      now,
    });
    // Destroyed since it was looked up.
    if (serial === undefined) answer.withdraw(record);
    else answer.add(await this.#sign(prepared, serial, now));
  }

  async #requireGranted(source: Source, id: LogonId, now: Date): Promise<StoredLogon> {
    const logon = await this.#dependencies.logons.find(id);
    const mayAsk =
      logon?.state === 'granted' &&
      isOwnedBy(source, logon) &&
      // Where nobody looked at the password, what it gives is not to be had.
      logon.settings.because !== 'observed' &&
      logon.settings.isForeign !== true &&
      logon.expiresAt.getTime() + REQUEST_MS > now.getTime();
    if (!mayAsk) throw new ApplicationError('request.not-found');
    return logon;
  }

  async #sealSeed(
    { credential: { id, principalId, sealedSeed } }: NewestAuthenticator,
    replyKey: string,
    logonId: LogonId,
  ): Promise<SealedMessage> {
    const { keyring } = this.#dependencies;
    const seed = await openSealed(keyring, sealedSeed, seedBinding(id, principalId));
    const text: KitSeed = { credentialId: id, seed: Buffer.from(seed).toString('base64url') };
    const message = Buffer.from(JSON.stringify(text), 'utf8');
    seed.fill(0);
    return sealReply(message, replyKey, { purpose: SEED_PURPOSE, context: [logonId] });
  }

  #sign(prepared: PreparedKit, serial: number, now: Date): Promise<string> {
    return this.#dependencies.signer.signKit({
      version: 1,
      serial,
      ...prepared.contents,
      issuedAt: now.toISOString(),
      expiresAt: expiryOf(prepared, now).toISOString(),
    });
  }
}

function expiryOf({ days }: PreparedKit, now: Date): Date {
  return new Date(now.getTime() + days * DAY_MS);
}

/** Whether whoever it is of has not logged on there for long: they must not be kept for ever where they were once. */
function isUnused({ usedAt }: KitRecord, now: Date): boolean {
  return now.getTime() - usedAt.getTime() >= UNUSED_DAYS * DAY_MS;
}

/** Whether the workstation must get another kit: it says something else, it is not the one that is there, or it ages. */
function isStale(record: KitRecord, kit: PreparedKit, known: number, now: Date): boolean {
  const age = now.getTime() - record.refreshedAt.getTime();
  return (
    record.serial !== known ||
    !Buffer.from(record.digest).equals(kit.digest) ||
    age >= (kit.days * DAY_MS) / 2
  );
}
