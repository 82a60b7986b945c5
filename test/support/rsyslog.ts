import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createTestCertificateAuthority } from './certificate-authority.js';
import { freePort } from './free-port.js';

const START_TIMEOUT_MS = 30_000;

/**
 * rsyslog, from its Debian package, as a process that can be killed: RFC 5425 in, one line a message out. It writes what it read
 * before it reads on (a queue of its own would be memory, which dies with it).
 */
export class Rsyslog implements AsyncDisposable {
  readonly ca: string;
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(ca: string, port: number, folder: string) {
    this.ca = ca;
    this.port = port;
    this.#folder = folder;
  }

  static async start(): Promise<Rsyslog> {
    const authority = await createTestCertificateAuthority('Syslog CA');
    const { cert, key } = await authority.issue(['127.0.0.1']);
    const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-rsyslog-'));
    const receiver = new Rsyslog(authority.ca, await freePort(), folder);
    const file = (name: string) => path.join(folder, name);
    await writeFile(file('ca.pem'), authority.ca);
    await writeFile(file('cert.pem'), cert);
    await writeFile(file('key.pem'), key, { mode: 0o600 });
    await writeFile(
      file('conf'),
      `global(workDirectory="${folder}" maxMessageSize="64k"
  defaultNetstreamDriverCAFile="${file('ca.pem')}"
  defaultNetstreamDriverCertFile="${file('cert.pem')}"
  defaultNetstreamDriverKeyFile="${file('key.pem')}")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="line" type="string" string="%rawmsg%\\n")
ruleset(name="events" queue.type="Direct") {
  action(type="omfile" file="${file('events')}" template="line" asyncWriting="off" flushOnTXEnd="on")
}
input(type="imtcp" address="127.0.0.1" port="${receiver.port}" ruleset="events")
`,
    );
    await receiver.resume();
    return receiver;
  }

  /** Every whole message that is in its file. */
  async messages(): Promise<string[]> {
    const text = await readFile(path.join(this.#folder, 'events'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** Bytes of its file. */
  async size(): Promise<number> {
    return stat(path.join(this.#folder, 'events')).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** SIGKILL: whatever it had in memory is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
    // Half a message that it was writing would run into the next one.
    const file = path.join(this.#folder, 'events');
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '' && !text.endsWith('\n')) {
      await writeFile(file, text.slice(0, text.lastIndexOf('\n') + 1));
    }
  }

  /** @returns when it takes connections, on the port that it had before */
  async resume(): Promise<void> {
    await rm(path.join(this.#folder, 'pid'), { force: true });
    const child = spawn(
      'rsyslogd',
      ['-n', '-f', path.join(this.#folder, 'conf'), '-i', path.join(this.#folder, 'pid')],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = child;
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const giveUpAt = Date.now() + START_TIMEOUT_MS;
    while (!(await answers(this.port))) {
      if (child.exitCode !== null || Date.now() > giveUpAt) {
        throw new Error(`rsyslogd does not listen: ${errors}`);
      }
      await sleep(50);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
