import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import { isOurShortcut, shortcutTo } from './internet-shortcut.js';
import type { StartMenu } from './start-menu.js';

/** One name in every language: whoever removes it looks for it. `gatehouse.wxs` and `uninstall.cmd` have it, too. */
export const SHORTCUT_NAME = 'Gatehouse.url';

export interface PortalShortcutParameters {
  openMenu: () => Promise<StartMenu>;
  offered: boolean;
  /** What an administrator set; else the server's own address is the portal's. */
  portalUrl: string | undefined;
  logger: Logger;
}

/**
 * The shortcut to the portal in everybody's Start menu. A file of that name that is not ours is left alone. Nothing here throws:
 * that there is no shortcut is logged, and keeps nobody from logging on.
 */
export class PortalShortcut {
  readonly #parameters: PortalShortcutParameters;
  /** The warning that was logged last: the next contact with the server would say it again. */
  #warned: string | undefined;

  constructor(parameters: PortalShortcutParameters) {
    this.#parameters = parameters;
  }

  /** Does what the settings say, as far as they do: without an address there, {@link serverKnown} goes on. */
  async start(): Promise<void> {
    const { offered, portalUrl } = this.#parameters;
    if (!offered) await this.#attempt((menu) => this.#remove(menu));
    else if (portalUrl !== undefined) await this.#attempt((menu) => this.#lead(menu, portalUrl));
  }

  /** @param serverUrl the address of the server that this workstation joined */
  async serverKnown(serverUrl: string): Promise<void> {
    const { offered, portalUrl } = this.#parameters;
    if (offered && portalUrl === undefined) {
      await this.#attempt((menu) => this.#lead(menu, serverUrl));
    }
  }

  #lead(menu: StartMenu, url: string): void {
    let wanted: string;
    try {
      wanted = shortcutTo(url);
    } catch (error) {
      // What an earlier setting made leads to where nobody sends people any more.
      this.#remove(menu);
      throw error;
    }
    const present = menu.read(SHORTCUT_NAME);
    if (present === wanted) return;
    if (present !== undefined && !isOurShortcut(present)) {
      this.#warn('shortcut.foreign', undefined, 'another file has its name, and stays');
      return;
    }
    menu.replace(SHORTCUT_NAME, wanted);
    this.#parameters.logger.info('shortcut.written');
  }

  #remove(menu: StartMenu): void {
    const present = menu.read(SHORTCUT_NAME);
    if (present === undefined || !isOurShortcut(present)) return;
    menu.remove(SHORTCUT_NAME);
    this.#parameters.logger.info('shortcut.removed');
  }

  async #attempt(work: (menu: StartMenu) => void): Promise<void> {
    try {
      work(await this.#parameters.openMenu());
    } catch (error) {
      this.#warn('shortcut.failed', codeOf(error), detailOf(error));
    }
  }

  #warn(event: string, reason: string | undefined, detail: string): void {
    const warning = `${event} ${detail}`;
    if (warning === this.#warned) return;
    this.#warned = warning;
    this.#parameters.logger.warn(event, { reason, detail });
  }
}
