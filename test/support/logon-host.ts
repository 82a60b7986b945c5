import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SlotName } from '../../protocol/src/index.js';
import { wineEnvironment } from './wine-prefix.js';
import type { WinePrefix } from './wine.js';

/** A line that logon-host.exe printed: a call and its result, or an event of the provider. */
export type HostLine = Record<string, unknown>;

/** What GetSerialization answered. */
export interface Submitted {
  response:
    | 'no-credential-not-finished'
    | 'no-credential-finished'
    | 'return-credential-finished'
    | 'return-no-credential-finished';
  /** The text beside the field, and how it is meant. */
  status: string;
  icon: string;
  /** The credential that Windows would log on with, unpacked. */
  serialization?: { domain: string; user: string; password: string; messageType: number };
  /** What the tile shows now. */
  fields: Record<SlotName, { state: string; text: string; options?: string[] }>;
  /** Milliseconds in Connect. */
  connectMs: number;
}

/** Longer than any budget of the provider: what hangs fails the test with what was printed so far. */
const TIMEOUT_MS = 60_000;
/** A dump of winedbg begins with what is worth most: the registers, the stack and the back trace. */
const MAX_FOREIGN_LINES = 60;
/** How long the debugger may take to write it. */
const CRASH_MS = 20_000;
/** How long the output is read on after the end. */
const DRAIN_MS = 5_000;

/** A person at the logon screen: drives the registered provider through logon-host.exe. */
export class LogonHost implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: HostLine[] = [];
  /** What came beside the program's own lines: when it crashes, Wine's debugger writes to its output. */
  readonly #foreign: string[] = [];
  readonly #exited: Promise<unknown>;
  #wake: () => void = () => undefined;
  #sent = 0;
  #ended = false;
  #toldCrash = false;

  constructor(prefix: WinePrefix, program: string) {
    this.#child = spawn('wine', [prefix.toWindows(program)], { env: wineEnvironment(prefix.path) });
    const drained = once(this.#child.stdout, 'end');
    this.#exited = once(this.#child, 'exit').then(async () => {
      // A process that it started may have its output and go on.
      await Promise.race([drained, sleep(DRAIN_MS, undefined, { ref: false })]);
      this.#ended = true;
      this.#wake();
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#take(line);
      this.#wake();
    });
    this.#child.stderr.resume();
    this.#child.stdin.on('error', () => undefined);
  }

  /** Every line so far. */
  get lines(): readonly HostLine[] {
    return this.#lines;
  }

  /** Shows the logon screen with these users and selects a tile; the last one is "other user". */
  async open(
    users: { sid: string; name: string }[] = [],
    tile = users.length,
    scenario: 'logon' | 'change-password' = 'logon',
  ): Promise<void> {
    await this.command(`scenario ${scenario}`);
    for (const { sid, name } of users) await this.command(`user ${sid} ${name}`);
    await this.command('advise');
    await this.command(`select ${tile}`);
    await this.command('wait-field password visible 40000');
  }

  /** Sends a command and returns the lines that it caused. @throws Error when the program gave up */
  async command(text: string): Promise<HostLine[]> {
    const from = this.#lines.length;
    // Comments are echoed: the echo says that everything before it is done.
    const mark = `# ${++this.#sent}`;
    this.#child.stdin.write(`${text}\n${mark}\n`);
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      const fresh = this.#lines.slice(from);
      if (fresh.some((line) => line['command'] === mark)) return fresh;
      await this.#requireNoCrash();
      if (this.#ended || Date.now() > deadline) {
        const last = this.#lines.slice(-30).map((line) => JSON.stringify(line));
        throw new Error(
          `logon-host did not finish "${text.split(' ', 2).join(' ')}":\n${last.join('\n')}`,
        );
      }
      await Promise.race([new Promise<void>((resolve) => (this.#wake = resolve)), sleep(1000)]);
    }
  }

  async type(slot: SlotName, text: string): Promise<void> {
    await this.command(`set ${slot} ${text}`);
  }

  async submit(): Promise<Submitted> {
    return this.#readSubmitted(await this.command('submit'));
  }

  /** Submits the default tile, as LogonUI does where the provider wanted that. @throws Error where it did not */
  async auto(): Promise<Submitted> {
    return this.#readSubmitted(await this.command('auto'));
  }

  /** Follows a link, as LogonUI does: the provider asks to be enumerated again, and submits by itself. */
  async follow(slot: SlotName): Promise<Submitted> {
    return this.#readSubmitted(await this.command(`link ${slot}`));
  }

  async fields(): Promise<Submitted['fields']> {
    const line = (await this.command('fields')).find(({ result }) => result === 'fields');
    return (line?.['fields'] ?? {}) as Submitted['fields'];
  }

  /** Types name and password on the "other user" tile and submits. */
  async signIn(name: string, password: string): Promise<Submitted> {
    await this.type('userName', name);
    await this.type('password', password);
    return this.submit();
  }

  async enterCode(code: string): Promise<Submitted> {
    await this.type('code', code);
    return this.submit();
  }

  /** Tells the provider what Windows said of the credential. */
  async report(ntStatus = 0, subStatus = 0): Promise<void> {
    await this.command(`report ${ntStatus} ${subStatus}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) {
      this.#child.stdin.end('unadvise\nquit\n');
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
      await this.#exited;
      clearTimeout(timer);
    }
    await this.#requireNoCrash();
  }

  /** One error with all that the debugger says, told once. */
  async #requireNoCrash(): Promise<void> {
    if (this.#foreign.length === 0 || this.#toldCrash) return;
    this.#toldCrash = true;
    // The debugger ends the program when it has written everything.
    await Promise.race([this.#exited, sleep(CRASH_MS, undefined, { ref: false })]);
    const last = this.#lines.slice(-10).map((line) => JSON.stringify(line));
    throw new Error(`logon-host crashed:\n${[...last, ...this.#foreign].join('\n')}`);
  }

  #take(line: string): void {
    try {
      this.#lines.push(JSON.parse(line) as HostLine);
    } catch {
      if (this.#foreign.length < MAX_FOREIGN_LINES) this.#foreign.push(line);
    }
  }

  async #readSubmitted(lines: HostLine[]): Promise<Submitted> {
    const serialized = lines.find(({ call }) => call === 'GetSerialization');
    if (serialized === undefined)
      throw new Error('GetSerialization was not called', { cause: lines });
    const { response, status, icon, serialization } = serialized as unknown as Submitted;
    const connect = lines.find(({ call }) => call === 'Connect');
    return {
      response,
      status,
      icon,
      ...(serialization === undefined ? {} : { serialization }),
      fields: await this.fields(),
      connectMs: Number(connect?.['ms'] ?? 0),
    };
  }
}
