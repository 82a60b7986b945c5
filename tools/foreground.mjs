import { spawn } from 'node:child_process';

import { NODE, environment } from './prepare.mjs';

/** Runs a program in our place: signals reach it, and its exit code is ours. */
export function foreground(program, args, nodeOptions = []) {
  const child = spawn(
    NODE,
    ['--disable-warning=ExperimentalWarning', ...nodeOptions, program, ...args],
    {
      stdio: 'inherit',
      env: environment(),
    },
  );
  // The terminal sends Ctrl-C to the whole group; a `kill` of this process alone is passed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
}
