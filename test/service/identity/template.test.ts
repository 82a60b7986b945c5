import { existsSync, writeFileSync } from 'node:fs';

import type { Machine } from '../../../service/src/identity/machine.js';
import { startFakeServer } from '../../support/fake-server.js';
import { startTestService, waitUntil } from '../../support/service.js';

const machine: Machine = { systemId: 'one', name: 'TEMPLATE' };
const adapters = (of: Machine) => ({ readMachine: () => Promise.resolve(of) });

describe('the service of a golden image', () => {
  it('does not join, and keeps the token for its clones, which do', async () => {
    await using server = await startFakeServer();
    const token = server.joinToken();
    {
      await using template = await startTestService({
        token,
        config: { templateName: 'Template' },
        adapters: adapters(machine),
      });
      await waitUntil(() => template.logger.of('identity.template').length === 1);
      using _client = await template.connect();
      expect(template.logger.of('identity.joined')).toEqual([]);
      expect(existsSync(template.config.tokenFile ?? '')).toBe(true);
      expect(server.requests).toBe(0);
    }
    await using clone = await startTestService({
      token,
      config: { templateName: 'Template' },
      adapters: adapters({ ...machine, name: 'PC-0001' }),
    });
    await waitUntil(() => clone.logger.of('identity.joined').length === 1);
    expect(existsSync(clone.config.tokenFile ?? '')).toBe(false);
  });
});

describe('the service of a clone', () => {
  it('tells administrators that its identity is another computer’s, and joins anew where a token waits', async () => {
    await using server = await startFakeServer();
    const now = { ...machine, name: 'PC-0001' };
    await using service = await startTestService({
      token: server.joinToken(),
      adapters: {
        readMachine: () => Promise.resolve(now),
      },
    });
    await waitUntil(() => service.logger.of('identity.joined').length === 1);
    now.name = 'PC-0002';
    writeFileSync(service.config.tokenFile ?? '', server.joinToken(), { mode: 0o600 });
    await service.restart();
    await waitUntil(() => service.logger.of('identity.joined').length === 2);
    expect(service.logger.of('identity.unreadable')).toMatchObject([
      { reason: 'identity.foreign' },
    ]);
  });
});
