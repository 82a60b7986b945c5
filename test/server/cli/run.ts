import { runProgram } from '../../../server/src/cli/program.js';
import { FakeTerminal } from '../../fakes/fake-terminal.js';

export interface Outcome {
  exitCode: number;
  output: string;
  errors: string;
  prompts: string[];
  /** The output as JSON. */
  json: () => Record<string, unknown>;
}

/** Runs one command line as the program does. */
export async function gatehouse(
  words: string[],
  options: {
    input?: string[];
    interactive?: boolean;
    environment?: NodeJS.ProcessEnv;
  } = {},
): Promise<Outcome> {
  const terminal = new FakeTerminal(options);
  const exitCode = await runProgram(words, {
    terminal,
    environment: options.environment ?? { XDG_CONFIG_HOME: '/nonexistent' },
  });
  const { output, errors, prompts } = terminal;
  return {
    exitCode,
    output,
    errors,
    prompts,
    json: () => JSON.parse(output) as Record<string, unknown>,
  };
}
