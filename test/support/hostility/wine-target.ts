import { setTimeout as sleep } from 'node:timers/promises';

import { CREDENTIAL_PIPE_NAME } from '../../../service/src/windows/names.js';
import { NATIVE } from '../../../tools/build-native.mjs';
import { LogonHost } from '../logon-host.js';
import { Started } from '../started.js';
import { installGatehouse } from '../wine-gatehouse.js';
import { createWinePrefix } from '../wine.js';
import { Attacker, GOLDEN_FRAMES, HOSTILE_CLIENT } from './attacker.js';
import { residentMemory, threadsOf } from './process-facts.js';
import type { Target } from './target.js';

const START_MS = 60_000;
/** As a person does who is told that nothing can be reached. */
const RETRY_MS = 200;
const LOGON_MS = 30_000;

/** The installed service under Wine: its own node.exe, the addon, the pipe. Who logs on uses the real DLL. */
export async function startWineTarget(token: string): Promise<Target> {
  const started = new Started();
  const prefix = started.use(await createWinePrefix());
  const gatehouse = await installGatehouse(prefix, { token, provider: NATIVE.provider });
  const node = `${gatehouse.folder}/node.exe`;
  await gatehouse.service.start(START_MS);
  const logged = async (message: string) =>
    (await gatehouse.log()).find((line) => line.message === message);
  for (const giveUpAt = Date.now() + START_MS; (await logged('identity.joined')) === undefined;) {
    if (Date.now() > giveUpAt) throw new Error('the service did not join');
    await sleep(100);
  }
  const unixPid = (await gatehouse.service.pid())!;
  const windowsPid = Number((await logged('service.started'))?.['pid']);
  return {
    pid: async () => unixPid,
    attacker: () =>
      Attacker.start(async (port) => {
        const running = await prefix.spawn(
          node,
          [
            prefix.toWindows(HOSTILE_CLIENT),
            String(port),
            `\\\\.\\pipe\\${CREDENTIAL_PIPE_NAME}`,
            prefix.toWindows(GOLDEN_FRAMES),
            prefix.toWindows(gatehouse.folder),
          ],
          { timeoutMs: 600_000 },
        );
        started.use(running);
        return async () => {
          for (const pid of await prefix.findProcesses('hostile-client.mjs', String(port))) {
            process.kill(pid, 'SIGKILL');
          }
          await running[Symbol.asyncDispose]();
        };
      }),
    async logOn(name, password) {
      await using host = new LogonHost(prefix, NATIVE.logonHost);
      await host.open();
      for (const giveUpAt = Date.now() + LOGON_MS; ;) {
        const submitted = await host.signIn(name, password);
        if (submitted.serialization?.user === name) break;
        if (Date.now() > giveUpAt) throw new Error(submitted.status);
        await sleep(RETRY_MS);
      }
      await host.report();
    },
    log: () => gatehouse.log(),
    census: async (attacker) => ({
      memory: await residentMemory(unixPid),
      handles: await attacker.handlesOf(windowsPid),
      threads: await threadsOf(unixPid),
    }),
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}
