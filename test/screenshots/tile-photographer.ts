import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { NATIVE } from '../../tools/build-native.mjs';
import { playLogonUi } from '../native/logon-host.js';
import type { DrawnPart, HostLine } from '../native/logon-host.js';
import { ScriptedService, WELCOME } from '../native/scripted-service.js';
import type { Rule } from '../native/scripted-service.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';
import { LANGUAGES, sceneOf } from './languages.js';
import { readBmp } from './png.js';
import type { Bitmap } from './png.js';
import { STATES, messageOf } from './states.js';
import type { State } from './states.js';

const SETTINGS = 'HKLM\\SOFTWARE\\Gatehouse';
const CLOSED = ['unadvise', 'quit'];

/** A picture of the tile in one state. */
export interface Photograph {
  state: string;
  parts: DrawnPart[];
  width: number;
  height: number;
  bitmap: Bitmap;
}

/** The states that are no screens of the service: the DLL's own, and LogonUI's pages. */
export const OWN_STATES = ['waiting', 'status', 'service-down'] as const;

/** Photographs the tile: the real DLL, screens as the service draws them, and logon-host in the place of LogonUI. */
export class TilePhotographer implements AsyncDisposable {
  readonly #prefix: WinePrefix;
  readonly #language: string;

  private constructor(prefix: WinePrefix, language: string) {
    this.#prefix = prefix;
    this.#language = language;
  }

  /** @param fonts what stands for the fonts of Windows, where there are such */
  static async create(
    language: string,
    fonts: Record<string, string> = {},
  ): Promise<TilePhotographer> {
    const prefix = await createWinePrefix();
    for (const [windows, ours] of Object.entries(fonts)) {
      await prefix.setRegistry('HKCU\\Software\\Wine\\Fonts\\Replacements', windows, ours);
    }
    await prefix.registerServer(NATIVE.provider);
    await prefix.setRegistry(SETTINGS, 'ServiceWaitSeconds', 0);
    await prefix.setRegistry(SETTINGS, 'WhenServiceDown', 'deny');
    await prefix.setRegistry(SETTINGS, 'Language', LANGUAGES[language]?.tag ?? language);
    return new TilePhotographer(prefix, language);
  }

  /** All states, in order. */
  async photograph(): Promise<Photograph[]> {
    // First, while there is no service.
    const down = await playLogonUi(this.#prefix, [
      'scenario logon',
      'advise',
      'select 0',
      'set userName CORP\\alice',
      'set password correct horse',
      'submit',
      `${this.#picture('service-down')} status`,
      ...CLOSED,
    ]);
    const lines = [...(await this.#showScreens()), ...down];
    const names = [...STATES.map(({ name }) => name), ...OWN_STATES];
    return Promise.all(names.map(async (name) => this.#develop(name, lines)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#prefix[Symbol.asyncDispose]();
  }

  /** One conversation that goes through all screens: each submission leads to the next. */
  async #showScreens(): Promise<HostLine[]> {
    const scene = sceneOf(this.#language);
    // Then a code is asked for once more, and found wrong: what is seen meanwhile, and what LogonUI says of it.
    const screens = [...STATES, stateOf('code'), stateOf('code-wrong')].map((state, index) =>
      messageOf(state.draw(scene), index + 1),
    );
    const progress = { type: 'progress', text: scene.texts['progress.checking'] } as const;
    const rules = screens.map((screen, index): Rule => ({
      on: index === 0 ? 'open' : 'submit',
      send: index === screens.length - 1 ? [progress, screen] : [screen],
    }));
    const { service } = await ScriptedService.create(this.#prefix, [WELCOME, ...rules]);
    await service.start();
    return playLogonUi(this.#prefix, [
      'scenario logon',
      'advise',
      'select 0',
      'wait-field detail visible',
      ...STATES.flatMap(({ name, typed = {} }, index) => [
        ...(index === 0 ? [] : ['submit']),
        ...Object.entries(typed).map(([field, text]) => `set ${field} ${text}`),
        this.#picture(name),
      ]),
      'submit',
      `submit picture ${this.#file('waiting')}`,
      `${this.#picture('status')} status`,
      ...CLOSED,
    ]);
  }

  #file(state: string): string {
    return this.#prefix.toWindows(path.join(this.#prefix.driveC, `${state}.bmp`));
  }

  #picture(state: string): string {
    return `picture ${this.#file(state)}`;
  }

  /** Of a state that was drawn more than once, the last picture is there. */
  async #develop(state: string, lines: HostLine[]): Promise<Photograph> {
    const { parts, width, height } = lines.findLast(({ file }) => file === this.#file(state)) ?? {};
    if (parts === undefined || width === undefined || height === undefined) {
      throw new Error(`there is no picture of ${state}`);
    }
    const bitmap = readBmp(await readFile(path.join(this.#prefix.driveC, `${state}.bmp`)));
    return { state, parts, width, height, bitmap };
  }
}

function stateOf(name: string): State {
  const state = STATES.find((known) => known.name === name);
  if (state === undefined) throw new Error(`there is no state ${name}`);
  return state;
}
