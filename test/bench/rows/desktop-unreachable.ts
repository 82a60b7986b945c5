import { startServerProcess } from '../load/server-process.js';
import { startServiceProcess } from '../load/service-process.js';
import type { Row } from '../row.js';

const TRIES = 3;

/**
 * The server is stopped with SIGSTOP, so that its kernel accepts connections and bytes and nothing ever answers: what a
 * black hole looks like to a service that was online a moment ago.
 */
export const desktopUnreachable: Row = {
  name: 'desktop-unreachable',
  about: 'submit to the next screen while the server is a black hole',
  async measure() {
    await using server = await startServerProcess({ stubDirectory: true });
    await using service = await startServiceProcess(await server.createJoinToken(1));
    using client = await service.connect();
    using _hole = stopProcess(server.pid);
    const seconds: number[] = [];
    for (let count = 0; count < TRIES; count++) {
      const tile = await client.openTile();
      const begin = performance.now();
      await tile.submit({ userName: 'user1', password: 'whatever it is' });
      seconds.push((performance.now() - begin) / 1000);
      if (tile.field('code') !== undefined) throw new Error('a black hole gave a challenge');
      tile.close();
    }
    return [{ value: Math.max(...seconds), unit: 's', budget: 3, limit: 'most' }];
  },
};

function stopProcess(pid: number): Disposable {
  process.kill(pid, 'SIGSTOP');
  return { [Symbol.dispose]: () => void process.kill(pid, 'SIGCONT') };
}
