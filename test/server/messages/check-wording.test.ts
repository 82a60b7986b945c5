import { checkWording, tidyWording } from '../../../server/src/messages/check-wording.js';

const GOOD = { subject: 'Your code', body: 'Hello {{name}},\n\n{{code}}' };

test('a text with what it must have is taken', () => {
  expect(checkWording('code', GOOD)).toEqual([]);
});

test('line ends become LF, and white space around a text goes', () => {
  expect(tidyWording({ subject: ' Code ', body: 'a\r\nb\rc\n\n' })).toEqual({
    subject: 'Code',
    body: 'a\nb\nc',
  });
});

test('a code that is not in it, and a name that nobody declared, are told by name', () => {
  expect(checkWording('code', { ...GOOD, body: '{{secret}}' })).toEqual([
    { field: 'body', fault: 'unknown-placeholder', placeholder: 'secret' },
    { field: 'body', fault: 'missing-placeholder', placeholder: 'code' },
  ]);
});

test('what another message has is unknown to this one', () => {
  expect(checkWording('code', { ...GOOD, body: '{{code}} {{url}}' })).toEqual([
    { field: 'body', fault: 'unknown-placeholder', placeholder: 'url' },
  ]);
});

test.each(['{{ code }}', '{{#if code}}', '{{', '}}', '{{{code}}}}'])(
  'braces as in %s',
  (braces) => {
    expect(checkWording('code', { ...GOOD, body: `{{code}} ${braces}` })).toContainEqual({
      field: 'body',
      fault: 'stray-braces',
    });
  },
);

test.each(['a\nBcc: eve@corp.test', 'a\r\nb', 'a\u2028b', 'a\u202eb', 'a\0', '\ud800'])(
  'a subject that is no line: %j',
  (subject) => {
    expect(checkWording('code', { ...GOOD, subject })).toEqual([
      { field: 'subject', fault: 'control-character' },
    ]);
  },
);

test.each(['\u001b[31m', '\u2066', '\t'])('a body with a character nobody sees: %j', (text) => {
  expect(checkWording('code', { ...GOOD, body: `{{code}}a${text}b` })).toEqual([
    { field: 'body', fault: 'control-character' },
  ]);
});

test('a subject holds no code: locked screens show it', () => {
  expect(checkWording('code', { ...GOOD, subject: 'Code {{code}}' })).toEqual([
    { field: 'subject', fault: 'placeholder' },
  ]);
});

test('sizes: as long as allowed, one more, and nothing', () => {
  const body = `{{code}}${'x'.repeat(3_992)}`;
  expect(checkWording('code', { subject: 'x'.repeat(120), body })).toEqual([]);
  expect(checkWording('code', { subject: 'x'.repeat(121), body: `${body}x` })).toEqual([
    { field: 'subject', fault: 'too-long' },
    { field: 'body', fault: 'too-long' },
  ]);
  expect(checkWording('code', { subject: '', body: '' })).toEqual([
    { field: 'subject', fault: 'empty' },
    { field: 'body', fault: 'empty' },
  ]);
});

test('a text of the pages has no subject and no placeholder; a contact is one line', () => {
  const page = (body: string, subject = '') => ({ subject, body });
  expect(checkWording('sign-in-notice', page('Only for\nour people.'))).toEqual([]);
  expect(checkWording('help-desk-contact', page('Extension 4711'))).toEqual([]);
  expect(checkWording('help-desk-contact', page('4711\n4712'))).toEqual([
    { field: 'body', fault: 'more-than-a-line' },
  ]);
  expect(checkWording('sign-in-notice', page('Hello {{name}}', 'S'))).toEqual([
    { field: 'subject', fault: 'unexpected' },
    { field: 'body', fault: 'unknown-placeholder', placeholder: 'name' },
  ]);
  expect(checkWording('help-desk-contact', page('x'.repeat(201)))).toEqual([
    { field: 'body', fault: 'too-long' },
  ]);
});
