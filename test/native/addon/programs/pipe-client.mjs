/**
 * Plays the clients of a pipe. Arguments: name of the pipe, name of a scene. Says the outcome on stdout, in JSON.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [name, scene] = process.argv.slice(2);

/** @returns {Promise<import('node:net').Socket>} */
async function open() {
  const socket = connect(`\\\\.\\pipe\\${name}`);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function ask(socket, request) {
  socket.write(request);
  const [bytes] = await once(socket, 'data');
  return bytes;
}

/** Reads until the server closes. */
async function readAll(socket) {
  const parts = [];
  socket.on('data', (bytes) => parts.push(bytes));
  await once(socket, 'close');
  return Buffer.concat(parts);
}

const scenes = {
  async echo() {
    const socket = await open();
    const answers = [];
    for (const text of ['one', 'two', 'three']) answers.push(String(await ask(socket, text)));
    socket.destroy();
    return { answers, pid: process.pid };
  },

  /** Every byte of a large message comes back, in order. */
  async large() {
    const socket = await open();
    const sent = Buffer.alloc(300_000);
    for (let at = 0; at < sent.length; at++) sent[at] = (at * 31) & 0xff;
    const parts = [];
    let length = 0;
    socket.on('data', (bytes) => {
      parts.push(bytes);
      length += bytes.length;
    });
    socket.write(sent);
    while (length < sent.length) await sleep(5);
    socket.destroy();
    return { same: Buffer.concat(parts).equals(sent) };
  },

  async farewell() {
    const socket = await open();
    socket.write('bye?');
    return { text: String(await readAll(socket)) };
  },

  /** One client never reads what it is sent; another is served all the same. */
  async deaf() {
    const deaf = await open();
    deaf.pause();
    deaf.write('more');
    const other = await open();
    const began = Date.now();
    const answer = String(await ask(other, 'hello'));
    const tookMs = Date.now() - began;
    other.destroy();
    deaf.destroy();
    return { answer, tookMs };
  },

  async silent() {
    const socket = await open();
    const began = Date.now();
    await once(socket, 'close');
    return { tookMs: Date.now() - began };
  },

  /** As many as are allowed, and none says a word: somebody who does is let in before their time is over. */
  async hush() {
    const silent = [];
    for (let count = 0; count < 3; count++) silent.push(await open());
    const began = Date.now();
    const answer = String(await ask(await open(), 'hello'));
    return { answer, tookMs: Date.now() - began };
  },

  /** More clients than are allowed: the last waits until one leaves. */
  async crowd() {
    const sockets = [];
    for (let count = 0; count < 3; count++) {
      const socket = await open();
      await ask(socket, 'here');
      sockets.push(socket);
    }
    let isIn = false;
    const late = open().then(async (socket) => {
      await ask(socket, 'me too');
      isIn = true;
      socket.destroy();
    });
    await sleep(700);
    const wasIn = isIn;
    sockets[0].destroy();
    await late;
    for (const socket of sockets) socket.destroy();
    return { wasIn, isIn };
  },

  async churn() {
    for (let count = 0; count < 200; count++) {
      const socket = await open();
      if (String(await ask(socket, `round ${count}`)) !== `round ${count}`)
        return { failed: count };
      socket.destroy();
    }
    return { rounds: 200 };
  },

  async speed() {
    const socket = await open();
    const request = Buffer.alloc(256, 1);
    for (let count = 0; count < 200; count++) await ask(socket, request);
    const rounds = 2000;
    const began = performance.now();
    for (let count = 0; count < rounds; count++) await ask(socket, request);
    const microseconds = Math.round(((performance.now() - began) / rounds) * 1000);
    socket.destroy();
    return { microseconds };
  },

  async stop() {
    const bystander = await open();
    await ask(bystander, 'hello');
    const bystanderEnd = once(bystander, 'close');
    const socket = await open();
    socket.write('stop');
    const text = String(await readAll(socket));
    await bystanderEnd;
    return { text };
  },

  async exit() {
    const socket = await open();
    socket.write('exit');
    await once(socket, 'close');
    return { closed: true };
  },
};

console.log(JSON.stringify(await scenes[scene]()));
process.exit(0);
