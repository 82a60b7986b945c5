import { X509Certificate } from 'node:crypto';

import { certificateNames } from '../../../server/src/tls/certificate-names.js';
import {
  authorityPem,
  authorityPin,
  generateTlsAuthority,
  issueTlsLeaf,
} from '../../../server/src/tls/tls-authority.js';

const NOW = new Date('2026-11-22T00:00:00Z');

test('a leaf is issued by the authority for its names and nothing else', async () => {
  const authority = await generateTlsAuthority(NOW);
  const leaf = await issueTlsLeaf(authority, ['gate.corp.test', '10.0.0.1', '::1'], NOW);
  const [own, issuer] = leaf.certificate.split(/(?<=-----END CERTIFICATE-----)\s+/);
  const certificate = new X509Certificate(own!);
  const root = new X509Certificate(issuer!);
  expect(certificate.checkIssued(root)).toBe(true);
  expect(certificate.verify(root.publicKey)).toBe(true);
  expect(certificate.checkHost('gate.corp.test')).toBeDefined();
  expect(certificate.checkIP('10.0.0.1')).toBeDefined();
  expect(certificate.checkIP('::1')).toBeDefined();
  expect(certificate.checkHost('other.corp.test')).toBeUndefined();
  expect([certificate.ca, root.ca]).toEqual([false, true]);
  expect(new X509Certificate(authorityPem(authority)).fingerprint256).toBe(root.fingerprint256);
  expect(Buffer.from(authorityPin(authority), 'base64url')).toHaveLength(32);
});

test('a leaf is valid for a workstation whose clock is a little behind', async () => {
  const authority = await generateTlsAuthority(NOW);
  const leaf = await issueTlsLeaf(authority, ['localhost'], NOW);
  const certificate = new X509Certificate(leaf.certificate);
  expect(certificate.validFromDate.getTime()).toBeLessThanOrEqual(NOW.getTime() - 3_600_000);
  expect(certificate.validToDate.getTime()).toBe(leaf.expiresAt.getTime());
});

test('a certificate names this machine and the host of the public URL', () => {
  const names = certificateNames('https://gate.corp.test:8443', '0.0.0.0');
  expect(names).toEqual(
    expect.arrayContaining(['gate.corp.test', 'localhost', '127.0.0.1', '::1']),
  );
  expect(names).not.toContain('0.0.0.0');
  expect(certificateNames('https://[2001:db8::1]', '10.1.2.3')).toEqual(
    expect.arrayContaining(['2001:db8::1', '10.1.2.3']),
  );
});
