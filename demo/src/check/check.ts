import { runCommandLine } from '../administration/command-line.js';
import { addNewcomer } from '../administration/demo-user.js';
import { rememberPassword } from '../house.js';
import type { ServerSide } from '../house.js';
import { AuditTrail } from './audit-trail.js';
import type { Desk } from './desk.js';
import { playOffline } from './play-offline.js';
import { play } from './play.js';
import type { Stage } from './play.js';
import { Report } from './report.js';
import { countKits } from './service-log.js';

/** Plays at a desk. @returns whether all went as it should */
export async function check(
  serverSide: ServerSide,
  workstation: { desk: Desk; logFolder: string },
  print: (line: string) => void,
): Promise<boolean> {
  const { server, user, account, windowsPasswords } = serverSide;
  const { desk, logFolder } = workstation;
  const newcomer = await addNewcomer(server.administration);
  await rememberPassword(windowsPasswords, newcomer);
  const report = new Report(print);
  const stage: Stage = {
    desk,
    user,
    account,
    newcomer,
    keptKits: () => countKits(logFolder, newcomer.account.sid),
    audit: new AuditTrail(server.administration),
    unlock: async () => {
      const { exitCode, output } = await runCommandLine(server.socketPath, [
        'user',
        'unlock',
        user.name,
        '--reason',
        'she called',
      ]);
      if (exitCode !== 0) throw new Error(`exit code ${String(exitCode)}: ${output}`);
    },
    stopServer: () => server.stop(),
    startServer: () => server.start(),
    step: (name, run) => report.step(name, run),
  };
  await play(stage);
  await playOffline(stage);
  print(report.passed ? 'All went as it should.' : 'Something did not go as it should.');
  return report.passed;
}
