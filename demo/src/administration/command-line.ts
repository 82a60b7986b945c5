import { spawn } from 'node:child_process';

import { PROGRAMS } from '../paths.js';
import { childEnvironment } from '../processes/child-program.js';

/** Runs `gatehouse`, the product's own command line, against the server of the demo. */
export async function runCommandLine(
  socketPath: string,
  words: string[],
): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    [PROGRAMS.commandLine, ...words, '--socket', socketPath, '--json'],
    { env: childEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, output };
}
