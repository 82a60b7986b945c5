import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { FileBreachedList } from '../../../server/src/password/breached/file-breached-list.js';
import { HashFile } from '../../../server/src/password/breached/hash-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-hashes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
let files = 0;

async function fileOf(text: string): Promise<string> {
  const file = path.join(folder, `list-${files++}`);
  await writeFile(file, text);
  return file;
}

async function listOf(lines: string[], end = '\n'): Promise<HashFile> {
  return HashFile.open(await fileOf(lines.map((line) => line + end).join('')));
}

const words = (count: number) => Array.from({ length: count }, (_, at) => `word ${at}`);

describe('a sorted list', () => {
  it.each([1, 2, 3, 80, 95, 5_000, 60_000])(
    'of %i hashes finds each, and no other',
    async (count) => {
      const hashes = words(count).map(sha1).toSorted();
      const list = await listOf(hashes.map((hash, at) => `${hash}:${at + 1}`));
      const probes = count > 5_000 ? hashes.filter((_, at) => at % 97 === 0) : hashes;
      for (const hash of [...probes, hashes[0]!, hashes.at(-1)!])
        expect(await list.has(hash)).toBe(true);
      for (let at = 0; at < 300; at++) expect(await list.has(sha1(`no word ${at}`))).toBe(false);
      expect(await list.has('0'.repeat(40))).toBe(false);
      expect(await list.has('F'.repeat(40))).toBe(false);
      expect(await list.check(64)).toBeGreaterThan(count * 0.9);
      await list.close();
    },
  );

  it('may have hashes alone, Windows line ends, small letters, and no last line end', async () => {
    const hashes = words(500).map(sha1).toSorted();
    const variants = [
      hashes.map((hash) => `${hash}\n`).join(''),
      hashes.map((hash) => `${hash}:3\r\n`).join(''),
      hashes.map((hash) => `${hash.toLowerCase()}\n`).join(''),
      hashes.join('\n'),
    ];
    for (const text of variants) {
      const list = await HashFile.open(await fileOf(text));
      for (const hash of hashes) expect(await list.has(hash)).toBe(true);
      expect(await list.has(sha1('other'))).toBe(false);
      await list.close();
    }
  });

  it('is searched as well where hashes are not spread evenly', async () => {
    // All but a few begin alike: every guess is far off.
    const hashes = Array.from(
      { length: 20_000 },
      (_, at) => `${'0'.repeat(20)}${at.toString(16).toUpperCase().padStart(20, '0')}`,
    ).concat('8'.repeat(40), 'F'.repeat(40));
    const list = await listOf(hashes);
    for (const hash of hashes.filter((_, at) => at % 501 === 0 || at > 19_990)) {
      expect(await list.has(hash)).toBe(true);
    }
    expect(await list.has('7'.repeat(40))).toBe(false);
    await list.close();
  });
});

describe('what is no such list', () => {
  it.each([
    ['empty', '', /empty/],
    ['words', 'password\n123456\n', /line at byte 0 is not a SHA-1/],
    ['NTLM hashes', `${'A'.repeat(32)}:3\n`.repeat(300), /not a SHA-1/],
    ['one endless line', 'A'.repeat(20_000), /not a SHA-1/],
    ['null characters', '\0'.repeat(9_000), /not a SHA-1/],
    ['a number that is none', `${'A'.repeat(40)}:1e9\n`, /not a SHA-1/],
    [
      'ordered by count',
      words(5_000)
        .map((word) => `${sha1(word)}:1\n`)
        .join(''),
      /not sorted/,
    ],
    [
      'two sorted halves',
      [words(5_000), words(10_000).slice(5_000)]
        .map((half) =>
          half
            .map((word) => `${sha1(word)}\n`)
            .toSorted()
            .join(''),
        )
        .join(''),
      /not sorted/,
    ],
  ])('%s is refused', async (_, text, reason) => {
    const file = await fileOf(text);
    await expect(HashFile.open(file).then((list) => list.check(64))).rejects.toThrow(reason);
  });

  it('a folder is refused', async () => {
    await expect(HashFile.open(folder)).rejects.toThrow(/not a file/);
  });
});

describe('the list in a file', () => {
  const write = async (file: string, passwords: string[]) => {
    await writeFile(
      `${file}.new`,
      passwords
        .map((one) => `${sha1(one)}:1\n`)
        .toSorted()
        .join(''),
    );
    await rename(`${file}.new`, file);
  };
  const warnings: Record<string, unknown>[] = [];
  const logger = {
    warn: (_: string, facts?: Record<string, unknown>) => void warnings.push(facts ?? {}),
  };
  const has = (list: FileBreachedList, password: string) => list.has(Buffer.from(password));

  it('may be replaced while it is used; one that is not in order is not taken', async () => {
    warnings.length = 0;
    const file = path.join(folder, 'replaced');
    await write(file, ['hunter2']);
    const list = await FileBreachedList.open(file, logger);
    expect(await has(list, 'hunter2')).toBe(true);
    expect(await has(list, 'letmein')).toBe(false);

    await write(file, ['letmein']);
    await sleep(1_100);
    await has(list, 'letmein');
    await sleep(300);
    expect(await has(list, 'letmein')).toBe(true);
    expect(await has(list, 'hunter2')).toBe(false);

    await writeFile(`${file}.new`, 'rubbish\n');
    await rename(`${file}.new`, file);
    await sleep(1_100);
    await has(list, 'letmein');
    await sleep(300);
    expect(await has(list, 'letmein')).toBe(true);
    expect(warnings).toEqual([
      expect.objectContaining({
        reason: expect.stringMatching(/byte 0 is not a SHA-1/) as string,
        kept: true,
      }),
    ]);
    expect(await list.check()).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/SHA-1/) as string,
    });
    await list.close();
  });

  it('may come after the server was started', async () => {
    warnings.length = 0;
    const file = path.join(folder, 'late');
    const list = await FileBreachedList.open(file, logger);
    expect(list.isPresent).toBe(false);
    expect(await has(list, 'hunter2')).toBeUndefined();
    expect(warnings).toEqual([
      expect.objectContaining({ reason: 'there is no such file', kept: false }),
    ]);
    await write(file, ['hunter2']);
    await sleep(1_100);
    expect(await has(list, 'hunter2')).toBe(true);
    expect(await list.check()).toMatchObject({ ok: true, hashes: 1 });
    await list.close();
  });
});
