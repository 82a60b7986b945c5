import { readFileSync } from 'node:fs';

import {
  FrameReader,
  MAX_FRAME_BYTES,
  PIPE_VERSION,
  decodeMessage,
  encodeMessage,
  encodeFrame,
  MESSAGE_TYPES,
} from '@gatehouse/protocol';
import type { Frame, PipeMessage, Verdict } from '@gatehouse/protocol';

import type { TakeBytes } from '../../../service/src/pipe/pipe-listener.js';
import type { EtherClient } from '../../fakes/ether-pipe.js';
import { verdicts } from '../../fakes/fake-authority.js';
import { fakeCaller } from '../../fakes/fake-caller.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';
import { waitUntil } from '../../support/service.js';

const HELLO: PipeMessage = {
  type: 'hello',
  oldestVersion: 1,
  newestVersion: 1,
  scenario: 'logon',
  remote: false,
  language: 'en',
  providerVersion: '0.1.0',
};

const DONE: PipeMessage = { type: 'done', text: 'x' };
const OPEN: PipeMessage = { type: 'open', tileSid: '', userName: '' };

const frame = (conversation: number, message: PipeMessage): Uint8Array =>
  encodeMessage({ version: 1, conversation, message });

function framesOf(client: EtherClient): Frame[] {
  return new FrameReader().push(client.take()).map((bytes) => decodeMessage(bytes));
}

let service: EtherService;
beforeEach(async () => {
  service = await startEtherService({
    limits: { helloMs: 100, frameMs: 100, idleMs: 300, tiles: 3, clients: 3, clientsWithTiles: 2 },
  });
});
afterEach(async () => {
  await service.server.close();
});

function connect(): EtherClient {
  const client = service.pipe.connect();
  client.write(frame(0, HELLO));
  return client;
}

describe('the greeting', () => {
  it('agrees on the newest version that both speak', () => {
    const client = service.pipe.connect();
    client.write(frame(0, { ...HELLO, newestVersion: 9 }));
    expect(framesOf(client)).toEqual([
      {
        version: PIPE_VERSION,
        conversation: 0,
        message: { type: 'welcome', version: PIPE_VERSION, serviceVersion: '0.1.0' },
      },
    ]);
  });

  it('speaks the version before to a DLL that knows no newer one', () => {
    const client = service.pipe.connect();
    client.write(frame(0, HELLO));
    client.write(frame(1, OPEN));
    const answers = framesOf(client);
    expect(answers.map(({ version, message }) => [version, message.type])).toEqual([
      [1, 'welcome'],
      [1, 'screen'],
    ]);
  });

  it('closes a client that speaks another version than was agreed on', () => {
    const client = service.pipe.connect();
    client.write(frame(0, { ...HELLO, newestVersion: PIPE_VERSION }));
    client.write(frame(1, OPEN));
    expect(client.closed).toBe(true);
    expect(service.logger.of('pipe.refused')).toMatchObject([{ reason: 'version' }]);
  });

  it('says so and closes when there is no version in common', () => {
    const client = service.pipe.connect();
    client.write(frame(0, { ...HELLO, oldestVersion: 8, newestVersion: 9 }));
    expect(framesOf(client)).toMatchObject([{ message: { type: 'fault', code: 'pipe.version' } }]);
    expect(client.closed).toBe(true);
  });

  it('closes a client that says nothing', async () => {
    const client = service.pipe.connect();
    await waitUntil(() => client.closed, 2000);
    expect(service.logger.of('pipe.closing')).toMatchObject([{ reason: 'hello-timeout' }]);
  });

  it.each([
    ['another message first', [frame(1, { type: 'cancel' })]],
    ['a hello for a tile', [frame(1, HELLO)]],
    ['a second hello', [frame(0, HELLO), frame(0, HELLO)]],
    ['a message of the service', [frame(0, HELLO), frame(1, { type: 'progress', text: 'x' })]],
    ['the end that only the service declares', [frame(0, HELLO), frame(1, DONE)]],
    ['a tile without a number', [frame(0, HELLO), frame(0, { type: 'cancel' })]],
    [
      'a tile opened twice',
      [
        frame(0, HELLO),
        ...Array<Uint8Array>(2).fill(frame(1, { type: 'open', tileSid: '', userName: '' })),
      ],
    ],
    [
      'a tile of no account',
      [frame(0, HELLO), frame(1, { type: 'open', tileSid: 'alice', userName: '' })],
    ],
  ])('R18: closes on %s', (_, frames) => {
    const client = service.pipe.connect();
    for (const bytes of frames) client.write(bytes);
    expect(client.closed).toBe(true);
    expect(service.logger.of('pipe.refused')).toHaveLength(1);
  });
});

