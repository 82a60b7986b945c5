import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { readTokens } from '../../../server/src/tokens/read-tokens.js';
import type { TokenFormat } from '../../../server/src/tokens/read-tokens.js';

interface ExportedFile {
  file: string;
  format: TokenFormat;
  opens?: 'key' | 'passphrase';
}

const folder = path.resolve(import.meta.dirname, '../../vectors');
const vectors = JSON.parse(readFileSync(path.join(folder, 'token-exports.json'), 'utf8')) as {
  keyHex: string;
  passphrase: string;
  read: (ExportedFile & { tokens: { shape: { algorithm: string } }[] })[];
  refused: (ExportedFile & { says: string })[];
};

const SEEDS: Record<string, string> = {
  sha1: '12345678901234567890',
  sha256: '12345678901234567890123456789012',
};

function read({ file, format, opens }: ExportedFile) {
  const text = readFileSync(path.join(folder, 'token-exports', file), 'utf8');
  const keys = {
    key: { key: Buffer.from(vectors.keyHex, 'hex') },
    passphrase: { passphrase: vectors.passphrase },
  };
  return readTokens(format, text, opens && keys[opens]);
}

describe('what other products export', () => {
  it.each(vectors.read)('is read: $file', async (one) => {
    const tokens = await read(one);
    expect(tokens).toMatchObject(one.tokens);
    expect(tokens.map(({ seed }) => Buffer.from(seed).toString())).toEqual(
      one.tokens.map(({ shape }) => SEEDS[shape.algorithm]),
    );
  });

  it.each(vectors.refused)('is refused, with the place and the reason: $file', async (one) => {
    const refusal: unknown = await read(one).catch((error: unknown) => error);
    expect(String(refusal)).toMatch(new RegExp(`ImportError: .*${one.says}`));
    // No value: it may be a secret.
    expect(String(refusal)).not.toMatch(/3132|MTIz|192\.0\.2\.1|not a seed/);
  });
});
