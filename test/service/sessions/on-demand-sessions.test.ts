import { OnDemandSessions } from '../../../service/src/sessions/on-demand-sessions.js';
import { FakeSessions } from '../../fakes/fake-sessions.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';

describe('sessions on demand', () => {
  it('are loaded once', async () => {
    let loads = 0;
    const sessions = new OnDemandSessions({
      load: () => {
        loads++;
        return Promise.resolve(new FakeSessions());
      },
      logger: new MemoryLogger(),
    });
    await Promise.all([sessions.describe(1), sessions.describe(2)]);
    expect(loads).toBe(1);
  });

  it('take a session that nobody describes for a remote one, and try again', async () => {
    let loads = 0;
    const logger = new MemoryLogger();
    const sessions = new OnDemandSessions({
      load: () =>
        loads++ === 0 ? Promise.reject(new Error('no')) : Promise.resolve(new FakeSessions()),
      logger,
    });
    expect(await sessions.describe(1)).toEqual({ session: { type: 'other' } });
    expect(logger.lines.map(({ event }) => event)).toEqual(['session.unknown']);
    expect(await sessions.describe(1)).toEqual({ session: { type: 'console' } });
  });

  it('do not keep a logon waiting', async () => {
    const sessions = new OnDemandSessions({
      load: () => Promise.resolve({ describe: () => new Promise<never>(() => undefined) }),
      logger: new MemoryLogger(),
    });
    expect(await sessions.describe(1)).toEqual({ session: { type: 'other' } });
  });
});
