import { rmSync } from 'node:fs';

import type { ServiceConfig } from '../config/config.js';
import { kitsFolder } from '../files/kits-folder.js';
import { policyFolder } from '../files/policy-folder.js';
import { identityPath } from '../identity/identity-path.js';
import { createOsAdapters } from '../os-adapters.js';
import { PipeNameTakenError } from '../pipe/pipe-listener.js';
import type { PipeListener } from '../pipe/pipe-listener.js';
import type { CommandOutcome } from './outcome.js';

/**
 * Makes this computer one whose disk may be copied: its identity, its kits and what it counted go; a join token that waits,
 * settings and logs stay. The service must not run, because it writes to what is removed.
 */
export async function generalize({ config }: { config: ServiceConfig }): Promise<CommandOutcome> {
  const adapters = await createOsAdapters(config);
  if (await isServed(adapters.listener)) {
    return {
      exitCode: 1,
      text: 'nothing was removed: the service runs. Stop it (net stop gatehouse-service), try again, and do not start it any more',
    };
  }
  // The kits first: without an identity they are of no use to anybody, and with one they would be.
  rmSync(kitsFolder(config.stateFolder), { recursive: true, force: true });
  rmSync(policyFolder(config.stateFolder), { recursive: true, force: true });
  await adapters.forgetAttempts();
  rmSync(identityPath(config.stateFolder), { force: true });
  return {
    exitCode: 0,
    text: 'this computer has no identity, no kits and no counts: its disk may be copied',
  };
}

async function isServed(listener: PipeListener): Promise<boolean> {
  try {
    await listener.listen((stream) => stream.close());
    await listener.close();
    return false;
  } catch (error) {
    // Whoever may not make the pipe is told that only after somebody looked whether it is there.
    return error instanceof PipeNameTakenError;
  }
}
