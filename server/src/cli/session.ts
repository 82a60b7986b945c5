import type { Command } from 'commander';

import { ApiClient } from './api-client.js';
import { Output } from './output.js';
import { openServerAccess } from './server-access.js';
import type { GlobalOptions } from './server-access.js';
import type { Terminal } from './terminal.js';

/** What the process gives the program. */
export interface Surroundings {
  terminal: Terminal;
  environment: NodeJS.ProcessEnv;
}

/** What a command works with. */
export interface Session extends Surroundings {
  client: ApiClient;
  output: Output;
  json: boolean;
}

/** Opens the session that the options of a command ask for. */
export type OpenSession = (command: Command) => Promise<Session>;

export function createOpenSession(surroundings: Surroundings): OpenSession {
  return async (command) => {
    const options = command.optsWithGlobals<GlobalOptions>();
    const { transport } = await openServerAccess(options, surroundings.environment);
    const json = options.json === true;
    return {
      ...surroundings,
      client: new ApiClient(transport),
      output: new Output(surroundings.terminal, json),
      json,
    };
  };
}
