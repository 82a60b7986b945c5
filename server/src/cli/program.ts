import { Command, CommanderError } from 'commander';

import { addAdminCommands } from './commands/admin.js';
import { addApprovalCommands } from './commands/approval.js';
import { addAuditCommands } from './commands/audit.js';
import { addDirectoryCommands } from './commands/directory.js';
import { addFactorCommands } from './commands/factor.js';
import { addHelpDeskCommands } from './commands/help-desk.js';
import { addJobCommands } from './commands/job.js';
import { addKeyringCommands } from './commands/keyring.js';
import { addMessageCommands } from './commands/message.js';
import { addPasswordCommands } from './commands/passwords.js';
import { addPolicyCommands } from './commands/policy.js';
import { addReportCommands } from './commands/report.js';
import { addRoleCommands } from './commands/role.js';
import { addSessionCommands } from './commands/session.js';
import { addTokenCommands } from './commands/tokens.js';
import { addUserCommands } from './commands/user.js';
import { addWorkstationCommands } from './commands/workstation.js';
import { EXIT, EXIT_CODE_HELP } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import { describeFailure, formatFailure } from './failure.js';
import { createOpenSession } from './session.js';
import type { Surroundings } from './session.js';

/**
 * Runs one command line.
 *
 * @param words the arguments after the program's name
 * @throws whatever nobody foresaw: a defect, for the caller to report
 */
export async function runProgram(words: string[], surroundings: Surroundings): Promise<ExitCode> {
  const program = createProgram(surroundings);
  try {
    await program.parseAsync(words, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const failure = describeFailure(error);
    if (failure === undefined) throw error;
    surroundings.terminal.printError(formatFailure(failure.text, program.opts()['json'] === true));
    return failure.exitCode;
  }
}

function createProgram(surroundings: Surroundings): Command {
  const { terminal } = surroundings;
  const program = new Command('gatehouse')
    .description('Administers a Gatehouse server.')
    .option('--url <url>', 'https URL of the server')
    .option('--key-file <file>', 'API key (default: what "admin claim" wrote)')
    .option('--ca-file <file>', 'PEM of the authority that issued the certificate of the server')
    .option('--ca-pin <sha256>', 'SHA-256 of that authority, as the server prints it')
    .option(
      '--socket <path>',
      'administration socket, no key needed (default: ./data/admin.sock when it exists)',
    )
    .option('--json', 'print JSON: one value on one line')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.printError(text.trimEnd()),
      outputError: (text, write) => write(withoutValues(text)),
      getOutHelpWidth: () => Math.min(terminal.columns, 110),
    })
    .addHelpText('after', `\n${EXIT_CODE_HELP}\n\nExample:\n  gatehouse user show alice --json`)
    .showHelpAfterError('(--help says how)')
    .exitOverride();

  const open = createOpenSession(surroundings);
  addAdminCommands(program, open, surroundings);
  addRoleCommands(program, open);
  addApprovalCommands(program, open);
  addUserCommands(program, open);
  addFactorCommands(program, open);
  addSessionCommands(program, open);
  addHelpDeskCommands(program, open);
  addTokenCommands(program, open);
  addWorkstationCommands(program, open);
  addPasswordCommands(program, open);
  addPolicyCommands(program, open);
  addMessageCommands(program, open);
  addDirectoryCommands(program, open);
  addKeyringCommands(program, open);
  addJobCommands(program, open);
  addAuditCommands(program, open);
  addReportCommands(program, open);
  return program;
}

/** Somebody who passes a password as an argument must not find it in the logs of the script as well (R8). */
function withoutValues(text: string): string {
  return text.replace(/(too many arguments.* but got \d+): .*/s, '$1.');
}
