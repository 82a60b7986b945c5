import { runCommandLine } from '../administration/command-line.js';
import type { House } from '../house.js';
import { AuditTrail } from './audit-trail.js';
import type { Desk } from './desk.js';
import { play } from './play.js';
import { Report } from './report.js';

/** Plays at a desk of the house. @returns whether all went as it should */
export async function check(
  house: Omit<House, 'connection' | typeof Symbol.asyncDispose>,
  desk: Desk,
  print: (line: string) => void,
): Promise<boolean> {
  const { server, user, account } = house;
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
  return report.passed;
}
