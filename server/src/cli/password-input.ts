import { UsageError } from './errors.js';
import type { Terminal } from './terminal.js';

/** Asks for a new password: twice at a keyboard, once from a pipe. @throws UsageError */
export async function readNewPassword(terminal: Terminal, user: string): Promise<string> {
  const password = await readRequiredSecret(terminal, `New password of ${user}: `, 'password');
  if (terminal.interactive && (await terminal.readSecret('Again: ')) !== password) {
    throw new UsageError('The two passwords differ.', 'Nothing was changed: try again.');
  }
  return password;
}

/** Asks for a secret that must not be empty. @throws UsageError */
export async function readRequiredSecret(
  terminal: Terminal,
  prompt: string,
  what: string,
): Promise<string> {
  const secret = await terminal.readSecret(prompt);
  if (secret === undefined || secret === '') {
    throw new UsageError(
      `No ${what} was given.`,
      `Type it at the prompt, or pass it on standard input; never as an argument.`,
    );
  }
  return secret;
}
