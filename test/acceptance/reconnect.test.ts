import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';
import { z } from 'zod';

import { pathOf, totp } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { NATIVE } from '../../tools/build-native.mjs';
import { FakeDirectory } from '../fakes/fake-directory.js';
import { calls, playLogonUi } from '../native/logon-host.js';
import type { HostLine } from '../native/logon-host.js';
import { startTestPostgres } from '../support/postgres.js';
import { startTestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { installGatehouse } from '../support/wine-gatehouse.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';

jest.setTimeout(120_000);

const FOLDER = path.join(import.meta.dirname, '../vectors/reconnect');
const KEY = 'HKLM\\SOFTWARE\\Gatehouse';
const PASSWORD = 'Correct "horse" päß 7';

/** What one LogonUI does, and what comes of it. `{name}`, `{sid}`, `{password}`, `{right}` and `{wrong}` are filled in. */
const Connection = z.strictObject({
  commands: z.array(z.string()),
  /** What the tile asks for after each submission, or the credential that it gives. */
  asks: z.array(z.enum(['password', 'code', 'credential'])),
  /** Whether our provider wanted its tile to be submitted, at each `auto`. */
  autoLogon: z.array(z.boolean()).optional(),
  /** How often the directory is asked for the password. */
  passwordChecks: z.int(),
  /** Values of fields at the end. */
  field: z.record(z.string(), z.string()).optional(),
  /** In the message on the tile at the end. */
  says: z.string().optional(),
  /** Whether the filter hands the credential to our provider. */
  handedOver: z.boolean().optional(),
});
type Connection = z.infer<typeof Connection>;
const Sequence = z.strictObject({
  name: z.string(),
  because: z.string(),
  source: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).optional(),
  connections: z.array(Connection).min(1),
});

const SEQUENCES = readdirSync(FOLDER)
  .sort()
  .map((file) => Sequence.parse(JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'))));

const started = new Started();
const directory = new FakeDirectory();
const people = new Map<string, { name: string; sid: string; seed: Uint8Array }>();
let prefix: WinePrefix;

beforeAll(async () => {
  const postgres = started.use(await startTestPostgres());
  const database = await postgres.createDatabase();
  const server = started.use(await startTestServer({ overrides: { database, directory } }));
  for (const [number, { name: sequence }] of SEQUENCES.entries()) {
    const name = `person${number + 1}`;
    const { sid } = directory.add({ name, password: PASSWORD });
    const to = pathOf('enrollTotp', { name });
    const { uri } = await server.administer<administration.EnrolledTotp>('POST', to, {});
    people.set(sequence, { name, sid, seed: totp.seedOfKeyUri(uri) });
  }
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { uses: 1 },
  );
  prefix = started.use(await createWinePrefix());
  const gatehouse = await installGatehouse(prefix, { token, provider: NATIVE.provider });
  await gatehouse.service.start();
  const end = Date.now() + 60_000;
  while (!(await gatehouse.log()).some(({ message }) => message === 'identity.joined')) {
    if (Date.now() > end) throw new Error('the service did not join');
    await sleep(100);
  }
}, 300_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

/** The commands of one LogonUI: the tile is looked at after everything that may have submitted it. */
function scriptOf(
  { commands }: Connection,
  person: { name: string; sid: string; seed: Uint8Array },
) {
  const step = totp.stepAt(Date.now() / 1000);
  const near = [-1, 0, 1, 2].map((offset) => totp.codeAt(person.seed, step + offset));
  const values: Record<string, string> = {
    name: person.name,
    sid: person.sid,
    password: PASSWORD,
    right: totp.codeAt(person.seed, step),
    wrong: ['111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code))!,
  };
  const filled = commands.map((command) =>
    command.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]!),
  );
  return [
    ...filled.flatMap((command) => (command === 'submit' ? [command, 'fields'] : [command])),
    'unadvise',
    'quit',
  ];
}

/** What a tile asks for after a submission. `auto` submits without a look at the fields: its events say as much. */
function askedIn(lines: HostLine[]): string[] {
  const asked: string[] = [];
  const shown = new Map<string, boolean>();
  for (const line of lines) {
    if (line.event === 'SetFieldState' && line.field !== undefined) {
      shown.set(line.field, line.state === 'selected' || line.state === 'both');
    }
    if (line.call !== 'GetSerialization') continue;
    if (line.response === 'return-credential-finished') asked.push('credential');
    else asked.push(shown.get('code') === true ? 'code' : 'password');
  }
  return asked;
}

describe('what a remote session brings (R4)', () => {
  it('has twenty sequences', () => expect(SEQUENCES).toHaveLength(20));

  it.each(SEQUENCES)('$name: $because', async ({ name, settings = {}, connections }) => {
    const person = people.get(name)!;
    for (const [value, data] of Object.entries(settings)) {
      await prefix.setRegistry(KEY, value, data);
    }
    try {
      for (const connection of connections) {
        const before = directory.passwordChecks;
        const lines = await playLogonUi(prefix, scriptOf(connection, person));
        expect(askedIn(lines)).toEqual(connection.asks);
        const autos = lines.filter(({ result }) => result === 'auto').map(({ ok }) => ok);
        expect(autos).toEqual(connection.autoLogon ?? autos);
        expect(directory.passwordChecks - before).toBe(connection.passwordChecks);
        const last = lines.filter(({ result }) => result === 'fields').at(-1)?.fields ?? {};
        for (const [field, text] of Object.entries(connection.field ?? {})) {
          expect(last[field]?.text).toBe(text);
        }
        if (connection.says !== undefined) {
          expect(last['message']?.text).toContain(connection.says);
        }
        const handedOver = calls(lines, 'SetSerialization').length > 0;
        expect(handedOver).toBe(connection.handedOver ?? handedOver);
        for (const credential of calls(lines, 'GetSerialization')) {
          if (credential.serialization === undefined) continue;
          expect(credential.serialization).toMatchObject({ user: person.name, password: PASSWORD });
        }
      }
    } finally {
      for (const value of Object.keys(settings)) await prefix.deleteRegistry(KEY, value);
    }
  });
});
