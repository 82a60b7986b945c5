import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';

const execute = promisify(execFile);

/** How long the codec is fuzzed. */
const FUZZ_SECONDS = process.env['GATEHOUSE_FUZZ_SECONDS'] ?? '60';

jest.setTimeout(600_000);

test('the portable core holds to the golden frames and its own tests under ASan and UBSan (R18)', async () => {
  await buildNative('core-tests');
  const { stdout } = await execute(NATIVE.coreTests, ['--no-colors']);
  expect(stdout).toMatch(/Status: SUCCESS/);
});

test('the codec survives fuzzing: any bytes are refused by class or have one encoding (R18)', async () => {
  await buildNative('fuzz');
  // A crash would be written into the working folder.
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-fuzz-'));
  try {
    const corpus = path.join(folder, 'corpus');
    await mkdir(corpus);
    for (const [index, { hex }] of (await goldenFrames()).entries()) {
      await writeFile(path.join(corpus, String(index)), Buffer.from(hex, 'hex'));
    }
    const { stderr } = await execute(
      NATIVE.fuzzCodec,
      [
        corpus,
        `-max_total_time=${FUZZ_SECONDS}`,
        '-max_len=70000',
        '-verbosity=0',
        '-print_final_stats=1',
      ],
      { cwd: folder },
    );
    const runs = Number(/number_of_executed_units:\s*(\d+)/.exec(stderr)?.[1]);
    expect(runs).toBeGreaterThan(1000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** What fuzzing begins with: every golden frame, the refused ones too. */
async function goldenFrames(): Promise<{ hex: string }[]> {
  const file = path.resolve(import.meta.dirname, '../vectors/pipe-frames.json');
  const { valid, invalid } = JSON.parse(await readFile(file, 'utf8')) as Record<
    'valid' | 'invalid',
    { hex: string }[]
  >;
  return [...valid, ...invalid];
}
