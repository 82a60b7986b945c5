import { OnDemandPasswordChanges } from '../../../service/src/passwords/on-demand-password-changes.js';
import { FakePasswordChanges } from '../../fakes/fake-password-changes.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';

const ACCOUNT = { domain: 'CORP', name: 'alice' };
const [OLD, NEW] = [Buffer.from('the old horse'), Buffer.from('the new horse')];

describe('what changes passwords, made when it is needed', () => {
  it('is made once', async () => {
    const inner = new FakePasswordChanges().says({ outcome: 'changed' }, { outcome: 'locked' });
    let made = 0;
    const changes = new OnDemandPasswordChanges({
      load: () => Promise.resolve((made++, inner)),
      logger: new MemoryLogger(),
    });
    expect(made).toBe(0);
    expect(await changes.change(ACCOUNT, OLD, NEW)).toEqual({ outcome: 'changed' });
    expect(await changes.change(ACCOUNT, OLD, NEW)).toEqual({ outcome: 'locked' });
    expect(made).toBe(1);
  });

  it('R5: that takes too long counts as nothing changed', async () => {
    const inner = new FakePasswordChanges().says(() => new Promise(() => undefined));
    const logger = new MemoryLogger();
    const load = () => Promise.resolve(inner);
    const changes = new OnDemandPasswordChanges({ load, logger, limitMs: 20 });
    expect(await changes.change(ACCOUNT, OLD, NEW)).toEqual({ outcome: 'unavailable' });
    expect(logger.lines.map(({ event }) => event)).toEqual(['password.late']);
  });

  it('R5: that cannot be made, or fails, changes nothing, and is tried anew', async () => {
    const inner = new FakePasswordChanges().says(new Error('broken'), { outcome: 'changed' });
    const logger = new MemoryLogger();
    let failures = 1;
    const changes = new OnDemandPasswordChanges({
      load: () => (failures-- > 0 ? Promise.reject(new Error('no koffi')) : Promise.resolve(inner)),
      logger,
    });
    expect(await changes.change(ACCOUNT, OLD, NEW)).toEqual({ outcome: 'unavailable' });
    expect(await changes.change(ACCOUNT, OLD, NEW)).toEqual({ outcome: 'unavailable' });
    expect(await changes.change(ACCOUNT, OLD, NEW)).toEqual({ outcome: 'changed' });
    expect(logger.lines.map(({ event }) => event)).toEqual(['password.fault', 'password.fault']);
  });
});
