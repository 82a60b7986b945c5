import { describe, expect, it } from '@jest/globals';

import { SHIPPED_MAIL, composeMail } from '../../../server/src/messages/compose-mail.js';

const LINK = 'https://portal.corp.test/password-link#abc';

describe('the message with a code', () => {
  const values = { code: '123456', minutes: '10' };
  const compose = (name = 'Alice') => composeMail('code', { name, values }, 'en', undefined);

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '&lt;b&gt;',
  ])('shows the name %j as text', (name) => {
    const { html } = compose(name);
    expect(html).not.toContain(name);
    expect(html.match(/<\w+/g)).toEqual(compose().html.match(/<\w+/g));
  });

  it('keeps a name on its line and within bounds', () => {
    const { text } = compose(`a\r\nBcc: b\u2028${'c'.repeat(500)}`);
    expect(text.split('\n')[0]!.length).toBeLessThan(120);
  });

  it('does not show the code in the subject', () => {
    expect(compose().subject).not.toContain('123456');
  });

  it.each([
    ['de', 'Ihr Einmalkennwort'],
    ['DE-at', 'Ihr Einmalkennwort'],
    ['en-GB', 'Your passcode'],
    ['zh-CN', '您的验证码'],
    ['zh', '您的验证码'],
    ['zh-Hant-TW', 'Your passcode'],
    ['zh-HK', 'Your passcode'],
    ['fr', 'Your passcode'],
    [undefined, 'Your passcode'],
    ['__proto__', 'Your passcode'],
  ])('is in the language %j', async (language, subject) => {
    const message = await SHIPPED_MAIL.compose('code', { name: 'Alice', language, values });
    expect(message.subject).toBe(subject);
    for (const part of [message.text, message.html]) {
      expect(part).toContain('123456');
      expect(part).toContain('10');
      expect(part).not.toContain('{{');
    }
  });
});

describe('notices', () => {
  it.each([
    ['de-AT', 'Guten Tag Bob,'],
    ['zh-Hans', 'Bob，您好：'],
    ['en', 'Hello Bob,'],
    ['fr', 'Hello Bob,'],
    [undefined, 'Hello Bob,'],
    ['__proto__', 'Hello Bob,'],
  ])('are in the language of the person: %s', async (language, greeting) => {
    const { text } = await SHIPPED_MAIL.compose('password-reset', { name: 'Bob', language });
    expect(text).toContain(greeting);
    expect(text).not.toContain('{{');
  });

  it('carry a link, and markup of nobody else', () => {
    const facts = { name: '<b>Bob</b>\nTo: x', values: { url: LINK, minutes: '30' } };
    const message = composeMail('password-link', facts, 'en', undefined);
    expect(message.text).toContain(`\n\n${LINK}\n\n`);
    expect(message.html).toContain(`<a href="${LINK}">${LINK}</a>`);
    expect(message.html).toContain('&lt;b&gt;Bob&lt;/b&gt; To: x');
    expect(message.subject).not.toContain('Bob');
  });

  it('fill in no value a second time', () => {
    const facts = { name: 'Bob', values: { what: '{{name}}' } };
    expect(composeMail('factors-reset', facts, 'en', undefined).text).toContain('{{name}}.');
  });
});

it('what somebody wrote is sent in its place, and a name is as tame there', () => {
  const wording = { subject: 'Gate', body: 'Hi {{name}}: {{code}}' };
  const facts = { name: 'Eve\r\nBcc: x <i>', values: { code: '42' } };
  const mail = composeMail('code', facts, 'de', wording);
  expect(mail).toMatchObject({ subject: 'Gate', text: 'Hi Eve Bcc: x <i>: 42\n' });
  expect(mail.html).toContain('Eve Bcc: x &lt;i&gt;');
  expect(mail.html).toContain('lang="de"');
});
