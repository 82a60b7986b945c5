import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  MESSAGE_TYPES,
  PIPE_VERSION,
  decodeMessage,
  encodeMessage,
} from '../../protocol/src/pipe/index.js';
import type {
  DllMessage,
  Frame,
  Screen,
  ScreenField,
  ServiceMessage,
  SlotName,
} from '../../protocol/src/pipe/index.js';
import { NATIVE } from '../../tools/build-native.mjs';
import type { WineService } from '../support/wine-service.js';
import type { WinePrefix } from '../support/wine.js';

/** What the service does when the DLL sends a message of a type, for the first such message, the second, … */
export interface Rule {
  on: DllMessage['type'];
  /** For every message of the type that no earlier rule takes. */
  always?: boolean;
  waitMs?: number;
  /** Of the frames that are sent. */
  version?: number;
  send: (ServiceMessage | 'drop')[];
}

export const WELCOME: Rule = {
  on: 'hello',
  always: true,
  send: [{ type: 'welcome', version: PIPE_VERSION, serviceVersion: 'scripted' }],
};

/** A service from before version 2. */
export const OLD_WELCOME: Rule = {
  on: 'hello',
  always: true,
  version: 1,
  send: [{ type: 'welcome', version: 1, serviceVersion: 'old' }],
};

/** Plays gatehouse-service byte by byte, as a real Windows service of its name that owns the credential pipe. */
export class ScriptedService {
  readonly service: WineService;
  readonly #log: string;

  private constructor(service: WineService, log: string) {
    this.service = service;
    this.#log = log;
  }

  static async create(prefix: WinePrefix, rules: readonly Rule[]): Promise<ScriptedService> {
    const script = path.join(prefix.driveC, 'script.txt');
    const log = path.join(prefix.driveC, 'frames.txt');
    await writeFile(script, rules.map(lineOf).join('\n'));
    await writeFile(log, '');
    const service = await prefix.createService({
      name: 'gatehouse-service',
      program: NATIVE.scriptedService,
      args: [prefix.toWindows(script), prefix.toWindows(log)],
    });
    return new ScriptedService(service, log);
  }

  /** The frames that the DLL sent, once its host has ended: the last of them may still be read then. */
  async frames(): Promise<Frame[]> {
    const end = Date.now() + 20_000;
    let lines = await this.#lines();
    while (count(lines, 'gone') < count(lines, 'client')) {
      if (Date.now() > end) throw new Error('a client of the scripted service does not go');
      await sleep(20);
      lines = await this.#lines();
    }
    return lines
      .filter((line) => /^[0-9a-f]{24,}$/.test(line))
      .map((line) => decodeMessage(Buffer.from(line, 'hex')));
  }

  /** Waits for a line of the service's log that is not a frame: `ready`, `client`, `gone`. */
  async waitForLine(line: string): Promise<void> {
    const end = Date.now() + 20_000;
    while (!(await this.#lines()).includes(line)) {
      if (Date.now() > end) throw new Error(`the scripted service did not say ${line}`);
      await sleep(20);
    }
  }

  async messages(): Promise<DllMessage[]> {
    return (await this.frames()).map(({ message }) => message as DllMessage);
  }

  async #lines(): Promise<string[]> {
    return (await readFile(this.#log, 'utf8')).split(/\r?\n/);
  }
}

function count(lines: string[], wanted: string): number {
  return lines.filter((line) => line === wanted).length;
}

function lineOf(rule: Rule): string {
  const { version = PIPE_VERSION } = rule;
  const answers = rule.send.map((message) =>
    message === 'drop'
      ? 'drop'
      : Buffer.from(encodeMessage({ version, conversation: 0, message })).toString('hex'),
  );
  return [
    rule.always === true ? 'always' : 'once',
    MESSAGE_TYPES[rule.on],
    ...(rule.waitMs === undefined ? [] : ['wait', rule.waitMs]),
    ...(answers.length === 0 ? ['-'] : answers),
  ].join(' ');
}

export function screen(
  id: number,
  fields: (SlotName | ScreenField)[],
  more: Partial<Screen> = {},
): ServiceMessage {
  const full = fields.map((field) => (typeof field === 'string' ? shown(field) : field));
  return { type: 'screen', screen: { id, fields: full, ...more } };
}

export function shown(slot: SlotName, more: Partial<ScreenField> = {}): ScreenField {
  return { slot, state: 'selected', mode: 'normal', ...more };
}
