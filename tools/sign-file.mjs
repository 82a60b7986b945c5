import { copyFileSync, rmSync } from 'node:fs';

import { fail, run } from './prepare.mjs';

/**
 * The key that Authenticode signatures are made with, as the environment names it; undefined where there is none.
 *
 * @returns {import('./sign-file.mjs').SigningKey | undefined}
 */
export function signingKey() {
  const {
    GATEHOUSE_SIGN_CERTIFICATE: certificate,
    GATEHOUSE_SIGN_KEY: key,
    GATEHOUSE_SIGN_PASSPHRASE_FILE: passphraseFile,
    GATEHOUSE_SIGN_PKCS11_MODULE: pkcs11Module,
    GATEHOUSE_SIGN_TIMESTAMP: timestamp,
  } = process.env;
  return certificate === undefined || key === undefined
    ? undefined
    : { certificate, key, passphraseFile, pkcs11Module, timestamp };
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
  const { certificate, key, passphraseFile, pkcs11Module, timestamp } = signing;
  // RFC 7512 §2.4: others on the machine see arguments, and an error of osslsigncode repeats the URI.
  if (/\bpin-value\b/i.test(key)) {
    fail(
      'GATEHOUSE_SIGN_KEY holds a PIN (pin-value), which others would see: ' +
        'take it out, and name a file that holds it in GATEHOUSE_SIGN_PASSPHRASE_FILE',
    );
  }
  const option = (name, value) => (value === undefined ? [] : [name, value]);
  run(
    'osslsigncode',
    [
      ...['sign', '-certs', certificate, '-key', key, '-h', 'sha256', '-n', 'Gatehouse'],
      ...option('-readpass', passphraseFile),
      ...option('-pkcs11module', pkcs11Module),
      ...option('-ts', timestamp),
      // Of a package, the names and sizes of its streams are covered as well.
      ...(file.endsWith('.msi') ? ['-add-msi-dse'] : []),
      ...['-in', file, '-out', to],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}
