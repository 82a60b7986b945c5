import { ImportError } from '../imported-token.js';
import type { ImportedToken } from '../imported-token.js';
import { mapInParts } from '../in-parts.js';
import { MAX_TOKENS } from '../limits.js';
import { tokenOf } from '../token-fields.js';
import { find, readPskcDocument } from './pskc-document.js';
import type { Element } from './pskc-document.js';
import { secretReaderFor } from './pskc-secrets.js';
import type { FileKey, SecretReader } from './pskc-secrets.js';

/** `longDataType` of RFC 6030. */
const MAX_NUMBER_BYTES = 8;

const METHODS: Readonly<Record<string, string>> = {
  'urn:ietf:params:xml:ns:keyprov:pskc:hotp': 'hotp',
  'urn:ietf:params:xml:ns:keyprov:pskc:totp': 'totp',
};

/**
 * Tokens of a PSKC file (RFC 6030), as makers of tokens, privacyIDEA and multiOTP write them. The serial is that of the
 * device, or the key's id where the file names none.
 * @throws ImportError
 */
export async function readPskc(text: string, key: FileKey | undefined): Promise<ImportedToken[]> {
  const packages: Element[] = [];
  let container: Element | undefined;
  await readPskcDocument(text, (keyPackage, around) => {
    container ??= around;
    if (packages.push(keyPackage) > MAX_TOKENS)
      throw new ImportError(`more than ${MAX_TOKENS} tokens`);
  });
  if (container === undefined) throw new ImportError('the file holds no keys');
  const secrets = await secretReaderFor(container, key);
  return mapInParts(packages, (keyPackage, index) =>
    tokenIn(keyPackage, `key ${index + 1}`, secrets),
  );
}

function tokenIn(keyPackage: Element, where: string, secrets: SecretReader): ImportedToken {
  const key = find(keyPackage, 'Key');
  const data = key && find(key, 'Data');
  const secret = data && find(data, 'Secret');
  if (key === undefined || data === undefined || secret === undefined) {
    throw new ImportError(`${where}: there is no secret`);
  }
  const format = find(key, 'AlgorithmParameters', 'ResponseFormat')?.attributes ?? {};
  if ((format['encoding'] ?? 'DECIMAL') !== 'DECIMAL' || format['checkdigits'] === 'true') {
    throw new ImportError(`${where}: codes must be decimal, without a check digit`);
  }
  return tokenOf({
    where,
    serial: find(keyPackage, 'DeviceInfo', 'SerialNo')?.text ?? key.attributes['id'] ?? '',
    user: undefined,
    method: METHODS[key.attributes['algorithm'] ?? ''] ?? '',
    seed: secrets.read(where, secret),
    algorithm: suiteOf(key),
    digits: format['length'],
    periodSeconds: numberIn(data, 'TimeInterval', where, secrets),
    counter: numberIn(data, 'Counter', where, secrets),
  });
}

/** As its text, where RFC 6030 has it; in privacyIDEA's exports it is an attribute. */
function suiteOf(key: Element): string | undefined {
  const suite = find(key, 'AlgorithmParameters', 'Suite');
  if (suite === undefined) return undefined;
  return suite.text === '' ? suite.attributes['hashalgo'] : suite.text;
}

/** Plain, or encrypted as the secret is: then a number in network byte order (RFC 6030, section 4.2). */
function numberIn(
  data: Element,
  name: string,
  where: string,
  secrets: SecretReader,
): string | undefined {
  const element = find(data, name);
  if (element === undefined) return undefined;
  const plain = find(element, 'PlainValue');
  if (plain !== undefined) return plain.text;
  const bytes = secrets.read(`${where}, ${name}`, element);
  if (bytes.length === 0 || bytes.length > MAX_NUMBER_BYTES) {
    throw new ImportError(`${where}: ${name} is no number`);
  }
  return String(BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}
