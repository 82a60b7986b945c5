import { questionsIn } from '../../../server/src/kits/question-text.js';

const policy = {
  mandatory: [{ id: 'staff-number', text: 'Your first staff number?' }],
  optional: [{ id: 'pet', text: 'First pet?', texts: { de: 'Erstes Haustier?', gsw: 'Büsi?' } }],
};

test.each([
  ['de', 'Erstes Haustier?'],
  ['de-AT', 'Erstes Haustier?'],
  ['DE', 'Erstes Haustier?'],
  ['gsw-CH', 'Büsi?'],
  ['fr', 'First pet?'],
  ['', 'First pet?'],
  [undefined, 'First pet?'],
  ['constructor', 'First pet?'],
])('in %j it is %j', (language, text) => {
  expect(questionsIn(['pet'], policy, language)).toEqual([{ id: 'pet', text }]);
});

test('in the order of the lock, mandatory ones as they come', () => {
  expect(questionsIn(['pet', 'staff-number'], policy, 'en').map(({ id }) => id)).toEqual([
    'pet',
    'staff-number',
  ]);
});

test('a question that the policy dropped is asked as it shipped, an unknown one by its id', () => {
  expect(questionsIn(['first-meal', 'odd-one'], policy, 'en')).toEqual([
    { id: 'first-meal', text: 'Which dish did you learn to cook first?' },
    { id: 'odd-one', text: 'odd one' },
  ]);
});
