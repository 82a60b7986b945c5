import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { CATEGORIES, allEvents, messageIdOf } from '../../service/src/events/catalogue.js';
import type { EventCategory } from '../../service/src/events/event-definition.js';
import { insertStrings, messageOf } from '../../service/src/events/event-message.js';
import { EVENT_LANGUAGES } from '../../service/src/events/render-message-table.js';
import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { Started } from '../support/started.js';
import { installGatehouse } from '../support/wine-gatehouse.js';
import type { LogLine } from '../support/wine-gatehouse.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix, WineProcess } from '../support/wine.js';

const execute = promisify(execFile);

const started = new Started();
let prefix: WinePrefix;

beforeAll(async () => {
  await buildNative('windows');
  prefix = started.use(await createWinePrefix());
}, 300_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

/** What FormatMessage makes of the messages of a module, with `<1>` and on inserted. */
async function formatMessages(
  module: string,
  wanted: readonly (readonly [id: number, language: number])[],
): Promise<string[]> {
  const program = path.join(prefix.path, 'format-messages.exe');
  const source = path.join(import.meta.dirname, '../support/format-messages.c');
  await execute('x86_64-w64-mingw32-gcc-posix', ['-municode', '-s', '-o', program, source]);
  const [questions, answers] = ['wanted', 'told'].map((name) => path.join(prefix.path, name));
  await writeFile(questions!, wanted.map((pair) => `${pair.join(' ')}\n`).join(''));
  const files = [module, questions!, answers!].map((file) => prefix.toWindows(file));
  await prefix.mustRun(program, files);
  const lines = (await readFile(answers!, 'utf8')).split('\n').slice(0, wanted.length);
  return lines.map((line) =>
    line.trim().startsWith('!')
      ? line.trim()
      : String.fromCharCode(...(line.match(/.{4}/g) ?? []).map((unit) => parseInt(unit, 16))),
  );
}

describe('the message table', () => {
  it('has the text of every event and category in every language', async () => {
    const strings = Array.from({ length: 9 }, (_, at) => `<${at + 1}>`);
    const wanted = EVENT_LANGUAGES.flatMap((texts) => [
      ...allEvents().map(
        ([name, event]) =>
          [
            messageIdOf(event),
            texts.languageId,
            insertStrings(messageOf(name, event, texts), strings),
          ] as const,
      ),
      ...Object.entries(CATEGORIES).map(
        ([name, id]) => [id, texts.languageId, texts.categories[name as EventCategory]] as const,
      ),
    ]);
    const told = await formatMessages(
      NATIVE.events,
      wanted.map(([id, language]) => [id, language]),
    );
    expect(told.map((text) => text.trimEnd())).toEqual(wanted.map(([, , text]) => text));
  }, 120_000);

  it('has no others', async () => {
    const [unknown] = await formatMessages(NATIVE.events, [[0xc101_03e7, 0x409]]);
    // ERROR_MR_MID_NOT_FOUND
    expect(unknown).toBe('!317');
  }, 60_000);
});

/** The strings that ReportEvent was called with for a message. */
async function reported(process: WineProcess, id: number, count: number): Promise<string[]> {
  const end = Date.now() + 60_000;
  for (;;) {
    const calls = (await process.stderr()).split(/:ReportEventW \(/).slice(1);
    const call = calls.find((text) => text.includes(`,0x${id.toString(16).padStart(8, '0')},`));
    const strings = [...(call ?? '').matchAll(/:ReportEventW L"([^"]*)"/g)].map(
      ([, text]) => text!,
    );
    if (strings.length >= count) return strings;
    if (Date.now() > end) throw new Error(`not reported:\n${await process.stderr()}`);
    await sleep(200);
  }
}

/** A line of the service's log, which is written to the disk in its own time. */
async function logged(message: string, log: () => Promise<LogLine[]>): Promise<LogLine> {
  const end = Date.now() + 30_000;
  for (;;) {
    const line = (await log()).find((one) => one.message === message);
    if (line !== undefined) return line;
    if (Date.now() > end) throw new Error(`${message} was not logged`);
    await sleep(100);
  }
}

describe('the service on Windows', () => {
  // Wine keeps no event log: what reaches ReportEvent is written to its debugging channel, and that is what is read here.
  it('reports its events with their ids, strings and correlation id', async () => {
    const gatehouse = await installGatehouse(prefix);
    const node = path.join(gatehouse.folder, 'node.exe');
    const main = prefix.toWindows(path.join(gatehouse.folder, 'service/dist/main.js'));
    await using running = await prefix.spawn(node, [main, 'run'], {
      env: { WINEDEBUG: 'fixme+eventlog,err+eventlog,warn+eventlog,trace+eventlog' },
    });
    const started = allEvents().find(([name]) => name === 'started')![1];
    const strings = await reported(running, messageIdOf(started), 4);
    const line = await logged('service.started', () => gatehouse.log());
    expect(strings).toEqual(
      ['reference', 'correlationId', 'version', 'pid'].map((field) => String(line[field])),
    );

    const bundle = path.join(prefix.path, 'bundle.tar.gz');
    const collected = await gatehouse.command('collect', '--out', prefix.toWindows(bundle));
    expect(collected).toMatchObject({ exitCode: 0 });
    const { stdout } = await execute('tar', ['-xzOf', bundle, 'registry.json', 'files.json']);
    expect(stdout).toContain('StateFolder');
    // Of the folder that the service made: who may do what with it.
    expect(stdout).toMatch(/"security": "O:/);
    const { stdout: names } = await execute('tar', ['-tzf', bundle]);
    for (const name of ['event-source.json', 'credential-providers.txt', 'logs/service.log']) {
      expect(names.split('\n')).toContain(name);
    }
  }, 300_000);
});
