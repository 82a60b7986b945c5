import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process on this machine works on `target` (an absolute path). The lock is a listening
 * socket without a file, so that it is gone when its owner dies.
 *
 * @template T
 * @param {string} target
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function withBuildLock(target, work) {
  const name = `gatehouse-build-${createHash('sha256').update(target).digest('hex').slice(0, 32)}`;
  // A leading null byte is Linux's abstract socket namespace, unix(7).
  const address = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`;
  let server = await tryListen(address);
  while (server === undefined) {
    await sleep(50);
    server = await tryListen(address);
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}

/**
 * @param {string} address
 * @returns {Promise<import('node:net').Server | undefined>}
 */
function tryListen(address) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}
