import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { TileConnection } from '../../../demo/src/pipe/tile-connection.js';
import { FrameReader, decodeMessage, encodeMessage } from '../../../protocol/src/index.js';
import type { Frame, ServiceMessage } from '../../../protocol/src/index.js';
import { signInScreen } from '../screens.js';

/** The other end of the pipe: answers each frame with what a table says. */
async function servePipe(
  socketPath: string,
  answer: (frame: Frame, socket: Socket) => ServiceMessage | undefined,
): Promise<Server> {
  const server = createServer((socket) => {
    const reader = new FrameReader();
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const bytes of reader.push(chunk)) {
        const frame = decodeMessage(bytes);
        const message = answer(frame, socket);
        if (message === undefined) continue;
        socket.write(encodeMessage({ version: 1, conversation: frame.conversation, message }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return server;
}

const welcome: ServiceMessage = { type: 'welcome', version: 1, serviceVersion: 'test' };

describe('the pipe of the demo', () => {
  let folder: string;
  let socketPath: string;
  let server: Server | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-tile-'));
    socketPath = path.join(folder, 'pipe.sock');
  });

  afterEach(async () => {
    await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
    await rm(folder, { recursive: true });
  });

  it('says hello, then gives each tile a conversation of its own', async () => {
    const seen: [number, string][] = [];
    server = await servePipe(socketPath, ({ conversation, message }) => {
      seen.push([conversation, message.type]);
      return message.type === 'hello' ? welcome : { type: 'screen', screen: signInScreen };
    });
    using connection = await TileConnection.open(socketPath);
    const first = connection.openTile();
    const second = connection.openTile();
    expect((await first.settled()).kind).toBe('screen');
    expect((await second.settled()).kind).toBe('screen');
    expect(seen).toEqual([
      [0, 'hello'],
      [1, 'open'],
      [2, 'open'],
    ]);
  });

  it('tells a refusal of the version from a service that is not there', async () => {
    server = await servePipe(socketPath, () => ({
      type: 'fault',
      code: 'pipe.version',
      text: 'too old',
    }));
    await expect(TileConnection.open(socketPath)).rejects.toThrow('too old');
    await expect(TileConnection.open(`${socketPath}-none`)).rejects.toThrow('ENOENT');
  });

  it('shows a fault on every tile when the service goes away', async () => {
    server = await servePipe(socketPath, ({ message }, socket) => {
      if (message.type === 'hello') return welcome;
      socket.destroy();
      return undefined;
    });
    using connection = await TileConnection.open(socketPath);
    expect(await connection.openTile().settled()).toMatchObject({
      kind: 'fault',
      code: 'pipe.closed',
    });
  });

  it('closes the pipe on a frame that breaks the rules', async () => {
    server = await servePipe(socketPath, ({ message }, socket) => {
      if (message.type === 'hello') return welcome;
      socket.write(Buffer.from('ffffffff', 'hex'));
      return undefined;
    });
    using connection = await TileConnection.open(socketPath);
    expect(await connection.openTile().settled()).toMatchObject({
      kind: 'fault',
      code: 'pipe.closed',
    });
  });
});
