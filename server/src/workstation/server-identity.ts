import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import {
  formatId,
  generateSealingKey,
  importSealingKey,
  openMessage,
  openSecret,
  pinOf,
  signKit,
  signMachinePolicy,
  signServerKeys,
} from '@gatehouse/protocol';
import type {
  Kit,
  MachinePolicy,
  MessageBinding,
  SealedMessage,
  SealedSecret,
  SealingContext,
  SealingPrivateKey,
  ServerKeys,
} from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Keyring } from '../keyring/keyring.js';
import { openSealed } from '../keyring/keyring.js';
import type { Random } from '../random.js';
import { authorityPem, generateTlsAuthority } from '../tls/tls-authority.js';
import type { TlsAuthority } from '../tls/tls-authority.js';
import { serverKeyBinding } from './server-key-store.js';
import type { ServerKeyKind, ServerKeyRow, ServerKeyStore } from './server-key-store.js';

const DAY_MS = 86_400_000;

/** A new sealing key a month; what was sealed to the last one still opens for workstations that come back late. */
const SEALING_KEY_DAYS = 30;
const RETIRED_SEALING_KEY_DAYS = 30;

/** A statement is signed again when it is older, and says so to workstations in `issuedAt`. */
const STATEMENT_MS = 600_000;

/** How often an unknown key id may make this node look for keys that another one made. */
const RELOAD_MS = 5_000;

/** A new sealing key is in the statements when every node may have looked for it once more. */
const PUBLISH_AFTER_MS = 2 * RELOAD_MS;

interface SealingKey {
  id: string;
  publicKey: string;
  createdAt: Date;
  /** Of a statement that names it. */
  version: number;
}

interface Keys {
  identity: { publicKey: string; privateKey: KeyObject };
  sealing: SealingKey;
  /** What {@link sealing} replaced, while that is kept. */
  replacedSealing: SealingKey | undefined;
  /** Private keys by id, retired ones included. */
  openers: Map<string, SealingPrivateKey>;
  authority: TlsAuthority;
}

interface Dependencies {
  store: ServerKeyStore;
  keyring: Keyring;
  clock: Clock;
  random: Random;
  /** Whether nodes have certificates of their own authority; otherwise the statement names none. */
  ownAuthority: boolean;
}

/** What the server is to a workstation: the key that signs, the key that opens, the authority behind its TLS. */
export class ServerIdentity {
  readonly #dependencies: Dependencies;
  #keys: Keys;
  #loadedAt: number;
  #search: Promise<void> | undefined;
  #statement: { text: string; version: number; signedAt: number } | undefined;

  private constructor(dependencies: Dependencies, keys: Keys) {
    this.#dependencies = dependencies;
    this.#keys = keys;
    this.#loadedAt = dependencies.clock.now().getTime();
  }

  /** Loads the keys from the database; the first node makes them. */
  static async open(dependencies: Dependencies): Promise<ServerIdentity> {
    for (;;) {
      const keys = await loadKeys(dependencies);
      if (keys !== undefined) return new ServerIdentity(dependencies, keys);
      await makeMissingKeys(dependencies);
    }
  }

