import { setImmediate } from 'node:timers/promises';

import { SaxesParser } from 'saxes';

import { ImportError } from '../imported-token.js';
import { CHUNK_LENGTH, MAX_FIELD_LENGTH } from '../limits.js';

const PSKC = 'urn:ietf:params:xml:ns:keyprov:pskc';
const MAX_DEPTH = 16;
const MAX_ELEMENTS = 64;
const MAX_ATTRIBUTES = 16;

/**
 * An element with what is in it; white space around texts is gone. Names of elements and attributes are without their
 * prefixes and in small letters: privacyIDEA writes its files in small letters throughout.
 */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/**
 * Reads the container of a PSKC file (RFC 6030) piece by piece: each `KeyPackage` is handed over and forgotten. There is
 * nothing that entities could be declared with: a document type is refused, and with it every file that is not there, every
 * address and every bomb.
 *
 * @param onPackage gets a package and what of the container came before it
 * @throws ImportError
 */
export async function readPskcDocument(
  text: string,
  onPackage: (keyPackage: Element, container: Element) => void,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: true });
  const open: Element[] = [];
  let container: Element | undefined;
  const fail = (message: string): never => {
    throw new ImportError(`line ${parser.line}: ${message}`);
  };
  parser.on('error', () => fail('not well-formed XML'));
  parser.on('doctype', () => fail('a document type is not allowed'));
  parser.on('opentag', (tag) => {
    if (open.length === MAX_DEPTH) fail('elements within elements, too many');
    const attributes = Object.values(tag.attributes).filter(({ prefix }) => prefix !== 'xmlns');
    if (attributes.length > MAX_ATTRIBUTES) fail('too many attributes');
    const element: Element = {
      name: tag.local.toLowerCase(),
      attributes: Object.fromEntries(
        attributes.map(({ local, value }) => [local.toLowerCase(), value]),
      ),
      text: '',
      children: [],
    };
    if (attributes.some(({ value }) => value.length > MAX_FIELD_LENGTH))
      fail('a value is too long');
    if (Object.keys(element.attributes).length < attributes.length)
      fail('an attribute stands twice');
    const parent = open.at(-1);
    if (parent === undefined) {
      if (element.name !== 'keycontainer' || tag.uri !== PSKC) fail('no KeyContainer of RFC 6030');
      container = element;
    } else if (parent.children.push(element) > MAX_ELEMENTS) fail('too many elements');
    open.push(element);
  });
  const take = (piece: string) => {
    const element = open.at(-1);
    if (element === undefined) return;
    element.text += piece;
    if (element.text.length > 4 * MAX_FIELD_LENGTH) fail('a value is too long');
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element === undefined) return;
    element.text = element.text.trim();
    if (container === undefined || open.length !== 1 || element.name !== 'keypackage') return;
    container.children.pop();
    // Between packages there is white space only.
    container.text = '';
    onPackage(element, container);
  });
  for (let at = 0; at < text.length; at += CHUNK_LENGTH) {
    parser.write(text.slice(at, at + CHUNK_LENGTH));
    await setImmediate();
  }
  parser.close();
}

/** The only element along a path of the names of RFC 6030; undefined when there is none. @throws ImportError when one stands twice */
export function find(element: Element, ...path: string[]): Element | undefined {
  let found: Element | undefined = element;
  for (const name of path) {
    const named: Element[] = found.children.filter((child) => child.name === name.toLowerCase());
    if (named.length > 1) throw new ImportError(`${name} stands twice`);
    [found] = named;
    if (found === undefined) return undefined;
  }
  return found;
}
