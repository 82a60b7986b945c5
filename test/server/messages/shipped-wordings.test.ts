import { checkWording, tidyWording } from '../../../server/src/messages/check-wording.js';
import { MESSAGE_SHAPES } from '../../../server/src/messages/message-shapes.js';
import { shippedWording } from '../../../server/src/messages/shipped-wordings.js';
import { MESSAGE_LANGUAGES } from '../../../server/src/messages/wording.js';
import type { MessageKey } from '../../../server/src/messages/wording.js';

const KEYS = (Object.keys(MESSAGE_SHAPES) as MessageKey[]).filter(
  (key) => MESSAGE_SHAPES[key].kind === 'mail',
);
const ALL = KEYS.flatMap((key) => MESSAGE_LANGUAGES.map((language) => ({ key, language })));

test.each(ALL)('$key in $language meets what is asked of an edited text', ({ key, language }) => {
  const shipped = shippedWording(key, language);
  expect(checkWording(key, shipped)).toEqual([]);
  expect(tidyWording(shipped)).toEqual(shipped);
});

test('a notice is the whole mail: greeting, what was done, and whom to call', () => {
  expect(shippedWording('password-changed', 'en')).toEqual({
    subject: 'Your password was changed',
    body: [
      'Hello {{name}},',
      'Your password was changed by somebody who was signed in with it.',
      'If it was not you who asked for this, call the help desk at once.',
    ].join('\n\n'),
  });
});
