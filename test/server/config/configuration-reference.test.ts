import { DEFAULT_POLICY } from '@gatehouse/protocol';

import {
  renderPolicyReference,
  renderServerConfigurationReference,
} from '../../../server/src/config/configuration-reference.js';
import { SETTINGS } from '../../../server/src/config/settings.js';

const text = renderServerConfigurationReference();

test.each(Object.keys(SETTINGS))('%s is documented with a meaning and a default', (name) => {
  const [row] = text.split('\n').filter((line) => line.startsWith(`| \`${name}\` |`));
  expect(row).toBeDefined();
  const [, , meaning, otherwise] = row!.split(/(?<!\\)\|/);
  expect(meaning!.trim()).toMatch(/\.$/);
  expect(otherwise!.trim()).not.toBe('');
});

test('every policy default is in the table', () => {
  const policies = renderPolicyReference();
  expect(policies).toContain('| `logon.desktop.require` |');
  expect(policies).toContain(`| \`lockout.strikes\` |`);
  expect(policies).toContain('`["first-concert",');
  expect(policies).toContain(`\`${String(DEFAULT_POLICY.otp.lifetimeSeconds)}\``);
});