describe('R16: the caller', () => {
  it.each(['S-1-5-21-1-2-3-1104', 'S-1-5-19', 'S-1-1-0', ''])('%s is not served', (sid) => {
    const client = service.pipe.connect({ sid });
    expect(client.closed).toBe(true);
    expect(client.take()).toHaveLength(0);
    expect(service.logger.of('pipe.unprivileged')).toMatchObject([{ sid, pid: 4242 }]);
  });
});

describe('R18: frames', () => {
  const vectors = JSON.parse(
    readFileSync(new URL('../../vectors/pipe-frames.json', import.meta.url), 'utf8'),
  ) as { invalid: { name: string; hex: string; error: string }[] };

  // What is cut short is waited for; the time limit for frames is what ends it.
  const whole = vectors.invalid.filter(({ hex }) => {
    const bytes = Buffer.from(hex, 'hex');
    return bytes.length >= 4 && bytes.length >= Math.min(bytes.readUInt32LE(0), 70_000) + 4;
  });

  it.each(whole)('$name closes the pipe, with its class in the log', ({ hex, error }) => {
    const client = connect();
    client.take();
    client.write(Buffer.from(hex, 'hex'));
    // A frame with bytes after it is one frame and the beginning of another.
    if (error === 'truncated' && !client.closed) return;
    expect(client.closed).toBe(true);
    expect(service.logger.of('pipe.refused')).toMatchObject([{ reason: error }]);
  });

  it('closes at the length of a frame that is too long, before it comes', () => {
    const client = connect();
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, MAX_FRAME_BYTES + 1, true);
    client.write(head);
    expect(client.closed).toBe(true);
  });

  it('closes a client that begins a frame and does not end it', async () => {
    const client = connect();
    client.write(frame(1, { type: 'cancel' }).subarray(0, 7));
    await waitUntil(() => client.closed, 2000);
    expect(service.logger.of('pipe.closing')).toMatchObject([{ reason: 'frame-timeout' }]);
  });

  it('closes a client whose frame takes too long, however steadily its bytes come', async () => {
    const client = connect();
    const dripping = setInterval(() => client.write(Uint8Array.of(0)), 20);
    try {
      const head = new Uint8Array(4);
      new DataView(head.buffer).setUint32(0, MAX_FRAME_BYTES, true);
      client.write(head);
      await waitUntil(() => client.closed, 2000);
    } finally {
      clearInterval(dripping);
    }
    expect(service.logger.of('pipe.closing')).toMatchObject([{ reason: 'frame-timeout' }]);
  });

  it('gives each frame a time of its own', async () => {
    const own = await startEtherService({ limits: { frameMs: 1000 } });
    const client = own.pipe.connect();
    client.write(frame(0, HELLO));
    const whole = frame(9, { type: 'cancel' });
    client.write(whole.subarray(0, 3));
    // Longer than one frame may take; the pipe is never between two frames.
    for (let count = 0; count < 12; count++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      client.write(Buffer.concat([whole.subarray(3), whole.subarray(0, 3)]));
    }
    expect(client.closed).toBe(false);
    await own.server.close();
  });

  it('says once why a client was closed, whatever else it had sent', () => {
    const client = service.pipe.connect();
    const garbage = Buffer.alloc(20, 0xff);
    let deliver: TakeBytes = () => undefined;
    client.close();
    service.pipe.deliver({
      caller: fakeCaller(),
      write: () => undefined,
      onData: (callback) => void (deliver = callback),
      // A transport that still has bytes on their way.
      onClose: () => undefined,
      close: () => undefined,
    });
    for (let count = 0; count < 5; count++) void deliver(Buffer.from(garbage));
    expect(service.logger.of('pipe.refused')).toHaveLength(1);
  });

  it('lets others have their turn while one client sends a flood', async () => {
    const flood = connect();
    // Who has a tile is not idle.
    flood.write(frame(2, OPEN));
    flood.take();
    flood.write(Buffer.concat(Array.from({ length: 5000 }, () => frame(9, { type: 'cancel' }))));
    flood.write(frame(1, OPEN));
    const other = connect();
    other.take();
    other.write(frame(1, OPEN));
    expect(framesOf(other)).toMatchObject([{ conversation: 1, message: { type: 'screen' } }]);
    // Nothing of the flood is lost, and the order is kept.
    expect(flood.take()).toHaveLength(0);
    let turns = 0;
    let screens = 0;
    while (screens === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      turns++;
      screens = framesOf(flood).length;
    }
    expect(turns).toBeGreaterThan(500);
    expect(flood.closed).toBe(false);
  });

  it('handles nothing more of a flood whose client is gone', async () => {
    const flood = connect();
    const opening = Array.from({ length: 200 }, (_, index) => frame(index + 1, OPEN));
    flood.write(Buffer.concat(opening));
    flood.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(service.logger.of('pipe.too-many-tiles').length).toBeLessThan(200);
  });

  it('reads frames that come byte by byte', async () => {
    const client = connect();
    client.take();
    for (const byte of frame(5, { type: 'open', tileSid: '', userName: '' })) {
      client.write(Uint8Array.of(byte));
    }
    const frames: Frame[] = [];
    await waitUntil(() => frames.push(...framesOf(client)) > 0);
    expect(frames).toMatchObject([{ conversation: 5, message: { type: 'screen' } }]);
  });

  it('ignores messages for a tile that is not open', () => {
    const client = connect();
    client.write(frame(9, { type: 'cancel' }));
    client.write(
      encodeFrame({ version: 1, type: MESSAGE_TYPES.close, conversation: 9, fields: [] }),
    );
    expect(client.closed).toBe(false);
  });

  it('wipes what carried a password', async () => {
    service.authority.says(verdicts.denied('credentials.wrong'));
    let deliver: TakeBytes = () => undefined;
    const stream = {
      caller: { pid: 1, sid: 'S-1-5-18', session: 1, image: '' },
      write: () => undefined,
      onData: (callback: TakeBytes) => void (deliver = callback),
      onClose: () => undefined,
      close: () => undefined,
    };
    await service.server.close();
    await service.server.listen();
    service.pipe.deliver(stream);
    await deliver(frame(0, HELLO));
    await deliver(frame(1, OPEN));
    const value = Buffer.from('canary-password');
    const inputs = [
      { slot: 'userName' as const, value: Buffer.from('alice') },
      { slot: 'password' as const, value },
    ];
    const submit = frame(1, { type: 'submit', screen: 1, inputs });
    await deliver(submit);
    expect(Buffer.from(submit).includes('canary')).toBe(false);
    await waitUntil(() => service.authority.calls.length === 1);
    expect(service.authority.calls[0]?.password).toBe('canary-password');
    expect(JSON.stringify(service.logger.lines)).not.toContain('canary');
  });
});

