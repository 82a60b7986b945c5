import { createHash, createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** Workstations pin it: replacing it means joining all of them again, so it outlives the machines. */
const AUTHORITY_DAYS = 3650 * 2;

/** Short, because a node makes itself a new one whenever it likes. */
const LEAF_DAYS = 90;

/** Clocks of workstations may be behind. */
const BACKDATE_MS = DAY_MS;

/** Issues the TLS certificates of the nodes. Its key is used for nothing else. */
export interface TlsAuthority {
  /** DER. */
  certificate: Uint8Array;
  /** PKCS #8, DER. */
  privateKey: Uint8Array;
}

/** A node's certificate. */
export interface TlsLeaf {
  /** PEM: the node's own, then the authority's, so that a joining workstation can find the pinned one. */
  certificate: string;
  /** PEM, PKCS #8. */
  key: string;
  expiresAt: Date;
}

export async function generateTlsAuthority(now: Date): Promise<TlsAuthority> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Gatehouse TLS authority',
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY_MS),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificate: new Uint8Array(certificate.rawData),
    privateKey: new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
  };
}

/** Issues a certificate for names and addresses (RFC 5280, section 4.2.1.6). */
export async function issueTlsLeaf(
  authority: TlsAuthority,
  names: readonly string[],
  now: Date,
): Promise<TlsLeaf> {
  const issuer = new X509Certificate(Buffer.from(authority.certificate));
  const issuerKey = await webcrypto.subtle.importKey(
    'pkcs8',
    Buffer.from(authority.privateKey),
    ALGORITHM,
    false,
    ['sign'],
  );
  const keys = await generateKeys();
  const expiresAt = new Date(now.getTime() + LEAF_DAYS * DAY_MS);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=Gatehouse server',
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: issuerKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: expiresAt,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map(generalName)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n${authorityPem(authority)}\n`,
    key: createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
      .export({ type: 'pkcs8', format: 'pem' })
      .toString(),
    expiresAt,
  };
}

export function authorityPem({ certificate }: Pick<TlsAuthority, 'certificate'>): string {
  return new X509Certificate(Buffer.from(certificate)).toString('pem');
}

/** What a join token calls `tlsPin`. */
export function authorityPin({ certificate }: Pick<TlsAuthority, 'certificate'>): string {
  return createHash('sha256').update(certificate).digest('base64url');
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** 127 random bits, positive (RFC 5280, section 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function generalName(name: string): { type: 'ip' | 'dns'; value: string } {
  return isIP(name) === 0 ? { type: 'dns', value: name } : { type: 'ip', value: name };
}
