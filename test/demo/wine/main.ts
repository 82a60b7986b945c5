/** `npm run demo -- --wine`: the check of the demo with the real provider DLL, node.exe and service under Wine. */
import path from 'node:path';

import { check } from '../../../demo/src/check/check.js';
import { CleanUp } from '../../../demo/src/clean-up.js';
import { abortOf, endSignal } from '../../../demo/src/end-signal.js';
import { createJoinToken, hasWorkstation, startServerSide } from '../../../demo/src/house.js';
import { SERVER_TIMEOUT_MS } from '../../../demo/src/processes/service-process.js';
import { NATIVE } from '../../../tools/build-native.mjs';
import { installGatehouse } from '../../support/wine-gatehouse.js';
import { createWinePrefix } from '../../support/wine.js';
import { ProviderDesk } from './provider-desk.js';

const JOIN_TIMEOUT_MS = 30_000;

async function playUnderWine(ended: AbortSignal): Promise<boolean> {
  await using started = new CleanUp();
  const serverSide = await startServerSide({ say, ended }, started);
  const { server } = serverSide;

  say('making a Windows of its own with Wine');
  const prefix = started.use(await createWinePrefix());
  say('registering the credential provider, installing and starting the service');
  const gatehouse = await installGatehouse(prefix, {
    token: await createJoinToken(server),
    provider: NATIVE.provider,
    settings: { ServerTimeoutMs: SERVER_TIMEOUT_MS },
  });
  await gatehouse.service.start();
  const deadline = Date.now() + JOIN_TIMEOUT_MS;
  while (!(await hasWorkstation(server))) {
    ended.throwIfAborted();
    if (Date.now() > deadline) throw new Error('the service does not join');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const desk = started.use(new ProviderDesk(prefix, NATIVE.logonHost));
  const workstation = { desk, logFolder: path.join(gatehouse.stateFolder, 'logs') };
  return await Promise.race([
    check(serverSide, workstation, (line) => console.log(line)),
    abortOf(ended),
  ]);
}

function say(text: string): void {
  console.error(`· ${text}`);
}

const ended = endSignal();
try {
  process.exitCode = (await playUnderWine(ended)) ? 0 : 1;
} catch (error) {
  process.exitCode = ended.aborted ? 130 : 1;
  if (!ended.aborted)
    console.error(`FAILED   ${error instanceof Error ? error.message : String(error)}`);
}
