import { describe, expect, it } from '@jest/globals';

import { composeNotice } from '../../../server/src/notices/compose-notice.js';
import { DE } from '../../../server/src/notices/templates/de.js';
import { EN } from '../../../server/src/notices/templates/en.js';
import { ZH } from '../../../server/src/notices/templates/zh.js';

const LINK = 'https://portal.corp.test/password-link#abc';

describe('notices', () => {
  it('have the same places to fill in, in every language', () => {
    const places = (texts: typeof EN) =>
      Object.entries(texts.notices).map(([kind, { body }]) => [
        kind,
        [...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, key]) => key),
      ]);
    expect(places(DE)).toEqual(places(EN));
    expect(places(ZH)).toEqual(places(EN));
  });

  it.each([
    ['de-AT', 'Guten Tag Bob,'],
    ['zh-Hans', 'Bob，您好：'],
    ['en', 'Hello Bob,'],
    ['fr', 'Hello Bob,'],
    [undefined, 'Hello Bob,'],
    ['__proto__', 'Hello Bob,'],
  ])('are in the language of the person: %s', (language, greeting) => {
    const { text } = composeNotice({ kind: 'password-reset', name: 'Bob', language });
    expect(text).toContain(greeting);
    expect(text).not.toContain('{{');
  });

  it('carry a link, and markup of nobody else', () => {
    const values = { url: LINK, minutes: '30' };
    const name = '<b>Bob</b>\nTo: x';
    const message = composeNotice({ kind: 'password-link', name, values, language: 'en' });
    expect(message.text).toContain(`\n\n${LINK}\n\n`);
    expect(message.html).toContain(`<a href="${LINK}">${LINK}</a>`);
    expect(message.html).toContain('&lt;b&gt;Bob&lt;/b&gt; To: x');
    expect(message.subject).not.toContain('Bob');
  });

  it('fill in no value a second time', () => {
    const values = { what: '{{name}}' };
    const { text } = composeNotice({ kind: 'factors-reset', name: 'Bob', values, language: 'en' });
    expect(text).toContain('{{name}}.');
  });
});
