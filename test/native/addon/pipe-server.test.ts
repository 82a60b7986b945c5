import path from 'node:path';

import { CREDENTIAL_PIPE_SDDL } from '../../../service/src/windows/security-descriptors.js';
import { NODE_EXE, APP, prepareWindowsApp } from '../../../tools/windows-node.mjs';
import { createWinePrefix } from '../../support/wine.js';
import type { WinePrefix, WineProcess } from '../../support/wine.js';

const PROGRAMS = path.join(import.meta.dirname, 'programs');
const FOLDER = 'ProtectedPrefix\\Administrators\\Gatehouse\\';

let prefix: WinePrefix;
let count = 0;

beforeAll(async () => {
  await prepareWindowsApp();
  prefix = await createWinePrefix();
}, 180_000);

afterAll(async () => {
  await prefix[Symbol.asyncDispose]();
}, 30_000);

describe('the pipe server', () => {
  it('knows the process at the other end', async () => {
    await using server = await serve();
    const { answers, pid } = await play(server.name, 'echo');
    expect(answers).toEqual(['one', 'two', 'three']);
    await server.waitFor('"closed"');
    const [client] = await server.said('client');
    expect(client).toMatchObject({
      client: { pid, image: prefix.toWindows(NODE_EXE), session: expect.any(Number) as number },
    });
    expect((client?.['client'] as { sid: string }).sid).toMatch(/^S-1-5-/);
  }, 60_000);

  it('R16: makes the pipe with the descriptor that admits SYSTEM and nobody else', async () => {
    await using server = await serve();
    const [listening] = await server.said('listening');
    expect(listening?.['listening']).toBe(CREDENTIAL_PIPE_SDDL);
  }, 60_000);

  it('R17: does not serve a name that somebody else already serves', async () => {
    await using first = await serve();
    await using second = await serve({ name: first.name });
    expect(await second.said('failed')).toEqual([{ failed: 'PipeNameTakenError' }]);
  }, 60_000);

  it('R18: brings back every byte of a message that is larger than its buffers', async () => {
    await using server = await serve();
    expect(await play(server.name, 'large')).toEqual({ same: true });
  }, 60_000);

  it('delivers what was written before a close', async () => {
    await using server = await serve();
    expect(await play(server.name, 'farewell')).toEqual({ text: 'goodbye' });
  }, 60_000);

  it('R18: cuts off a client that does not read, and serves the others meanwhile', async () => {
    await using server = await serve({ options: { maxQueuedBytes: 1_048_576 } });
    const { answer, tookMs } = await play(server.name, 'deaf');
    expect(answer).toBe('hello');
    expect(tookMs).toBeLessThan(2000);
    await server.waitFor('"closed"', 2);
  }, 60_000);

  it('R18: cuts off a client that connects and says nothing', async () => {
    await using server = await serve({ options: { firstByteMs: 500 } });
    const { tookMs } = await play(server.name, 'silent');
    expect(tookMs).toBeGreaterThanOrEqual(400);
    expect(await server.said('warning')).toEqual([{ warning: 'silent', win32: 258 }]);
    expect(await server.said('client')).toEqual([]);
  }, 60_000);

  it('R18: serves as many clients as it was told, the next one when there is room', async () => {
    await using server = await serve({ options: { maxClients: 3 } });
    expect(await play(server.name, 'crowd')).toEqual({ wasIn: false, isIn: true });
  }, 60_000);

  it('R18: does not let silent clients hold every place', async () => {
    await using server = await serve({ options: { maxClients: 3, firstByteMs: 20_000 } });
    const { answer, tookMs } = await play(server.name, 'hush');
    expect(answer).toBe('hello');
    expect(tookMs).toBeLessThan(10_000);
  }, 60_000);

  it('serves client after client', async () => {
    await using server = await serve();
    expect(await play(server.name, 'churn')).toEqual({ rounds: 200 });
    await server.waitFor('"closed"', 200);
  }, 60_000);

  it('closes every client and ends its thread when it is stopped', async () => {
    await using server = await serve();
    expect(await play(server.name, 'stop')).toEqual({ text: 'stopping' });
    expect(await server.process.exited()).toBe(0);
    expect(await server.said('stopped')).toEqual([{ stopped: true }]);
  }, 60_000);

  it('goes with its process when that ends without stopping it', async () => {
    await using server = await serve();
    expect(await play(server.name, 'exit')).toEqual({ closed: true });
    expect(await server.process.exited()).toBe(7);
  }, 60_000);
});

interface ServeOptions {
  name?: string;
  options?: Record<string, unknown>;
}

async function serve({ name = `${FOLDER}test-${++count}`, options = {} }: ServeOptions = {}) {
  const running: WineProcess = await prefix.spawn(NODE_EXE, [
    prefix.toWindows(path.join(PROGRAMS, 'pipe-server.mjs')),
    prefix.toWindows(APP),
    name,
    JSON.stringify(options),
  ]);
  const lines = async (): Promise<Record<string, unknown>[]> =>
    (await running.stdout())
      .split('\n')
      .filter((line) => line.endsWith('}') || line.endsWith('}\r'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  await running.waitForOutput('\n');
  return {
    name,
    process: running,
    said: async (key: string) => (await lines()).filter((line) => key in line),
    waitFor: async (text: string, times = 1) => {
      for (let end = Date.now() + 10_000; (await running.stdout()).split(text).length <= times;) {
        if (Date.now() > end)
          throw new Error(`not ${times} times ${text}:\n${await running.stdout()}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

async function play(name: string, scene: string): Promise<Record<string, unknown>> {
  const program = prefix.toWindows(path.join(PROGRAMS, 'pipe-client.mjs'));
  return JSON.parse(await prefix.mustRun(NODE_EXE, [program, name, scene])) as Record<
    string,
    unknown
  >;
}
