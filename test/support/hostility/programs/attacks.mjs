import { Client, pause } from './client.mjs';
import {
  TYPES,
  announcing,
  cancel,
  choose,
  close,
  frame,
  hello,
  open,
  report,
  submit,
} from './frames.mjs';

const MILLION = 1_000_000;
const BATCH = 1000;
/** The newest version of the protocol that the service speaks. */
const NEWEST = 2;
/** More than one client may have open. */
const TILES = 96;

/**
 * What a hostile client does, each until it is told to end and has done all of it. `going()` says that it is under way.
 * What is returned is what it saw.
 */
export const ATTACKS = {
  /** A million frames of the protocol, on one connection as long as it lasts. */
  async million(scene) {
    const { random } = scene;
    const seen = { sent: 0, connections: 0 };
    const stock = Array.from({ length: 5000 }, () => ordinary(random));
    let client;
    while (seen.sent < MILLION) {
      if (client === undefined || client.isClosed) {
        client = await greeted(scene);
        seen.connections++;
        if (seen.connections > 100) break;
      }
      const frames = Array.from({ length: BATCH }, () => random.pick(stock));
      // A tile is opened once, and then closed before it is opened again.
      const tile = 1 + random.below(TILES);
      await client.send(Buffer.concat([...frames, open(tile), close(tile)]));
      seen.sent += BATCH + 2;
      scene.going();
    }
    await client.ask(open(TILES + 1));
    client.hangUp();
    return { ...seen, answers: client.answers };
  },

  /** A byte at a time. Every other frame never ends; its first bytes keep coming, each in time for the next. */
  async slow(scene) {
    const whole = [];
    const halves = [];
    for (let count = 0; count < 20; count++) {
      const client = await greeted(scene);
      (count % 2 === 0 ? whole : halves).push(client);
    }
    scene.going();
    const bytes = open(1, 'S-1-5-21-1-2-3-1001', 'CORP\\alice');
    const drip = async (client, all) => {
      for (const byte of all) {
        await client.send(Buffer.of(byte));
        await pause(5);
      }
    };
    const endless = async (client) => {
      const begun = performance.now();
      await client.send(announcing(60_000));
      while (!client.isClosed && performance.now() - begun < 30_000) {
        await client.send(Buffer.of(0));
        await pause(200);
      }
      return { isClosed: client.isClosed, ms: Math.round(performance.now() - begun) };
    };
    const [served, ended] = await Promise.all([
      Promise.all(
        whole.map((client) =>
          drip(client, bytes).then(() => client.until(() => client.answered > 1)),
        ),
      ),
      Promise.all(halves.map(endless)),
    ]);
    const answers = whole.map(({ answered }) => answered);
    hangUp(whole);
    return { served: served.length, answers, ended };
  },

  /** One frame of the largest size, a byte at a time as fast as they go. */
  async crumbs(scene) {
    const client = await greeted(scene);
    const largest = Buffer.concat([announcing(65_536), Buffer.alloc(65_532 - 4)]);
    const begun = performance.now();
    scene.going();
    for (let at = 0; at < largest.length && !client.isClosed; at++)
      await client.send(largest.subarray(at, at + 1));
    const ms = Math.round(performance.now() - begun);
    client.hangUp();
    return { ms };
  },

  /** Two hundred clients with an open tile, all at once. */
  async crowd(scene) {
    const clients = await Promise.all(Array.from({ length: 200 }, () => greeted(scene)));
    await Promise.all(clients.map((client) => client.ask(open(1))));
    scene.going();
    await scene.ended;
    const screens = clients.filter(({ answers }) => answers[SCREEN] === 1).length;
    hangUp(clients);
    return { screens };
  },

  /** More clients than the pipe has instances, and none says a word. */
  async silence(scene) {
    const clients = [];
    for (let count = 0; count < 300; count++) {
      const arriving = Client.connect(scene.path).then((client) => clients.push(client));
      // Who finds no room waits; nobody waits for them.
      await Promise.race([arriving, pause(20)]);
    }
    scene.going();
    await scene.ended;
    const inside = clients.filter((client) => client !== undefined && !client.isClosed).length;
    hangUp(clients);
    return { arrived: clients.length, inside };
  },

  /** Lengths that no frame has. */
  async lengths(scene) {
    const lengths = [0, 1, 7, 65_537, 65_552, 0x0100_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
    return refusals(scene, () => [
      ...(scene.random.below(2) === 0 ? [hello()] : []),
      announcing(scene.random.pick(lengths)),
    ]);
  },

  /** Bytes that mean nothing. */
  async garbage(scene) {
    const { random } = scene;
    return refusals(scene, () => {
      // The length is looked at first, and must not hide what is behind it.
      const body = random.bytes(20 + random.below(200));
      const head = announcing(body.length + 4).subarray(0, 4);
      return [
        ...(random.below(2) === 0 ? [hello()] : []),
        random.below(3) === 0
          ? Buffer.concat([Buffer.of(0xff), body])
          : Buffer.concat([head, body]),
        // Were it the beginning of a frame, this is its end.
        Buffer.alloc(70_000, 0xff),
      ];
    });
  },

  /** Every frame of the golden ones, good and bad, in every state of a client. */
  async states(scene) {
    const { frames } = scene;
    const states = {
      fresh: [],
      greeted: [hello()],
      open: [hello(), open(1), open(7), open(0xffff_ffff)],
      asked: [hello(), open(1), open(7), submit(1, 1, 'nobody', 'x'), submit(7, 1, 'nobody', 'x')],
      closed: [hello(), open(1), close(1), open(7), close(7)],
      changing: [hello({ scenario: 4 }), open(1), open(7)],
    };
    const seen = { tried: 0, closed: 0, alive: [] };
    const attempt = async ([state, before, { name, bytes }]) => {
      const client = await arrived(scene);
      // Whatever is said before is answered, but for a `close`.
      for (const each of before)
        await (each[5] === TYPES.close ? client.send(each) : client.ask(each));
      const isWhole =
        bytes.length >= 4 && bytes.length >= Math.min(bytes.readUInt32LE(), 70_000) + 4;
      // What is only begun would be waited for: something must come of it.
      await client.send(isWhole ? bytes : Buffer.concat([bytes, Buffer.alloc(70_000)]));
      // Who may still speak is answered, and every other one is closed.
      await client.send(state === 'fresh' ? Buffer.alloc(0) : open(99));
      await client.until(() => client.tiles.has(state === 'fresh' ? 0 : 99));
      seen.tried++;
      if (client.isClosed) seen.closed++;
      else seen.alive.push(`${state}: ${name}`);
      client.hangUp();
      scene.going();
    };
    const attempts = Object.entries(states).flatMap(([state, before]) =>
      frames.map((bytes) => [state, before, bytes]),
    );
    const next = async () => {
      for (let each = attempts.pop(); each !== undefined; each = attempts.pop())
        await attempt(each);
    };
    await Promise.all(Array.from({ length: 10 }, next));
    return seen;
  },

  /** Versions of the past and the future, in the greeting and in frames. */
  async versions(scene) {
    const { random } = scene;
    const future = () => NEWEST + 1 + random.below(255 - NEWEST);
    return refusals(scene, () =>
      random.pick([
        () => [hello({ oldest: future(), newest: 255 })],
        () => [hello({ oldest: 0, newest: 0 })],
        () => [hello({ version: 0 })],
        () => [hello({ version: future() })],
        () => [hello(), frame(5, 1, [], future())],
        () => [hello(), frame(5, 1, [], 0)],
      ])(),
    );
  },

  /** Tiles upon tiles, of which none is closed. */
  async tiles(scene) {
    const seen = { opened: 0, screens: 0, faults: 0 };
    let number = 0;
    const client = await greeted(scene);
    while (!(scene.isOver && seen.opened >= 20_000) && !client.isClosed) {
      const batch = Array.from({ length: 200 }, () => open(++number));
      const before = client.answered;
      await client.send(Buffer.concat(batch));
      await client.until(() => client.answered >= before + batch.length);
      seen.opened += batch.length;
      scene.going();
    }
    seen.screens = client.answers[SCREEN] ?? 0;
    seen.faults = client.answers[FAULT] ?? 0;
    client.hangUp();
    return { ...seen, isClosed: client.isClosed };
  },

  /** Clients that come and go, at every point of a conversation. */
  async storm(scene) {
    const seen = { rounds: 0, refused: 0 };
    const { random } = scene;
    const round = async () => {
      const client = await Client.connect(scene.path);
      seen.rounds++;
      if (client === undefined) {
        seen.refused++;
        return;
      }
      const said = random.pick([
        [],
        [hello().subarray(0, 1 + random.below(20))],
        [hello()],
        [hello(), open(1)],
        [hello(), open(1), submit(1, 1, 'nobody', 'x')],
        [hello(), open(1), submit(1, 1, 'nobody', 'x').subarray(0, 20)],
        [random.bytes(30)],
      ]);
      for (const bytes of said) await client.send(bytes);
      if (random.below(2) === 0) await pause(random.below(5));
      client.hangUp();
    };
    while (!(scene.isOver && seen.rounds >= 2000)) {
      await Promise.all(Array.from({ length: 20 }, round));
      if (seen.rounds >= 200) scene.going();
    }
    return seen;
  },

  /** Clients that ask and ask, and never read an answer. */
  async deaf(scene) {
    const clients = [];
    for (let count = 0; count < 100; count++) {
      const client = await arrived(scene, { deaf: true });
      await client.send(hello());
      clients.push(client);
    }
    const asking = Buffer.concat(
      Array.from({ length: 200 }, () => Buffer.concat([open(1), close(1)])),
    );
    let asked = 0;
    const ask = async (client) => {
      for (let count = 0; count < 40 && !client.isClosed; count++) {
        await Promise.race([client.send(asking), pause(2000)]);
        asked += 200;
      }
    };
    const all = Promise.all(clients.map(ask));
    scene.going();
    await all;
    await scene.ended;
    const closed = clients.filter(({ isClosed }) => isClosed).length;
    hangUp(clients);
    return { asked, closed };
  },

  /** Wrong passwords of nobody, on every tile that a few clients may have. */
  async guesses(scene) {
    const clients = await Promise.all(Array.from({ length: 2 }, () => greeted(scene)));
    const tiles = Array.from({ length: 64 }, (_, index) => index + 1);
    await Promise.all(
      clients.map((client) => client.send(Buffer.concat(tiles.map((tile) => open(tile))))),
    );
    await Promise.all(clients.map((client) => client.until(() => client.answered > tiles.length)));
    const name = () => `nobody${scene.random.below(1000)}`;
    await Promise.all(
      clients.map((client) =>
        client.send(Buffer.concat(tiles.map((tile) => submit(tile, 1, name(), 'x')))),
      ),
    );
    scene.going();
    await scene.ended;
    const answered = clients.map((client) => client.answers[SCREEN]);
    hangUp(clients);
    return { answered };
  },

  /** Not an attack: how many clients may have a tile at once. */
  async capacity(scene) {
    const clients = [];
    for (let count = 0; count < 230; count++) {
      const client = await greeted(scene);
      await client.ask(open(1));
      clients.push(client);
    }
    scene.going();
    const count = (type) => clients.filter(({ answers }) => answers[type] === 1).length;
    const places = { screens: count(SCREEN), busy: count(FAULT) };
    hangUp(clients);
    return places;
  },

  /** Half a frame on many connections; then whoever holds them is killed. */
  async orphans(scene) {
    const halves = [hello(), submit(1, 1, 'alice', 'a password that is cut off')];
    for (let count = 0; count < 50; count++) {
      const client = await greeted(scene);
      await client.ask(open(1));
      const bytes = scene.random.pick(halves);
      await client.send(bytes.subarray(0, 5 + scene.random.below(bytes.length - 5)));
    }
    scene.going();
    await new Promise(() => undefined);
  },
};

const [SCREEN, FAULT] = [129, 132];
const PATIENCE_MS = 20_000;

/** A client that is let in: after a storm it may have to try again. */
async function arrived({ path }, options) {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUpAt) {
    const client = await Client.connect(path, options);
    if (client !== undefined) return client;
    await pause(50);
  }
  throw new Error('nobody is let in');
}

