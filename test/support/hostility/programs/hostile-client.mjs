/**
 * A hostile client of the credential pipe. Arguments: port of whoever directs it, on the loopback; the pipe or socket; the file
 * of golden frames; the folder of the installed product, where handles are to be counted. Takes and gives lines of JSON.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

import { ATTACKS } from './attacks.mjs';
import { Random } from './frames.mjs';

const [port, path, vectors, app] = process.argv.slice(2);
const golden = JSON.parse(readFileSync(vectors, 'utf8'));
const frames = [...golden.valid, ...golden.invalid].map(({ name, hex }) => ({
  name,
  bytes: Buffer.from(hex, 'hex'),
}));

const director = connect(Number(port), '127.0.0.1');
const say = (what) => director.write(`${JSON.stringify(what)}\n`);
let end = () => undefined;

async function run(name, seed) {
  let isGoing = false;
  const scene = {
    path,
    frames,
    random: new Random(seed),
    isOver: false,
    going() {
      if (!isGoing) say({ going: name });
      isGoing = true;
    },
    ended: new Promise((resolve) => {
      end = () => {
        scene.isOver = true;
        resolve();
      };
    }),
  };
  try {
    say({ done: name, saw: await ATTACKS[name](scene) });
  } catch (error) {
    say({ failed: name, why: String(error?.stack ?? error) });
  }
}

/** How many handles a process of Windows has. */
function handlesOf(pid) {
  const koffi = createRequire(`${app}\\service\\package.json`)('koffi');
  const kernel32 = koffi.load('kernel32.dll');
  const open = kernel32.func('OpenProcess', 'int64_t', ['uint32_t', 'int32_t', 'uint32_t']);
  const count = kernel32.func('GetProcessHandleCount', 'int32_t', ['int64_t', '_Out_ uint32_t *']);
  const closeHandle = kernel32.func('CloseHandle', 'int32_t', ['int64_t']);
  const PROCESS_QUERY_INFORMATION = 0x400;
  const process = open(PROCESS_QUERY_INFORMATION, 0, pid);
  const handles = [0];
  const counted = count(process, handles);
  closeHandle(process);
  return counted === 0 ? undefined : handles[0];
}

createInterface({ input: director }).on('line', (line) => {
  const order = JSON.parse(line);
  if (order.attack !== undefined) void run(order.attack, order.seed);
  else if (order.handlesOf !== undefined) say({ handles: handlesOf(order.handlesOf) });
  else end();
});
director.on('close', () => process.exit(0));
say({ ready: process.pid });
