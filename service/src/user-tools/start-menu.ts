/** Port: the part of the Start menu that everybody on this computer sees. Each name in it is a file. */
export interface StartMenu {
  /**
   * The text of a file, undefined where there is none.
   * @throws StartMenuError when something else has the name, or when it is larger than anything of ours
   */
  read(name: string): string | undefined;
  /** Makes a file, or replaces one, as one step. @throws StartMenuError when there is no Start menu to put it into */
  replace(name: string, text: string): void;
  /** Removes a file that {@link read} has read. */
  remove(name: string): void;
}

/** The Start menu is not as we may use it. */
export class StartMenuError extends Error {
  override readonly name = 'StartMenuError';
  readonly code: 'start-menu.missing' | 'start-menu.not-a-file' | 'start-menu.too-large';

  constructor(code: StartMenuError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Where the system has no such menu: what is put there is nowhere. */
export const NO_START_MENU: StartMenu = {
  read: () => undefined,
  replace: () => undefined,
  remove: () => undefined,
};
