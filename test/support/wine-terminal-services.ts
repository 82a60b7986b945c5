import { execFile } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import type { WinePrefix } from './wine.js';

const SOURCE = path.join(import.meta.dirname, 'wine-terminal-services.c');

/** What Terminal Services is to answer of every session. */
export interface TerminalAnswers {
  /** WTSClientProtocolType: 0 console, 1 Citrix, 2 RDP. */
  protocol: number;
  /** WTSWinStationName. */
  station: string;
  isRemote: boolean;
  clientName: string;
  /** IPv4. */
  clientAddress: string;
}

/** Terminal Services of a prefix, whose answers the test chooses: Wine's own tells the protocol and no more. */
export class WineTerminalServices {
  readonly #prefix: WinePrefix;

  private constructor(prefix: WinePrefix) {
    this.#prefix = prefix;
  }

  /** Before anything of the prefix has loaded Wine's own library. */
  static async install(prefix: WinePrefix): Promise<WineTerminalServices> {
    const library = path.join(prefix.driveC, 'windows/system32/wtsapi32.dll');
    // Linked with the template of all prefixes: removed, not written into.
    await rm(library, { force: true });
    const compiler = 'x86_64-w64-mingw32-gcc-posix';
    await promisify(execFile)(compiler, ['-shared', '-s', '-O2', '-o', library, SOURCE]);
    // Wine prefers its own one.
    await prefix.setRegistry('HKCU\\Software\\Wine\\DllOverrides', 'wtsapi32', 'native');
    return new WineTerminalServices(prefix);
  }

  /** From the next question on. */
  async answer(answers: TerminalAnswers): Promise<void> {
    const { protocol, station, isRemote, clientName, clientAddress } = answers;
    const lines = [protocol, station, isRemote ? 1 : 0, clientName, clientAddress, ''];
    const file = path.join(this.#prefix.driveC, 'terminal-services');
    await writeFile(`${file}.new`, lines.join('\n'));
    await rename(`${file}.new`, file);
  }
}
