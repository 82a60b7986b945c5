import { parseArgs } from 'node:util';

export interface DemoOptions {
  mode: 'interactive' | 'check' | 'help';
  /** Ask line by line instead of drawing on the whole terminal. */
  lines: boolean;
  keep?: string | undefined;
}

export const HELP = `Usage: npm run demo [-- OPTION...]

Starts a server, a workstation and a user with an authenticator, and draws the logon tile in this terminal. At the first
logons answers are to be enrolled. Ctrl-O (":offline" with --lines) stops the server: the workstation then checks the
code by itself, and "I forgot my password" asks for the answers.

  --check      play logons that must and must not be granted, with the server and without it, and a recovery by
               answers; exit code 0 only if all went as they should
  --wine       the same play with the real credential provider DLL and service under Wine
  --keep DIR   keep everything in DIR, and go on from there next time
  --lines      ask line by line (also when the terminal is dumb or the input is not one)
  --help       this text`;

/** @throws TypeError when an option is not known */
export function parseOptions(words: string[]): DemoOptions {
  const { values } = parseArgs({
    args: words,
    options: {
      check: { type: 'boolean', default: false },
      lines: { type: 'boolean', default: false },
      keep: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    mode: values.help ? 'help' : values.check ? 'check' : 'interactive',
    lines: values.lines,
    keep: values.keep,
  };
}
