import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { KeyringError } from '../../../server/src/keyring/keyring.js';
import { openBytes, sealBytes, versionOf } from '../../../server/src/keyring/sealed-bytes.js';
import { systemRandom } from '../../../server/src/random.js';

const key = { version: 7, bytes: randomBytes(32) };
const seal = (text: string, associatedData = 'table/row') =>
  sealBytes(key, Buffer.from(text), associatedData, systemRandom);

describe('sealed bytes', () => {
  it('do not open when any bit of them was changed', () => {
    const sealed = seal('a seed');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Uint8Array.from(sealed);
      altered[bit >> 3] = altered[bit >> 3]! ^ (1 << (bit & 7));
      expect(() => openBytes(key, altered, 'table/row')).toThrow(KeyringError);
    }
  });

  it('do not open when they were cut short or made longer', () => {
    const sealed = seal('a seed');
    for (let length = 0; length < sealed.length; length++) {
      expect(() => openBytes(key, sealed.subarray(0, length), 'table/row')).toThrow(KeyringError);
    }
    expect(() => openBytes(key, Buffer.concat([sealed, Buffer.of(0)]), 'table/row')).toThrow(
      KeyringError,
    );
  });

  it.each(['table/row2', 'table/ro', '', 'TABLE/ROW'])('do not open for the row %j', (row) => {
    expect(() => openBytes(key, seal('a seed'), row)).toThrow(KeyringError);
  });

  it('do not open under another key, or the same key under another version', () => {
    const sealed = seal('a seed');
    const other = { version: 7, bytes: randomBytes(32) };
    expect(() => openBytes(other, sealed, 'table/row')).toThrow(KeyringError);
    expect(() => openBytes({ ...key, version: 8 }, sealed, 'table/row')).toThrow(KeyringError);
  });

  it.each(['', 'a', 'a'.repeat(100_000)])('open to what was sealed', (text) => {
    const sealed = seal(text);
    expect(Buffer.from(openBytes(key, sealed, 'table/row')).toString()).toBe(text);
    expect(versionOf(sealed)).toBe(7);
  });

  it('differ each time', () => {
    expect(Buffer.compare(seal('a seed'), seal('a seed'))).not.toBe(0);
  });
});
