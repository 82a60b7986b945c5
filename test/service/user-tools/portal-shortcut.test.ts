import { shortcutTo } from '../../../service/src/user-tools/internet-shortcut.js';
import { PortalShortcut, SHORTCUT_NAME } from '../../../service/src/user-tools/portal-shortcut.js';
import { NO_START_MENU, StartMenuError } from '../../../service/src/user-tools/start-menu.js';
import type { StartMenu } from '../../../service/src/user-tools/start-menu.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { startFakeServer } from '../../support/fake-server.js';
import { startTestService, waitUntil } from '../../support/service.js';

const PORTAL = 'https://portal.corp.test';
const SERVER = 'https://server.corp.test:8443';
const FOREIGN = '[InternetShortcut]\r\nURL=https://intranet.corp.test/\r\n';

class MemoryStartMenu implements StartMenu {
  readonly files = new Map<string, string>();
  writes = 0;

  constructor(text?: string) {
    if (text !== undefined) this.files.set(SHORTCUT_NAME, text);
  }

  read(name: string): string | undefined {
    return this.files.get(name);
  }

  replace(name: string, text: string): void {
    this.writes += 1;
    this.files.set(name, text);
  }

  remove(name: string): void {
    this.files.delete(name);
  }
}

function shortcut(
  menu: StartMenu,
  { offered = true, portalUrl }: { offered?: boolean; portalUrl?: string } = {},
) {
  const logger = new MemoryLogger();
  const openMenu = () => Promise.resolve(menu);
  return { logger, shortcut: new PortalShortcut({ openMenu, offered, portalUrl, logger }) };
}

describe('the shortcut to the portal', () => {
  it('leads to the server, once that is known, and is written once', async () => {
    const menu = new MemoryStartMenu();
    const made = shortcut(menu);
    await made.shortcut.start();
    expect(menu.files.size).toBe(0);
    for (let contact = 0; contact < 3; contact++) await made.shortcut.serverKnown(SERVER);
    expect(menu.files).toEqual(new Map([[SHORTCUT_NAME, shortcutTo(SERVER)]]));
    expect(menu.writes).toBe(1);
  });

  it('leads to where an administrator says, at once and whatever server it is', async () => {
    const menu = new MemoryStartMenu(shortcutTo(SERVER));
    const made = shortcut(menu, { portalUrl: PORTAL });
    await made.shortcut.start();
    await made.shortcut.serverKnown(SERVER);
    expect(menu.files.get(SHORTCUT_NAME)).toBe(shortcutTo(PORTAL));
    expect(menu.writes).toBe(1);
  });

  it('goes when it is off, and does not come back', async () => {
    const menu = new MemoryStartMenu(shortcutTo(PORTAL));
    const made = shortcut(menu, { offered: false, portalUrl: PORTAL });
    await made.shortcut.start();
    await made.shortcut.serverKnown(SERVER);
    expect(menu.files.size).toBe(0);
    expect(made.logger.of('shortcut.removed')).toHaveLength(1);
  });

  it.each([true, false])('leaves a file of somebody else alone (offered: %s)', async (offered) => {
    const menu = new MemoryStartMenu(FOREIGN);
    const made = shortcut(menu, { offered });
    await made.shortcut.start();
    await made.shortcut.serverKnown(SERVER);
    await made.shortcut.serverKnown(SERVER);
    expect(menu.files.get(SHORTCUT_NAME)).toBe(FOREIGN);
    expect(made.logger.of('shortcut.foreign')).toHaveLength(offered ? 1 : 0);
  });

  it('is not there with an address that is none, which the log does not repeat', async () => {
    const portalUrl = 'https://alice:secret@portal.corp.test';
    const menu = new MemoryStartMenu(shortcutTo(PORTAL));
    const made = shortcut(menu, { portalUrl });
    await made.shortcut.start();
    expect(menu.files.size).toBe(0);
    expect(made.logger.of('shortcut.failed')).toMatchObject([{ reason: 'portal-url.refused' }]);
    expect(JSON.stringify(made.logger.lines)).not.toContain('secret');
  });

  it('keeps nobody waiting for a Start menu that cannot be used, and says so once', async () => {
    const menu: StartMenu = {
      ...NO_START_MENU,
      read: () => {
        throw new StartMenuError('start-menu.not-a-file', 'a link');
      },
    };
    const made = shortcut(menu);
    await made.shortcut.serverKnown(SERVER);
    await made.shortcut.serverKnown(SERVER);
    expect(made.logger.of('shortcut.failed')).toMatchObject([{ reason: 'start-menu.not-a-file' }]);
    const logger = new MemoryLogger();
    const openMenu = () => Promise.reject(new Error('no menu'));
    const closed = new PortalShortcut({ openMenu, offered: false, portalUrl: undefined, logger });
    await closed.start();
    expect(logger.of('shortcut.failed')).toHaveLength(1);
  });
});

describe('the service', () => {
  it('makes it when the workstation has joined, and removes it where it is off', async () => {
    await using server = await startFakeServer();
    const menu = new MemoryStartMenu();
    await using service = await startTestService({
      token: server.joinToken(),
      adapters: { openStartMenu: () => Promise.resolve(menu) },
    });
    await waitUntil(() => menu.files.has(SHORTCUT_NAME));
    expect(menu.files.get(SHORTCUT_NAME)).toBe(shortcutTo(server.url));
    service.config.userTools = 'off';
    await service.restart();
    await waitUntil(() => !menu.files.has(SHORTCUT_NAME));
  });

  it('starts with a setting that is no address', async () => {
    const menu = new MemoryStartMenu();
    await using service = await startTestService({
      config: { portalUrl: 'portal' },
      adapters: { openStartMenu: () => Promise.resolve(menu) },
    });
    await waitUntil(() => service.logger.of('shortcut.failed').length === 1);
    using _client = await service.connect();
    expect(menu.files.size).toBe(0);
  });
});
