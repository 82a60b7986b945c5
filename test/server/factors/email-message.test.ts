import { describe, expect, it } from '@jest/globals';

import { composeCodeMessage } from '../../../server/src/factors/email-message.js';

const facts = { code: '123456', minutes: 10, name: 'Alice', language: 'en' };

describe('the message with a code', () => {
  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '&lt;b&gt;',
  ])('shows the name %j as text', (name) => {
    const { html } = composeCodeMessage({ ...facts, name });
    expect(html).not.toContain(name);
    expect(html.match(/<\w+/g)).toEqual(composeCodeMessage(facts).html.match(/<\w+/g));
  });

  it('keeps a name on its line and within bounds', () => {
    const { text } = composeCodeMessage({ ...facts, name: `a\r\nBcc: b\u2028${'c'.repeat(500)}` });
    expect(text.split('\n')[0]!.length).toBeLessThan(120);
  });

  it('does not show the code in the subject', () => {
    expect(composeCodeMessage(facts).subject).not.toContain('123456');
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
  ])('is in the language %j', (language, subject) => {
    const message = composeCodeMessage({ ...facts, language });
    expect(message.subject).toBe(subject);
    for (const part of [message.text, message.html]) {
      expect(part).toContain('123456');
      expect(part).toContain('10');
      expect(part).not.toContain('{{');
    }
  });
});