  /** SHA-256 of the identity key: in join tokens, and the key id of signed answers. */
  get pin(): string {
    return pinOf(this.#keys.identity.publicKey);
  }

  get authority(): TlsAuthority {
    return this.#keys.authority;
  }

  /** Ed25519. */
  sign(bytes: Uint8Array): Uint8Array {
    return sign(null, bytes, this.#keys.identity.privateKey);
  }

  /** Signs what a workstation keeps; it pins this key. */
  signKit(kit: Kit): Promise<string> {
    return signKit(kit, { privateKey: this.#keys.identity.privateKey, pin: this.pin });
  }

  /** The same for what holds at a workstation. */
  signMachinePolicy(policy: MachinePolicy): Promise<string> {
    const { privateKey } = this.#keys.identity;
    return signMachinePolicy(policy, { privateKey, pin: this.pin });
  }

  /** The present {@link ServerKeys} statement, signed. */
  async statement(): Promise<string> {
    const now = this.#dependencies.clock.now();
    const { identity, authority } = this.#keys;
    const sealing = publishedSealing(this.#keys, now);
    const { version } = sealing;
    const cached = this.#statement;
    if (cached?.version === version && Math.abs(now.getTime() - cached.signedAt) < STATEMENT_MS) {
      return cached.text;
    }
    const keys: ServerKeys = {
      identityKey: identity.publicKey,
      sealingKey: { id: sealing.id, publicKey: sealing.publicKey },
      ...(this.#dependencies.ownAuthority ? { tlsAuthority: authorityPem(authority) } : {}),
      version,
      issuedAt: now.toISOString(),
    };
    const text = await signServerKeys(keys, identity.privateKey);
    this.#statement = { text, version, signedAt: now.getTime() };
    return text;
  }

  /**
   * Opens a password that a workstation sealed. The caller wipes it.
   * @throws ApplicationError `sealed.unknown-key` or `sealed.unreadable`
   */
  async openPassword(sealed: SealedSecret, context: SealingContext): Promise<Uint8Array> {
    const privateKey = await this.#opener(sealed.keyId);
    if (privateKey === undefined) throw new ApplicationError('sealed.unknown-key');
    try {
      return await openSecret(sealed, privateKey, context);
    } catch (cause) {
      throw new ApplicationError('sealed.unreadable', { cause });
    }
  }

  /**
   * Opens a message that a workstation sealed to the server. The caller wipes it.
   * @throws ApplicationError `sealed.unknown-key` or `sealed.unreadable`
   */
  async openMessage(sealed: SealedMessage, binding: MessageBinding): Promise<Uint8Array> {
    const privateKey = await this.#opener(sealed.keyId ?? '');
    if (privateKey === undefined) throw new ApplicationError('sealed.unknown-key');
    try {
      return await openMessage(sealed, privateKey, binding);
    } catch (cause) {
      throw new ApplicationError('sealed.unreadable', { cause });
    }
  }

  async #opener(keyId: string): Promise<SealingPrivateKey | undefined> {
    const known = this.#keys.openers.get(keyId);
    if (known !== undefined) return known;
    const now = this.#dependencies.clock.now().getTime();
    if (this.#search === undefined && now - this.#loadedAt < RELOAD_MS) return undefined;
    // Who comes while it lasts waits for the same one.
    this.#search ??= this.reload().finally(() => (this.#search = undefined));
    await this.#search;
    return this.#keys.openers.get(keyId);
  }

  /** Takes over keys that other nodes made. */
  async reload(): Promise<void> {
    const startedAt = this.#dependencies.clock.now().getTime();
    const keys = await loadKeys(this.#dependencies);
    if (keys !== undefined) this.#keys = keys;
    this.#loadedAt = startedAt;
  }

  /** Replaces a sealing key that is due, forgets those that were retired long ago. Run it every hour or so. */
  async maintain(): Promise<void> {
    const { store, clock } = this.#dependencies;
    const now = clock.now().getTime();
    await store.removeRetired(new Date(now - RETIRED_SEALING_KEY_DAYS * DAY_MS));
    await this.reload();
    if (now - this.#keys.sealing.createdAt.getTime() > SEALING_KEY_DAYS * DAY_MS) {
      await this.rotateSealingKey();
    }
  }

  /** Makes a new sealing key, which statements name 10 s later. The present one still opens what was sealed to it. */
  async rotateSealingKey(): Promise<void> {
    await addKey(this.#dependencies, 'sealing', this.#keys.sealing.id);
    await this.reload();
  }
}

function publishedSealing({ sealing, replacedSealing }: Keys, now: Date): SealingKey {
  const isNew = now.getTime() - sealing.createdAt.getTime() < PUBLISH_AFTER_MS;
  return isNew && replacedSealing !== undefined ? replacedSealing : sealing;
}

/** The sealing key that the present one replaced. */
function replacedOf(rows: readonly ServerKeyRow[]): ServerKeyRow | undefined {
  return rows
    .filter((row) => row.kind === 'sealing' && row.retiredAt !== undefined)
    .reduce<ServerKeyRow | undefined>(
      (newest, row) => (newest === undefined || row.version > newest.version ? row : newest),
      undefined,
    );
}

async function loadKeys(dependencies: Dependencies): Promise<Keys | undefined> {
  const rows = await dependencies.store.list();
  const current = (kind: ServerKeyKind) =>
    rows.find((row) => row.kind === kind && row.retiredAt === undefined);
  const [identity, sealing, authority] = [
    current('identity'),
    current('sealing'),
    current('tls-authority'),
  ];
  if (identity === undefined || sealing === undefined || authority === undefined) return undefined;
  const replaced = replacedOf(rows);
  // A statement is as new as the newest key that it names.
  const sealingKeyOf = ({ id, publicPart, createdAt, version }: ServerKeyRow): SealingKey => ({
    id,
    publicKey: base64url(publicPart),
    createdAt,
    version: Math.max(identity.version, authority.version, version),
  });
  const openers = new Map<string, SealingPrivateKey>();
  for (const row of rows) {
    if (row.kind !== 'sealing') continue;
    const raw = await openPrivatePart(dependencies, row);
    openers.set(row.id, await importSealingKey(raw));
    raw.fill(0);
  }
  const identityDer = await openPrivatePart(dependencies, identity);
  const privateKey = createPrivateKey({
    key: Buffer.from(identityDer),
    format: 'der',
    type: 'pkcs8',
  });
  identityDer.fill(0);
  return {
    identity: { publicKey: base64url(identity.publicPart), privateKey },
    sealing: sealingKeyOf(sealing),
    replacedSealing: replaced && sealingKeyOf(replaced),
    openers,
    authority: {
      certificate: authority.publicPart,
      privateKey: await openPrivatePart(dependencies, authority),
    },
  };
}

function openPrivatePart({ keyring }: Dependencies, row: ServerKeyRow): Promise<Uint8Array> {
  return openSealed(keyring, row.sealedPrivatePart, serverKeyBinding(row.id));
}

async function makeMissingKeys(dependencies: Dependencies): Promise<void> {
  const rows = await dependencies.store.list();
  for (const kind of ['identity', 'sealing', 'tls-authority'] as const) {
    if (!rows.some((row) => row.kind === kind && row.retiredAt === undefined)) {
      await addKey(dependencies, kind, undefined);
    }
  }
}

async function addKey(
  { store, keyring, clock, random }: Dependencies,
  kind: ServerKeyKind,
  replaces: string | undefined,
): Promise<void> {
  const now = clock.now();
  const { publicPart, privatePart } = await generate(kind, now);
  const id = formatId('srk', random.bytes(16));
  const sealedPrivatePart = keyring.seal(privatePart, serverKeyBinding(id));
  privatePart.fill(0);
  await store.add({ id, kind, publicPart, sealedPrivatePart, createdAt: now }, replaces);
}

async function generate(
  kind: ServerKeyKind,
  now: Date,
): Promise<{ publicPart: Uint8Array; privatePart: Uint8Array }> {
  switch (kind) {
    case 'identity': {
      const { publicKey, privateKey } = generateKeyPairSync('ed25519');
      const jwk = publicKey.export({ format: 'jwk' });
      return {
        publicPart: Buffer.from(jwk.x ?? '', 'base64url'),
        privatePart: privateKey.export({ type: 'pkcs8', format: 'der' }),
      };
    }
    case 'sealing': {
      const { publicKey, privateKey } = await generateSealingKey();
      return { publicPart: publicKey, privatePart: privateKey };
    }
    case 'tls-authority': {
      const { certificate, privateKey } = await generateTlsAuthority(now);
      return { publicPart: certificate, privatePart: privateKey };
    }
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
