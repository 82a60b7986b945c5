import { copyFileSync, rmSync } from 'node:fs';

import { run } from './prepare.mjs';

/**
 * The key that Authenticode signatures are made with, as the environment names it; undefined where there is none.
 *
 * @returns {import('./sign-file.mjs').SigningKey | undefined}
 */
export function signingKey() {
  const {
    GATEHOUSE_SIGN_CERTIFICATE: certificate,
    GATEHOUSE_SIGN_KEY: key,
    GATEHOUSE_SIGN_TIMESTAMP: timestamp,
  } = process.env;
  return certificate === undefined || key === undefined
    ? undefined
    : { certificate, key, timestamp };
}

/**
 * Writes a signed copy of a program or package; a plain one where there is no key.
 *
 * @param {string} file
 * @param {string} to
 * @param {import('./sign-file.mjs').SigningKey | undefined} signing
 */
export function signFile(file, to, signing) {
  rmSync(to, { force: true });
  if (signing === undefined) {
    copyFileSync(file, to);
    return;
  }
  const { certificate, key, timestamp } = signing;
  run(
    'osslsigncode',
    [
      ...['sign', '-certs', certificate, '-key', key, '-h', 'sha256', '-n', 'Gatehouse'],
      ...(timestamp === undefined ? [] : ['-ts', timestamp]),
      ...['-in', file, '-out', to],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}
