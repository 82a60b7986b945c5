import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { CorrelationId } from '@gatehouse/protocol';

import { generalize } from '../../service/src/commands/generalize.js';
import { joinNow } from '../../service/src/commands/join-now.js';
import { showStatus } from '../../service/src/commands/show-status.js';
import { withDefaults } from '../../service/src/config/config.js';
import { startFakeServer } from '../support/fake-server.js';
import { startTestService } from '../support/service.js';

const correlationId = '4bf92f3577b34da6a3ce929d0e0e4736' as CorrelationId;

describe('the commands of an administrator', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gh-commands-'));
  const config = withDefaults({ stateFolder: folder, serverTimeoutMs: 1000 });
  const tokenFile = path.join(folder, 'token');
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const status = async () => {
    const { exitCode, text } = await showStatus({ config, correlationId });
    return { exitCode, ...(JSON.parse(text) as object) };
  };

  it('join the workstation and show who it is, also while the server is away', async () => {
    await using server = await startFakeServer();
    expect(await status()).toMatchObject({ exitCode: 1, joined: false, server: 'not-joined' });
    expect(await status()).toMatchObject({ policy: { inForce: false, reason: 'not-joined' } });

    writeFileSync(tokenFile, server.joinToken(), { mode: 0o600 });
    server.misbehaviour = 'own-key-forged';
    const refused = await joinNow({ config, tokenFile, correlationId });
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.text).toContain('not joined (wrong-key)');

    server.misbehaviour = undefined;
    const joined = await joinNow({ config, tokenFile, correlationId });
    expect(joined).toMatchObject({ exitCode: 0 });
    expect(joined.text).toContain(`joined ${server.url} as wks_`);
    expect(await status()).toMatchObject({ exitCode: 0, joined: true, server: 'answers' });
    server.misbehaviour = 'reset';
    expect(await status()).toMatchObject({ exitCode: 1, joined: true, server: 'connect' });
  });

  it('generalize what is to be copied: no identity, no kits, no counts, settings and token as they were', async () => {
    await using server = await startFakeServer();
    writeFileSync(tokenFile, server.joinToken(), { mode: 0o600 });
    await joinNow({ config, tokenFile, correlationId });
    for (const name of ['kits', 'counters']) {
      mkdirSync(path.join(folder, name), { recursive: true });
      writeFileSync(path.join(folder, name, 'something'), '');
    }
    {
      await using running = await startTestService({ config: { stateFolder: folder } });
      const refused = await generalize({
        config: { ...config, socketPath: running.config.socketPath },
      });
      expect(refused).toMatchObject({ exitCode: 1 });
      expect(refused.text).toContain('Stop it');
      expect(await status()).toMatchObject({ joined: true });
    }
    expect(await generalize({ config })).toMatchObject({ exitCode: 0 });
    expect(await status()).toMatchObject({ joined: false });
    expect(existsSync(tokenFile)).toBe(true);
    expect(['kits', 'counters'].map((name) => existsSync(path.join(folder, name)))).toEqual([
      false,
      false,
    ]);
  });

  it('say which file is missing', async () => {
    const absent = path.join(folder, 'absent');
    await expect(joinNow({ config, tokenFile: absent, correlationId })).rejects.toThrow(absent);
  });
});
