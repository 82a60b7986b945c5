/** Far above what a directory makes: Active Directory allows about two thousand characters. */
const MAX_LENGTH = 4096;
const MAX_PARTS = 128;

/** The spellings of attribute types that RFC 4514 section 3 wants known, by their numbers. */
const TYPES = new Map([
  ['2.5.4.3', 'cn'],
  ['2.5.4.7', 'l'],
  ['2.5.4.8', 'st'],
  ['2.5.4.10', 'o'],
  ['2.5.4.11', 'ou'],
  ['2.5.4.6', 'c'],
  ['2.5.4.9', 'street'],
  ['0.9.2342.19200300.100.1.25', 'dc'],
  ['0.9.2342.19200300.100.1.1', 'uid'],
]);

const TYPE = /[ ]*([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)[ ]*=[ ]*/y;
/** BER in hexadecimal. */
const HEX_VALUE = /#((?:[0-9A-Fa-f]{2})+)[ ]*/y;
/** Plain characters, or an escaped one; RFC 4514 section 3, of which a reader must be lenient about spaces. */
const VALUE_PART = /\\([\\"+,;<>= #])|((?:\\[0-9A-Fa-f]{2})+)|([^\\"+,;<>\0]+)/y;
/** Within quotation marks, as LDAPv2 had them (RFC 2253 section 4): more is plain. */
const QUOTED_PART = /\\([\\"+,;<>= #])|((?:\\[0-9A-Fa-f]{2})+)|([^\\"\0]+)/y;
const OPEN = /"/y;
const CLOSE = /"[ ]*/y;
const HASH = /#/y;
const SEPARATOR = /[,+]|$/y;

/** What is no distinguished name, or is longer than any. The message repeats nothing of it. */
export class DistinguishedNameError extends Error {
  override readonly name = 'DistinguishedNameError';
}

/**
 * A distinguished name (RFC 4514) as one that can be compared: parts as strings, the entry's own first. Attribute types
 * and values are compared without case, values without repeated, leading and trailing white space (RFC 4518, as
 * caseIgnoreMatch has it), whichever way a character was escaped.
 *
 * @throws DistinguishedNameError
 */
export function comparableParts(dn: string): string[] {
  if (dn.length > MAX_LENGTH) throw new DistinguishedNameError('the name is too long');
  const parts: string[] = [];
  const scanner = new Scanner(dn);
  for (let end = false; !end;) {
    const [part, separator] = readPart(scanner);
    parts.push(part);
    if (parts.length > MAX_PARTS) throw new DistinguishedNameError('the name has too many parts');
    end = separator === '';
  }
  return parts;
}

/** The key of one name. @throws DistinguishedNameError */
export function distinguishedNameKey(dn: string): string {
  return keyOf(comparableParts(dn));
}

/** The keys of the containers of an entry, the nearest first. @throws DistinguishedNameError */
export function containerKeys(dn: string): string[] {
  const parts = comparableParts(dn);
  return parts.slice(1).map((_, index) => keyOf(parts.slice(index + 1)));
}

function keyOf(parts: readonly string[]): string {
  return parts.join(',');
}

/** One relative name, of one or more attributes in any order, and what follows: a comma or the end. */
function readPart(scanner: Scanner): [part: string, separator: string] {
  const attributes: string[] = [];
  for (;;) {
    const [, type = ''] = scanner.require(TYPE, 'an attribute type and "="');
    const name = type.toLowerCase();
    attributes.push(`${TYPES.get(name) ?? name}=${readValue(scanner)}`);
    const [separator] = scanner.require(SEPARATOR, 'a comma');
    if (separator !== '+') return [attributes.toSorted().join('+'), separator];
  }
}

/** Quoted as JSON: a comma in a value is not one between names. A BER value is equal to itself only. */
function readValue(scanner: Scanner): string {
  const hex = scanner.take(HEX_VALUE);
  if (hex !== undefined) return `#${(hex[1] ?? '').toLowerCase()}`;
  if (scanner.take(HASH)) throw new DistinguishedNameError('a value that begins with # is no BER');
  const quoted = scanner.take(OPEN) !== undefined;
  const value = readText(scanner, quoted ? QUOTED_PART : VALUE_PART);
  if (quoted) scanner.require(CLOSE, 'a closing quotation mark');
  return JSON.stringify(fold(value));
}

function readText(scanner: Scanner, pattern: RegExp): string {
  let text = '';
  for (let part = scanner.take(pattern); part !== undefined; part = scanner.take(pattern)) {
    const [, character, bytes, plain] = part;
    text += character ?? plain ?? decode(bytes ?? '');
  }
  return text;
}

/** Escaped bytes are UTF-8. */
function decode(escaped: string): string {
  try {
    const bytes = Buffer.from(escaped.replaceAll('\\', ''), 'hex');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DistinguishedNameError('escaped bytes are not UTF-8', { cause });
  }
}

function fold(value: string): string {
  return value.normalize('NFKC').toLowerCase().normalize('NFKC').trim().replaceAll(/\s+/g, ' ');
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  require(pattern: RegExp, expected: string): RegExpExecArray {
    const found = this.take(pattern);
    if (found === undefined) {
      throw new DistinguishedNameError(`expected ${expected} at character ${this.#at + 1}`);
    }
    return found;
  }
}