describe('clients side by side', () => {
  it('R18: do not wait for each other', async () => {
    service.authority.says(() => new Promise(() => undefined), verdicts.granted());
    const slow = await (await service.connect()).openTile();
    slow.submitOn(1, { userName: 'alice', password: 'x' });
    const fast = await (await service.connect()).openTile();
    expect(await fast.submit({ userName: 'bob', password: 'y' })).toMatchObject({ type: 'grant' });
    expect(slow.grant).toBeUndefined();
  });

  it('are at most so many: the oldest without an open tile makes room', () => {
    const [idle, open, late] = [connect(), connect(), connect()];
    open.write(frame(1, { type: 'open', tileSid: '', userName: '' }));
    const newcomer = connect();
    expect([idle, open, late, newcomer].map(({ closed }) => closed)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(framesOf(newcomer)).toMatchObject([{ message: { type: 'welcome' } }]);
    expect(service.logger.of('pipe.closing')).toMatchObject([{ client: 1, reason: 'evicted' }]);
  });

  it('are welcomed and told that the service is busy when too many have open tiles', async () => {
    const first = await service.connect();
    const tiles = [await first.openTile(), await (await service.connect()).openTile()];
    const refused = [];
    for (let n = 1; n <= 3; n++) refused.push(await (await service.connect()).openTile());
    for (const { fault } of refused) expect(fault).toMatchObject({ code: 'pipe.busy' });
    expect(tiles.map(({ fault }) => fault)).toEqual([undefined, undefined]);
    // Who has a tile already gets the next one.
    expect((await first.openTile()).fault).toBeUndefined();

    tiles[1]?.close();
    const served = await (await service.connect()).openTile();
    expect(served.fault).toBeUndefined();
  });

  it('fill the log with so many lines of a kind, and with how many were left out', async () => {
    const client = connect();
    client.take();
    for (let tile = 1; tile <= 500; tile++) client.write(frame(tile, OPEN));
    for (let count = 0; count < 200; count++) connect().close();
    let answers = 0;
    await waitUntil(() => (answers += framesOf(client).length) === 500);
    for (const event of ['pipe.too-many-tiles', 'pipe.opened']) {
      expect(service.logger.of(event)).toHaveLength(60);
    }
    await service.server.close();
    expect(service.logger.of('log.left-out')).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          level: 'warn',
          code: 'pipe.too-many-tiles',
          count: 500 - 3 - 60,
        }),
        expect.objectContaining({ level: 'info', code: 'pipe.opened', count: 201 - 60 }),
      ]),
    );
  });

  it('have at most so many tiles each', () => {
    const client = connect();
    for (let n = 1; n <= 4; n++)
      client.write(frame(n, { type: 'open', tileSid: '', userName: '' }));
    expect(framesOf(client).at(-1)).toMatchObject({
      conversation: 4,
      message: { type: 'fault', code: 'pipe.too-many-tiles' },
    });
    expect(client.closed).toBe(false);
  });

  it('do not fill up with tiles whose conversation had a fault', async () => {
    const client = await service.connect();
    const other = await client.openTile();
    // More than the tiles that one client may have.
    for (let n = 1; n <= 4; n++) {
      service.authority.says({ outcome: 'granted' } as Verdict);
      const tile = await client.openTile();
      expect(tile.fault).toBeUndefined();
      const outcome = await tile.submit({ userName: 'alice', password: 'x' });
      expect(outcome).toMatchObject({ type: 'fault', code: 'service.fault' });
    }
    expect(other.fault).toBeUndefined();
    other.close();
    await waitUntil(() => client.isClosed, 2000);
    expect(service.logger.of('pipe.closing')).toMatchObject([{ reason: 'idle' }]);
  });

  it('are closed when they have no tile for long, and not while they have one', async () => {
    const idle = connect();
    const busy = connect();
    busy.write(frame(1, { type: 'open', tileSid: '', userName: '' }));
    await waitUntil(() => idle.closed, 2000);
    expect(busy.closed).toBe(false);
  });

  it('are told when the service stops', async () => {
    const client = await service.connect();
    const tile = await client.openTile();
    await service.server.close();
    expect(tile.fault).toMatchObject({ code: 'service.stopping' });
    expect(client.isClosed).toBe(true);
  });
});

it('R17: does not start beside somebody who serves the name', async () => {
  await service.server.close();
  service.pipe.taken = true;
  await expect(service.server.listen()).rejects.toMatchObject({ name: 'PipeNameTakenError' });
});
