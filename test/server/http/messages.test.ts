import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { pathOf } from '@gatehouse/protocol';
import type { PortalFacts, administration } from '@gatehouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import { gatehouse as cli } from '../cli/run.js';

let gatehouse: TestGatehouse;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-messages-'));
  gatehouse = await startTestGatehouse({}, { GATEHOUSE_HELP_DESK: 'extension 4711' });
}, 60_000);
afterAll(async () => {
  await gatehouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const list = () =>
  gatehouse.server.administer<administration.MessageList>('GET', pathOf('listMessages'));
const pathTo = (key: string, language = 'de') =>
  pathOf('setMessage', { messageKey: key, messageLanguage: language });
const set = (key: string, body: object, language = 'de') =>
  gatehouse.server.ask('PUT', pathTo(key, language), body);
const reset = (key: string, base: number | string) =>
  gatehouse.server.ask('DELETE', `${pathTo(key)}?base=${base}`);
const textOf = async (key: string, language = 'de') =>
  (await list()).messages
    .find((message) => message.key === key)!
    .texts.find((text) => text.language === language)!;

describe('messages', () => {
  test('are those of the program until somebody writes another, which has a version', async () => {
    const shipped = await textOf('code');
    expect(shipped).toMatchObject({ shipped: true, version: 0, subject: 'Ihr Einmalkennwort' });
    const wording = { subject: 'Tor', body: 'Ihr Code:\r\n{{code}}\r\n' };
    expect(await set('code', { ...wording, base: 0 })).toMatchObject({
      status: 200,
      body: { version: 1 },
    });
    expect(await textOf('code')).toMatchObject({
      ...{ subject: 'Tor', body: 'Ihr Code:\n{{code}}' },
      ...{ version: 1, shipped: false, changedBy: 'socket' },
    });
    expect(await textOf('code', 'en')).toMatchObject({ shipped: true });
    // Whoever began from what is gone changes nothing.
    for (const answer of [
      await set('code', { ...wording, base: 0 }),
      await reset('code', 0),
      await reset('code', 7),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'message.conflict' } });
    }
    expect(await reset('code', 1)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await textOf('code')).toMatchObject({ ...shipped, version: 2, changedBy: 'socket' });
    expect(await reset('factor-added', 0)).toMatchObject({ status: 200, body: { version: 0 } });
  });

  test('that cannot be sent are refused, and nothing is changed', async () => {
    const before = await list();
    const refused: [string, object][] = [
      ['code', { subject: 'S', body: 'no code', base: 2 }],
      ['code', { subject: 'S\nBcc: eve@corp.test', body: '{{code}}', base: 2 }],
      ['factor-added', { subject: 'S', body: '{{what}} {{seed}}', base: 0 }],
      ['help-desk-contact', { subject: '', body: 'a\nb', base: 0 }],
      ['sign-in-notice', { subject: '', body: ' \n ', base: 0 }],
    ];
    for (const [key, body] of refused) {
      expect(await set(key, body)).toMatchObject({
        status: 422,
        body: { code: 'message.invalid' },
      });
    }
    expect((await set('code', { subject: 'S', body: 'no code', base: 2 })).body).toMatchObject({
      detail: 'body: missing-placeholder {{code}}',
    });
    for (const [key, language] of [
      ['code', 'fr'],
      ['none', 'de'],
      ['__proto__', 'de'],
    ] as const) {
      const path = pathOf('setMessage', { messageKey: key, messageLanguage: language });
      const answer = await gatehouse.server.ask('PUT', path, {
        ...{ subject: 'S', body: '{{code}}', base: 0 },
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
    }
    for (const base of ['-1', '1.5', 'x']) {
      expect(await reset('code', base)).toMatchObject({ status: 400 });
    }
    expect(await list()).toEqual(before);
  });

  test('are previewed with examples, or with what is wrong', async () => {
    const preview = (body: object) =>
      gatehouse.server.administer<administration.MessagePreview>(
        'POST',
        pathOf('previewMessage'),
        body,
      );
    const key = { key: 'code', language: 'en' };
    expect(await preview({ ...key, subject: 'S', body: '{{name}}: {{code}}' })).toEqual({
      ...{ faults: [], subject: 'S', text: 'Ada Example: 123456\n' },
    });
    expect(await preview({ ...key, subject: '', body: '{{code}}' })).toEqual({
      faults: [{ field: 'subject', fault: 'empty' }],
    });
  });

  test('are audited by name, with their author and not their text', async () => {
    const { events } = await gatehouse.server.administer<administration.AuditPage>(
      'GET',
      `${pathOf('listAuditEvents')}?limit=1000`,
    );
    const changes = events.filter(({ type }) => type.startsWith('message.'));
    expect(changes.map(({ type, detail: { operator: _, ...detail } }) => [type, detail])).toEqual([
      ['message.changed', { message: 'code', language: 'de', version: 1, operatorName: 'socket' }],
      ['message.reset', { message: 'code', language: 'de', version: 2, operatorName: 'socket' }],
    ]);
  });
});

describe('the words of the company', () => {
  const facts = () => gatehouse.server.administer<PortalFacts>('GET', pathOf('showPortal'));
  const offer = (offered: string[], fallback: string, base: number) =>
    gatehouse.server.ask('PUT', pathOf('setLanguages'), { offered, default: fallback, base });

  test('are on the pages in each language that is offered, else in the default one', async () => {
    await set('sign-in-notice', { subject: '', body: 'Nur für\nuns', base: 0 });
    await set('help-desk-contact', { subject: '', body: 'Durchwahl 1', base: 0 });
    expect((await facts()).texts).toEqual({
      en: { helpDesk: 'extension 4711' },
      de: { helpDesk: 'Durchwahl 1', signIn: 'Nur für\nuns' },
      zh: { helpDesk: 'extension 4711' },
    });
    expect(await offer(['de', 'en'], 'de', 0)).toMatchObject({ status: 200 });
    expect(await facts()).toMatchObject({
      languages: { offered: ['de', 'en'], default: 'de' },
      texts: { en: { helpDesk: 'Durchwahl 1', signIn: 'Nur für\nuns' } },
    });
  });

  test('a choice of languages has a version, each language once, and the default among them', async () => {
    for (const [offered, fallback] of [
      [['de'], 'en'],
      [['de', 'de'], 'de'],
    ] as const) {
      expect(await offer([...offered], fallback, 1)).toMatchObject({
        status: 422,
        body: { code: 'message.invalid' },
      });
    }
    expect(await offer([], 'en', 1)).toMatchObject({ status: 400 });
    expect(await offer(['en'], 'en', 0)).toMatchObject({
      status: 409,
      body: { code: 'message.conflict' },
    });
    expect((await list()).languages).toEqual({ offered: ['de', 'en'], default: 'de', version: 1 });
  });
});

describe('gatehouse message', () => {
  const run = (...words: string[]) =>
    cli(['message', ...words, '--socket', gatehouse.server.running.socketPath ?? '']);

  test('shows what it takes, sets, lists and resets', async () => {
    const shown = await run('show', 'code', 'en');
    expect(shown.output).toMatch(/^Subject: Your passcode\n\nHello \{\{name\}\},/);
    const file = path.join(folder, 'code.txt');
    await writeFile(file, '\uFEFFSubject: Gate\r\n\r\nYour code:\r\n{{code}}\r\n');
    expect(await run('set', 'code', 'en', file)).toMatchObject({ exitCode: 0, errors: '' });
    expect((await run('show', 'code', 'en')).output).toBe('Subject: Gate\n\nYour code:\n{{code}}');
    expect((await run('list')).output).toMatch(
      /code +mail +en \(1\) +\{\{code\}\} \[\{\{name\}\}\]/,
    );
    expect(await run('set', 'code', 'en', file, '--base', '0')).toMatchObject({ exitCode: 1 });
    expect(await run('reset', 'code', 'en')).toMatchObject({ exitCode: 0 });
    expect((await run('show', 'code', 'en')).output).toBe(shown.output);
    expect((await run('languages', 'en', 'en', 'zh')).output).toContain(
      'Offered: en, zh; else en.',
    );
    for (const words of [
      ['show', 'nothing', 'en'],
      ['languages', 'en', 'fr'],
      ['set', 'code', 'en', '/nonexistent'],
    ]) {
      expect(await run(...words)).toMatchObject({ exitCode: 2 });
    }
  });
});
