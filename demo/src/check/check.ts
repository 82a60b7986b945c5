import { runCommandLine } from '../administration/command-line.js';
import type { ServerSide } from '../house.js';
import { AuditTrail } from './audit-trail.js';
import type { Desk } from './desk.js';
import { play } from './play.js';
import { Report } from './report.js';

/** Plays at a desk. @returns whether all went as it should */
export async function check(
  serverSide: ServerSide,
  desk: Desk,
  print: (line: string) => void,
): Promise<boolean> {
  const { server, user, account } = serverSide;
  const report = new Report(print);
  await play({
    desk,
    user,
    account,
    audit: new AuditTrail(server.administration),
    unlock: async () => {
      const { exitCode, output } = await runCommandLine(server.socketPath, [
        'user',
        'unlock',
        user.name,
      ]);
      if (exitCode !== 0) throw new Error(`exit code ${String(exitCode)}: ${output}`);
    },
    stopServer: () => server.stop(),
    startServer: () => server.start(),
    step: (name, run) => report.step(name, run),
  });
  print(report.passed ? 'All went as it should.' : 'Something did not go as it should.');
  return report.passed;
}
