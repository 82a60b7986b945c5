import { renderWording } from '../../../server/src/messages/render-wording.js';

test('values are filled in, and paragraphs and lines stay', () => {
  const body = 'Hallo {{name}},\n\nIhr Code:\n{{code}}';
  const mail = renderWording({ subject: 'Code', body }, 'de', { name: 'Ada', code: '123456' });
  expect(mail.subject).toBe('Code');
  expect(mail.text).toBe('Hallo Ada,\n\nIhr Code:\n123456\n');
  expect(mail.html).toContain('<html lang="de">');
  expect(mail.html).toContain('<p>Hallo Ada,</p>\n<p>Ihr Code:<br>\n<strong');
  expect(mail.html).toContain('>123456</strong></p>');
});

test('neither the text nor a value is markup', () => {
  const body = '<script>alert(1)</script> & {{name}}';
  const { text, html } = renderWording({ subject: 'S', body }, 'en', { name: '<b>Eve</b>' });
  expect(text).toBe('<script>alert(1)</script> & <b>Eve</b>\n');
  expect(html).toContain(
    '<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;Eve&lt;/b&gt;</p>',
  );
});

test('a link can be followed, and a value that looks like a placeholder is text', () => {
  const { html, text } = renderWording({ subject: 'S', body: '{{url}} {{name}}' }, 'en', {
    url: 'https://id.corp.test/x?a=1&b=2#t',
    name: '{{url}}',
  });
  const shown = 'https://id.corp.test/x?a=1&amp;b=2#t';
  expect(html).toContain(`<p><a href="${shown}">${shown}</a> {{url}}</p>`);
  expect(text).toBe('https://id.corp.test/x?a=1&b=2#t {{url}}\n');
});
