import { settingsOfFeatures } from '../../../service/src/config/installed-features.js';

it.each([
  ['where no installer was, nothing is off', {}, {}],
  ['with both features nothing is off', { Service: 1, SelfService: 1 }, {}],
  ['without its feature self-service is off', { Service: 1 }, { selfService: 'off' }],
  [
    'a value that the installer did not write is none',
    { Service: 1, SelfService: 'yes' },
    { selfService: 'off' },
  ],
])('%s', (_, features, settings) => {
  expect(settingsOfFeatures(features)).toEqual(settings);
});
