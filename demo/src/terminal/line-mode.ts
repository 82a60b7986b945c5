import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import type { ScreenField, SlotName } from '@gatehouse/protocol';

import type { Tile } from '../pipe/tile.js';
import type { ServerSwitch } from '../server-switch.js';
import { drawFacts } from './panel.js';
import type { DemoUser } from './panel.js';
import { plainStyle } from './style.js';
import { LABELS, drawTile } from './tile-view.js';

const HELP =
  'Type a value and Enter. ":1" follows link 1, ":cancel" gives up, ":offline" and ":online" stop and start the server, ":quit" ends.';
const SECRET = new Set<SlotName>(['password', 'answer', 'newPassword', 'confirmPassword']);

/** Draws tiles as plain text and asks for one field a line: for dumb terminals, screen readers and scripts. */
export async function runLineMode(
  openTile: () => Tile,
  user: DemoUser,
  server: ServerSwitch,
  ended: AbortSignal,
): Promise<void> {
  using lines = new LineReader(ended);
  print(HELP);
  for (let again = true; again && !ended.aborted;) {
    const tile = openTile();
    again =
      (await converse(tile, { user, server, lines })) === 'finished' && (await wantsAgain(lines));
    tile.finish();
  }
}

async function converse(
  tile: Tile,
  person: { user: DemoUser; server: ServerSwitch; lines: LineReader },
): Promise<'finished' | 'quit'> {
  const { user, server, lines } = person;
  for (;;) {
    const state = await tile.settled();
    print('', ...drawFacts(user, server.state, { now: new Date(), width: 80, style: plainStyle }));
    print(...drawTile(tile, { width: 64, style: plainStyle }));
    if (state.kind !== 'screen') return 'finished';
    if ((await fillIn(tile, server, lines)) === 'quit') return 'quit';
  }
}

/** Asks for every field that is empty and every choice, or, where there is nothing to type, for a link; then submits. */
async function fillIn(
  tile: Tile,
  server: ServerSwitch,
  lines: LineReader,
): Promise<'asked' | 'quit'> {
  const inputs = tile.inputs();
  const empty = inputs.filter(({ slot }) => slot === 'choice' || tile.valueOf(slot) === '');
  const asked = empty.length > 0 ? empty : inputs.slice(0, 1);
  for (const field of asked.length > 0 ? asked : [undefined]) {
    const secret = field !== undefined && SECRET.has(field.slot);
    const line = await lines.next(`${field === undefined ? 'Link' : promptOf(field)}: `, secret);
    if (line === undefined || line === ':quit') return 'quit';
    if (line === ':cancel') {
      tile.cancel();
      return 'asked';
    }
    if (line === ':offline' || line === ':online') {
      if (`:${server.state}` !== line) await server.toggle();
      return 'asked';
    }
    const link = tile.links().find(({ slot }) => line === `:${slot.slice(-1)}`);
    if (link !== undefined) {
      tile.follow(link.slot);
      return 'asked';
    }
    // An empty line keeps the option that is shown.
    const keeps = field?.slot === 'choice' && line === '';
    if (field !== undefined && !keeps) tile.type(field.slot, line);
  }
  tile.submit();
  return 'asked';
}

function promptOf(field: ScreenField): string {
  const label = LABELS[field.slot] ?? field.slot;
  const options = field.options?.map((option, index) => `${index} = ${option}`).join(', ');
  return options === undefined ? label : `${label} (${options})`;
}

async function wantsAgain(lines: LineReader): Promise<boolean> {
  const line = await lines.next('Log on again? [y/N] ', false);
  return /^y/i.test(line ?? '');
}

function print(...lines: string[]): void {
  for (const line of lines) console.log(line);
}

/** Lines of standard input; at a keyboard, secrets are not shown. */
class LineReader implements Disposable {
  readonly #output = new MutedOutput();
  readonly #interface = createInterface({
    input: process.stdin,
    output: this.#output,
    terminal: process.stdin.isTTY,
    historySize: 0,
  });
  readonly #waiting: ((line: string | undefined) => void)[] = [];
  readonly #ready: string[] = [];
  #closed = false;

  constructor(ended: AbortSignal) {
    this.#interface.on('line', (line) => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#ready.push(line);
      else next(line);
    });
    this.#interface.on('close', () => {
      this.#closed = true;
      for (const next of this.#waiting.splice(0)) next(undefined);
    });
    ended.addEventListener('abort', () => this.#interface.close());
  }

  async next(prompt: string, secret: boolean): Promise<string | undefined> {
    process.stdout.write(prompt);
    this.#output.muted = secret;
    const ready = this.#ready.shift();
    if (ready !== undefined || this.#closed) {
      process.stdout.write('\n');
      return ready;
    }
    const line = await new Promise<string | undefined>((resolve) => this.#waiting.push(resolve));
    if (secret || !process.stdin.isTTY) process.stdout.write('\n');
    return line;
  }

  [Symbol.dispose](): void {
    this.#interface.close();
    process.stdin.pause();
  }
}

/** Where readline echoes to. */
class MutedOutput extends Writable {
  muted = false;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (!this.muted && process.stdin.isTTY) process.stdout.write(chunk);
    done();
  }
}
