import { stat } from 'node:fs/promises';

import { installGatehouse } from '../../support/wine-gatehouse.js';
import type { InstalledGatehouse } from '../../support/wine-gatehouse.js';
import { createWinePrefix } from '../../support/wine.js';
import type { WinePrefix } from '../../support/wine.js';

let prefix: WinePrefix;
let gatehouse: InstalledGatehouse;

beforeAll(async () => {
  prefix = await createWinePrefix();
  gatehouse = await installGatehouse(prefix, { settings: { LogLevel: 'debug' } });
}, 180_000);

afterAll(async () => {
  await prefix[Symbol.asyncDispose]();
}, 30_000);

describe('the service under the service control manager', () => {
  it('starts, stops within five seconds and starts again', async () => {
    const { service } = gatehouse;
    await service.start();
    const began = Date.now();
    await service.stop();
    expect(Date.now() - began).toBeLessThan(5000);
    await service.start();
    expect(await service.state()).toBe('RUNNING');
    await service.stop();
    const events = (await gatehouse.log()).map(({ message }) => message);
    expect(events.filter((event) => event === 'service.started')).toHaveLength(2);
    expect(events.filter((event) => event === 'service.stopped')).toHaveLength(2);
  }, 60_000);

  it('takes its settings from the registry, those of a policy first', async () => {
    const count = async (): Promise<number> => (await gatehouse.log()).length;
    await prefix.setRegistry('HKLM\\SOFTWARE\\Policies\\Gatehouse', 'LogLevel', 'error');
    await gatehouse.service.start();
    await gatehouse.service.stop();
    const quiet = await count();
    await prefix.deleteRegistry('HKLM\\SOFTWARE\\Policies\\Gatehouse');
    await gatehouse.service.start();
    await gatehouse.service.stop();
    expect(await count()).toBeGreaterThan(quiet);
    expect((await gatehouse.log()).filter(({ level }) => level === 'info')).not.toEqual([]);
  }, 60_000);

  it('starts again after it was killed', async () => {
    const { service } = gatehouse;
    await service.start();
    await service.kill();
    await service.start();
    await service.stop();
  }, 60_000);

  it('R9: keeps its state in a folder that only it may enter', async () => {
    // Wine shows the descriptor as a Unix mode: nothing for group and others.
    expect((await stat(gatehouse.stateFolder)).mode & 0o077).toBe(0);
  });

  it('R9: does not start on a state folder that others may enter', async () => {
    const folder = 'C:\\ProgramData\\Planted';
    await prefix.mustRun('cmd', ['/c', 'mkdir', folder]);
    await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'StateFolder', folder);
    try {
      await expect(gatehouse.service.start(5000)).rejects.toThrow('STOPPED');
    } finally {
      const own = prefix.toWindows(gatehouse.stateFolder);
      await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'StateFolder', own);
    }
  }, 60_000);
});
