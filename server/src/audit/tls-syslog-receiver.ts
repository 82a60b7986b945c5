import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';

import type { EventReceiver } from './audit-exporter.js';

export interface SyslogTarget {
  host: string;
  port: number;
  /** PEM of the only trusted authority; those that Node brings when absent. */
  ca: string | undefined;
}

/** For everything: connecting, sending, and the receiver's reading. The export's hold of its cursor lasts longer. */
const TIMEOUT_MS = 20_000;

/** How long a receiver that dies is waited for before our side ends: what it took to connect, but at least … at most. */
const LEAST_PAUSE_MS = 50;
const MOST_PAUSE_MS = 2_000;

/**
 * Syslog over TLS (RFC 5425). The protocol acknowledges nothing, and what a socket took may be lost with the receiver; but
 * whoever reads a stream to its end closes its own side then (section 4.4). So a batch is a connection: sent, ended, and
 * delivered when the other side has ended, too. A receiver that dies resets the connection, or ends it before we do; for
 * that to be seen in time, our side ends some round trips after the last byte.
 */
export class TlsSyslogReceiver implements EventReceiver {
  readonly #target: SyslogTarget;
  readonly #timeoutMs: number;
  /** Resumed by the next connection. */
  #session: Buffer | undefined;

  constructor(target: SyslogTarget, options: { timeoutMs?: number } = {}) {
    this.#target = target;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  async deliver(messages: readonly string[], signal: AbortSignal): Promise<void> {
    const { host, port, ca } = this.#target;
    const socket = connect({
      host,
      port,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === undefined ? {} : { ca }),
      ...(this.#session === undefined ? {} : { session: this.#session }),
      minVersion: 'TLSv1.2',
    });
    socket.on('session', (session) => (this.#session = session));
    const stop = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    const abandon = () =>
      socket.destroy(new Error('the syslog receiver did not take the events in time'));
    stop.addEventListener('abort', abandon, { once: true });
    try {
      if (stop.aborted) abandon();
      await sendAll(socket, Buffer.concat(messages.map(frameOf)));
    } catch (cause) {
      // A session that the receiver no longer knows must not be in the way.
      this.#session = undefined;
      throw cause;
    } finally {
      stop.removeEventListener('abort', abandon);
      socket.destroy();
    }
  }
}

/** Octet counting, RFC 5425 section 4.3: the length in bytes, a space, the message. */
export function frameOf(message: string): Buffer {
  const bytes = Buffer.from(message, 'utf8');
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
}

function sendAll(socket: TLSSocket, bytes: Buffer): Promise<void> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    let pause: NodeJS.Timeout | undefined;
    let hasEnded = false;
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const roundTrips = performance.now() - begun;
      const pauseMs = Math.min(Math.max(roundTrips, LEAST_PAUSE_MS), MOST_PAUSE_MS);
      socket.write(bytes, () => {
        pause = setTimeout(() => {
          // After what the system has already, should this process have been kept from looking for so long.
          setImmediate(() => {
            hasEnded = true;
            socket.end();
          });
        }, pauseMs);
      });
    });
    socket.once('end', () => {
      if (hasEnded) resolve();
      else reject(new Error('the syslog receiver ended the connection too early'));
    });
    socket.once('close', () => {
      clearTimeout(pause);
      reject(new Error('the syslog receiver closed the connection'));
    });
    // Nothing comes on it, but its end is seen only by whoever reads.
    socket.resume();
  });
}
