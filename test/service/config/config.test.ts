import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import {
  checkFileSettings,
  checkRegistrySettings,
} from '../../../service/src/config/check-settings.js';
import { ConfigurationError, withDefaults } from '../../../service/src/config/config.js';
import { renderServiceConfigurationReference } from '../../../service/src/config/configuration-reference.js';
import { loadFileConfig } from '../../../service/src/config/load-config.js';
import { SETTINGS } from '../../../service/src/config/settings.js';

describe('settings of a file', () => {
  it('are checked, and the rest has defaults', () => {
    const settings = checkFileSettings({ serverTimeoutMs: 1500, stateFolder: '/srv/state' });
    expect(withDefaults(settings)).toMatchObject({
      serverTimeoutMs: 1500,
      socketPath: '/srv/state/run/credential.sock',
      logFolder: '/srv/state/logs',
      logLevel: 'info',
      keyRefreshMinutes: 60,
    });
  });

  it.each([
    ['a name that is none', { serverTimeoutMS: 1500 }, 'serverTimeoutMS'],
    ['a budget of nothing', { serverTimeoutMs: 0 }, 'serverTimeoutMs'],
    ['a budget that is no number', { serverTimeoutMs: '3 s' }, 'serverTimeoutMs'],
    ['a proxy with a password', { proxyUrl: 'http://me:s3cret@proxy:3128' }, 'proxyUrl'],
    ['a proxy of another kind', { proxyUrl: 'socks5://proxy:1080' }, 'proxyUrl'],
    ['R25: a UNC path', { stateFolder: '\\\\evil\\share' }, 'stateFolder'],
    ['R25: a UNC path with slashes', { tokenFile: '//evil/share' }, 'tokenFile'],
    ['R25: a URL', { logFolder: 'https://evil/share' }, 'logFolder'],
    ['a relative path', { stateFolder: 'state' }, 'stateFolder'],
    [
      'passwords for another computer',
      { demoPasswordChanges: 'http://10.0.0.1/x' },
      'demoPassword',
    ],
    [
      'a host that only begins so',
      { demoPasswordChanges: 'http://127.0.0.1.evil/' },
      'demoPassword',
    ],
    ['a host behind a name', { demoPasswordChanges: 'http://localhost@evil/' }, 'demoPassword'],
    ['a level that is none', { logLevel: 'verbose' }, 'logLevel'],
  ])('refuse %s without quoting it', (_, raw, name) => {
    expect(() => checkFileSettings(raw)).toThrow(ConfigurationError);
    expect(() => checkFileSettings(raw)).toThrow(name);
    expect(() => checkFileSettings(raw)).not.toThrow(/s3cret/);
  });

  it('come from JSON, else the start fails with the name of the file', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gh-config-'));
    const file = path.join(folder, 'service.json');
    writeFileSync(file, '{"stateFolder": "/srv/state"}');
    expect((await loadFileConfig(file)).stateFolder).toBe('/srv/state');
    writeFileSync(file, '\ufeff{"stateFolder": "/srv/marked"}');
    expect((await loadFileConfig(file)).stateFolder).toBe('/srv/marked');
    for (const text of ['', '[]', '{', '"x"']) {
      writeFileSync(file, text);
      await expect(loadFileConfig(file)).rejects.toThrow(file);
    }
    writeFileSync(file, '{"logLevel": "info",\n"logLevel": "debug"}');
    await expect(loadFileConfig(file)).rejects.toThrow(
      'the key "logLevel" of line 1 is there again in line 2',
    );
    await expect(loadFileConfig(path.join(folder, 'absent.json'))).rejects.toThrow('absent.json');
    rmSync(folder, { recursive: true });
  });
});

it.each(['http://127.0.0.1:8600/change', 'http://localhost:8600', 'http://[::1]:8600/'])(
  '%s is of the loopback',
  (demoPasswordChanges) => {
    expect(checkFileSettings({ demoPasswordChanges })).toEqual({ demoPasswordChanges });
  },
);

describe('settings of the registry', () => {
  it('are policy over installation, with capital names; others are not ours', () => {
    const settings = checkRegistrySettings(
      { ServerTimeoutMs: 1000, WhenServiceDown: 'deny', ProxyUrl: '' },
      { ServerTimeoutMs: 2000, LogLevel: 'debug', BreakGlassSids: ['S-1-5-21-1'] },
    );
    expect(settings).toEqual({ serverTimeoutMs: 1000, logLevel: 'debug' });
  });

  it('may be digits in a string', () => {
    expect(checkRegistrySettings({ LogFiles: '7' }, {})).toEqual({ logFiles: 7 });
  });
});

it('every setting is in the reference', () => {
  const text = renderServiceConfigurationReference();
  for (const [name, { effect }] of Object.entries(SETTINGS)) {
    expect(text).toContain(`\`${name}\``);
    expect(text).toContain(effect);
  }
});
