import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, mkdir, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { errorCode } from '../errors/system-error.js';
import type { Config } from './config.js';
import { readDirectoriesFile } from './directories-file.js';
import type { DirectoriesConfig } from './directories-file.js';
import { ConfigurationError } from './env.js';
import { MAX_FILE_BYTES, readPublicFile, readSecretFile } from './files.js';

const run = promisify(execFile);

/** What the server must know and nobody else may. In memory only; never part of {@link Config}. */
export interface Secrets {
  /** 32 bytes. */
  masterKey: Uint8Array;
  databaseUrl: string | undefined;
  tls: { certificate: string; key: string } | undefined;
  ldap: { password: string; ca: string } | undefined;
  /** The list of directories, with the passwords of their service accounts. */
  directories: DirectoriesConfig | undefined;
  mail: { password: string | undefined; ca: string | undefined } | undefined;
  syslog: { ca: string | undefined } | undefined;
}

const MASTER_KEY_BYTES = 32;
const COMMAND_TIMEOUT_MS = 30_000;

/** @throws ConfigurationError when a file is absent, too long, or readable by others */
export async function readSecrets(config: Config): Promise<Secrets> {
  const { directory, mail, syslog, tls } = config;
  return {
    masterKey: await readMasterKey(config.masterKey),
    databaseUrl:
      config.databaseUrlFile === undefined
        ? config.databaseUrl
        : await readDatabaseUrl(config.databaseUrlFile),
    tls:
      tls === undefined
        ? undefined
        : {
            certificate: await readPublicFile('GATEHOUSE_TLS_CERT_FILE', tls.certificateFile),
            key: await readSecretFile('GATEHOUSE_TLS_KEY_FILE', tls.keyFile),
          },
    ldap:
      directory.kind !== 'ldap'
        ? undefined
        : {
            password: await readSecretFile('GATEHOUSE_LDAP_PASSWORD_FILE', directory.passwordFile),
            ca: await readPublicFile('GATEHOUSE_LDAP_CA_FILE', directory.caFile),
          },
    directories:
      directory.kind === 'several' ? await readDirectoriesFile(directory.file) : undefined,
    mail:
      mail === undefined
        ? undefined
        : {
            password: await optional(
              'GATEHOUSE_SMTP_PASSWORD_FILE',
              mail.passwordFile,
              readSecretFile,
            ),
            ca: await optional('GATEHOUSE_SMTP_CA_FILE', mail.caFile, readPublicFile),
          },
    syslog:
      syslog === undefined
        ? undefined
        : { ca: await optional('GATEHOUSE_SYSLOG_CA_FILE', syslog.caFile, readPublicFile) },
  };
}

async function readMasterKey(source: Config['masterKey']): Promise<Uint8Array> {
  if ('command' in source) {
    const [program = '', ...commandArguments] = source.command;
    const { stdout } = await run(program, commandArguments, {
      timeout: COMMAND_TIMEOUT_MS,
      maxBuffer: MAX_FILE_BYTES,
    }).catch((cause: unknown) => {
      // Not the cause's message: it repeats what the program printed.
      throw new ConfigurationError(
        `GATEHOUSE_MASTER_KEY_COMMAND failed (${errorCode(cause) ?? 'exit'})`,
      );
    });
    return decodeMasterKey('GATEHOUSE_MASTER_KEY_COMMAND', stdout);
  }
  if (source.generate) await generateOnce(source.file);
  return decodeMasterKey(
    'GATEHOUSE_MASTER_KEY_FILE',
    await readSecretFile('GATEHOUSE_MASTER_KEY_FILE', source.file),
  );
}

/** Linked into place when whole, so that a crash leaves no half a key and two starts agree on one. */
async function generateOnce(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, `${randomBytes(MASTER_KEY_BYTES).toString('base64')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  try {
    await link(temporary, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(temporary);
  }
}

function decodeMasterKey(name: string, text: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== MASTER_KEY_BYTES) {
    throw new ConfigurationError(`${name}: expected ${MASTER_KEY_BYTES} bytes in base64`);
  }
  return key;
}

async function readDatabaseUrl(file: string): Promise<string> {
  const url = await readSecretFile('GATEHOUSE_DATABASE_URL_FILE', file);
  if (!URL.canParse(url) || !/^postgres(ql)?:/.test(url)) {
    throw new ConfigurationError('GATEHOUSE_DATABASE_URL_FILE: expected the URL of a PostgreSQL');
  }
  return url;
}

async function optional(
  name: string,
  file: string | undefined,
  read: (name: string, file: string) => Promise<string>,
): Promise<string | undefined> {
  return file === undefined ? undefined : read(name, file);
}
