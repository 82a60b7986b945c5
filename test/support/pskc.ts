import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Encrypted {
  macKey: string;
  secret: string;
  mac: string;
}

export const PSKC_VECTORS = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../vectors/pskc.json'), 'utf8'),
) as {
  seedHex: string;
  preSharedKey: Encrypted & { keyHex: string };
  passphrase: Encrypted & { passphrase: string; salt: string; iterations: number };
};

const NAMESPACES =
  'xmlns="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ' +
  'xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" ' +
  'xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#"';

/** A container around packages. */
export function pskcFile(packages: string, before = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<KeyContainer Version="1.0" ${NAMESPACES}>\n${before}${packages}</KeyContainer>\n`;
}

/** A package with one key. */
export function pskcKey(
  secret: string,
  { serial = '987654321', type = 'hotp', digits = '8', data = '', parameters = '' } = {},
): string {
  return `<KeyPackage><DeviceInfo><Manufacturer>M</Manufacturer><SerialNo>${serial}</SerialNo></DeviceInfo>
<Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:${type}"><Issuer>Issuer</Issuer>
<AlgorithmParameters>${parameters}<ResponseFormat Length="${digits}" Encoding="DECIMAL"/></AlgorithmParameters>
<Data><Secret>${secret}</Secret>${data}</Data></Key></KeyPackage>\n`;
}

/** The seed of the vectors, as it is. */
export const PLAIN_SECRET = `<PlainValue>${Buffer.from(PSKC_VECTORS.seedHex, 'hex').toString('base64')}</PlainValue>`;

export function encryptedSecret({ secret, mac }: Pick<Encrypted, 'secret' | 'mac'>): string {
  return `<EncryptedValue>${cipher(secret)}</EncryptedValue><ValueMAC>${mac}\n </ValueMAC>`;
}

export function macMethod(macKey: string, algorithm = 'hmac-sha1'): string {
  return `<MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#${algorithm}"><MACKey>${cipher(macKey)}</MACKey></MACMethod>`;
}

export const PRE_SHARED = '<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>';

export function derivedKey({ salt, iterations }: { salt: string; iterations: number }): string {
  return `<EncryptionKey><xenc11:DerivedKey><xenc11:KeyDerivationMethod
Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2"><pkcs5:PBKDF2-params>
<Salt><Specified>${salt}</Specified></Salt><IterationCount>${iterations}</IterationCount><KeyLength>16</KeyLength>
</pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod></xenc11:DerivedKey></EncryptionKey>`;
}

function cipher(value: string): string {
  return `<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
<xenc:CipherData><xenc:CipherValue>
 ${value}
</xenc:CipherValue></xenc:CipherData>`;
}