async function greeted(scene) {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUpAt) {
    const client = await arrived(scene);
    await client.ask(hello());
    if (!client.isClosed) return client;
    await pause(50);
  }
  throw new Error('nobody greets');
}

/** A frame that is right in form, for a tile that may be there. */
function ordinary(random) {
  const tile = 1 + random.below(TILES);
  const stale = 0x8000_0000 + random.below(1000);
  switch (random.below(5)) {
    case 0:
      return cancel(tile);
    case 1:
      return choose(tile, stale);
    case 2:
      return report(tile);
    case 3:
      return close(tile);
    default:
      return submit(tile, stale, 'nobody', 'x');
  }
}

/** Says something wrong on connection after connection, each of which must be closed for it. */
async function refusals(scene, wrong) {
  const seen = { tried: 0, closed: 0, screens: 0 };
  const one = async () => {
    const client = await Client.connect(scene.path);
    if (client === undefined) return;
    for (const bytes of wrong()) await client.send(bytes);
    seen.tried++;
    if (await client.isEnded()) seen.closed++;
    seen.screens += client.answers[SCREEN] ?? 0;
    client.hangUp();
    scene.going();
  };
  while (!(scene.isOver && seen.tried >= 300)) await Promise.all(Array.from({ length: 10 }, one));
  return seen;
}

function hangUp(clients) {
  for (const client of clients) client?.hangUp();
}
