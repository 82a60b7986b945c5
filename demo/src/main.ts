import { check } from './check/check.js';
import { PipeDesk } from './check/pipe-desk.js';
import { abortOf, endSignal } from './end-signal.js';
import { startHouse } from './house.js';
import { interact } from './interactive.js';
import { HELP, parseOptions } from './options.js';
import type { DemoOptions } from './options.js';

const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

async function main(): Promise<number> {
  let options: DemoOptions;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${HELP}`);
    return EXIT.usage;
  }
  if (options.mode === 'help') {
    console.log(HELP);
    return EXIT.ok;
  }
  const ended = endSignal();
  try {
    return await run(options, ended);
  } catch (error) {
    if (ended.aborted) return EXIT.interrupted;
    console.error(`FAILED   ${messageOf(error)}`);
    return EXIT.failed;
  }
}

/** Whatever way this is left, the children are stopped and the temporary folder is removed. */
async function run(options: DemoOptions, ended: AbortSignal): Promise<number> {
  await using house = await startHouse({ keep: options.keep, say, ended });
  if (options.mode === 'interactive') {
    await interact(house, options.lines, ended);
    say('stopping');
    return EXIT.ok;
  }
  const passed = await Promise.race([
    check(house, { desk: new PipeDesk(house.connection), logFolder: house.logFolder }, (line) =>
      console.log(line),
    ),
    abortOf(ended),
  ]);
  return passed ? EXIT.ok : EXIT.failed;
}

function say(text: string): void {
  console.error(`· ${text}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main();
