/** Describes a folder to WiX: one component a folder, whose GUIDs and ids follow from version and path. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const INDENT = '            ';

/** A name-based GUID (RFC 9562, version 8: our own hash of our own names). */
export function guidOf(name) {
  const bytes = createHash('sha256')
    .update(`gatehouse installer\0${name}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const idOf = (kind, name) =>
  `${kind}${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;

/** What XML attributes must not hold as it is. */
const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/**
 * @param {string} folder
 * @param {string} version versions lie in folders of their own, so their components are not the same
 * @param {string} from the folder that sources are relative to
 * @returns {{ directories: string, components: string }} two WiX include files: the tree, and references to its components
 */
export function describeFiles(folder, version, from) {
  const components = [];
  const describe = (relative) => {
    const entries = readdirSync(path.join(folder, relative), { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.packages'))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const lines = [];
    const files = entries.filter((entry) => entry.isFile());
    if (files.length > 0) {
      const id = idOf('c', relative);
      components.push(id);
      lines.push(`<Component Id="${id}" Guid="${guidOf(`${version} ${relative}`)}" Win64="yes">`);
      for (const [index, { name }] of files.entries()) {
        const file = path.join(relative, name);
        const key = index === 0 ? ' KeyPath="yes"' : '';
        const source = escape(path.relative(from, path.join(folder, file)));
        lines.push(
          `  <File Id="${idOf('f', file)}" Name="${escape(name)}" Source="${source}"${key} />`,
        );
      }
      lines.push('</Component>');
    }
    for (const { name } of entries.filter((entry) => entry.isDirectory())) {
      const inside = describe(path.join(relative, name));
      if (inside.length === 0) continue;
      lines.push(`<Directory Id="${idOf('d', path.join(relative, name))}" Name="${escape(name)}">`);
      lines.push(...inside.map((line) => `  ${line}`), '</Directory>');
    }
    return lines;
  };
  const directories = describe('').map((line) => INDENT + line);
  const references = components.map((id) => `${INDENT}<ComponentRef Id="${id}" />`);
  return { directories: include(directories), components: include(references) };
}

const include = (lines) =>
  ['<?xml version="1.0" encoding="utf-8"?>', '<Include>', ...lines, '</Include>', ''].join('\n');
