import { createHash, randomBytes, webcrypto as crypto } from 'node:crypto';
import net from 'node:net';

// @peculiar/x509 finds its algorithms through decorators.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** A certificate and its key, as PEM. */
export interface IssuedCertificate {
  cert: string;
  key: string;
}

/** An authority of its own for one test: tests never switch certificate checks off. */
export interface TestCertificateAuthority {
  /** PEM, for whoever shall trust it. */
  ca: string;
  issue(names: string[], options?: { expired?: boolean }): Promise<IssuedCertificate>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

export async function createTestCertificateAuthority(
  name = 'Test CA',
): Promise<TestCertificateAuthority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  // Authorities of one name are told apart by their key.
  const print = createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 8);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name} ${print}`,
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 30 * DAY_MS),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    ca: authority.toString('pem'),
    async issue(names, options = {}) {
      const leaf = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
      const end = Date.now() + (options.expired === true ? -DAY_MS / 2 : 7 * DAY_MS);
      const certificate = await x509.X509CertificateGenerator.create({
        subject: `CN=${names[0] ?? 'test'}`,
        issuer: authority.subject,
        publicKey: leaf.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        serialNumber: randomBytes(15).toString('hex'),
        notBefore: new Date(end - 8 * DAY_MS),
        notAfter: new Date(end),
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: net.isIP(value) === 0 ? 'dns' : 'ip', value })),
          ),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', leaf.privateKey));
      const body = pkcs8.toString('base64').replace(/.{1,64}/g, '$&\n');
      return {
        cert: certificate.toString('pem'),
        key: `-----BEGIN PRIVATE KEY-----\n${body}-----END PRIVATE KEY-----\n`,
      };
    },
  };
}
