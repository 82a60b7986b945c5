import { settingsOfFeatures } from '../../../service/src/config/installed-features.js';

const OFF = { selfService: 'off', userTools: 'off' };

it.each([
  ['where no installer was, nothing is off', {}, {}],
  ['with all features nothing is off', { Service: 1, SelfService: 1, UserTools: 1 }, {}],
  ['without its feature self-service is off', { Service: 1, UserTools: 1 }, { selfService: 'off' }],
  ['without their feature tools are off', { Service: 1, SelfService: 1 }, { userTools: 'off' }],
  ['the service alone has neither', { Service: 1 }, OFF],
  [
    'a value that the installer did not write is none',
    { Service: 1, SelfService: 'yes', UserTools: '1' },
    OFF,
  ],
])('%s', (_, features, settings) => {
  expect(settingsOfFeatures(features)).toEqual(settings);
});
