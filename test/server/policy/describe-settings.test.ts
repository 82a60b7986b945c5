import { describe, expect, it } from '@jest/globals';

import { settingPaths } from '../../../protocol/src/policy/setting-paths.js';
import { describeSettings } from '../../../server/src/policy/describe-settings.js';

const settings = describeSettings();
const kindOf = (name: string) => settings.find(({ setting }) => setting === name)?.kind;

describe('the settings of policies, as a form knows them', () => {
  it('are all there, in the order of the schema, and each says what it does', () => {
    expect(settings.map(({ setting }) => setting)).toEqual(settingPaths());
    for (const { setting, description } of settings) {
      expect([setting, description.length > 10]).toEqual([setting, true]);
    }
  });

  it.each(['de', 'zh'] as const)('say what they do in %s as well, each otherwise', (language) => {
    const script = language === 'zh' ? /\p{Script=Han}/u : /[a-zäöüß]{4}/u;
    const foreign = describeSettings(language);
    expect(foreign.map(({ description: _, kind: __, ...rest }) => rest)).toEqual(
      settings.map(({ description: _, kind: __, ...rest }) => rest),
    );
    const textsOf = ({ setting, description, kind }: (typeof settings)[number]) => [
      { setting, description },
      ...(kind.type === 'entries'
        ? kind.fields.map((field) => ({ setting: `${setting}.${field.name}`, ...field }))
        : []
      ).map(({ setting: path, description: text }) => ({ setting: path, description: text })),
    ];
    const english = settings.flatMap(textsOf);
    for (const [at, { setting, description }] of foreign.flatMap(textsOf).entries()) {
      const own = english[at]?.description;
      expect([setting, description !== own]).toEqual([setting, own !== undefined]);
      if (description !== undefined) expect(description).toMatch(script);
      // Words of a policy stay what they are.
      const wordsOf = (text = '') => [...text.matchAll(/`[^`]+`/g)].map(String).sort();
      expect([setting, wordsOf(description)]).toEqual([setting, wordsOf(own)]);
    }
  });

  it('have what the schema allows', () => {
    expect(kindOf('lockout.strikes')).toEqual({ type: 'integer', minimum: 1, maximum: 100 });
    expect(kindOf('lockout.showStrikes')).toEqual({ type: 'boolean' });
    expect(kindOf('selfService.reset')).toEqual({
      type: 'choice',
      choices: ['off', 'answers', 'otp', 'answers-and-otp'],
    });
    expect(kindOf('logon.desktop.methods')).toEqual({
      ...{ type: 'choices', choices: ['totp', 'hotp', 'email'] },
      ...{ minimum: 1, maximum: 8 },
    });
    expect(kindOf('password.dictionary')).toEqual({
      ...{ type: 'texts', maximum: 1000, shortest: 3, longest: 64 },
    });
    expect(kindOf('password.changeBefore')).toEqual({ type: 'moment' });
  });

  it('tell the fields of what has several', () => {
    expect(kindOf('desktop.exclusions')).toMatchObject({
      type: 'entries',
      maximum: 256,
      fields: [
        { name: 'sid', required: true, value: { type: 'text' } },
        { name: 'reason', required: true, value: { type: 'text', maximum: 200 } },
        { name: 'until', required: false, value: { type: 'moment' } },
      ],
    });
    expect(kindOf('answers.optional')).toMatchObject({
      fields: [
        { name: 'id' },
        { name: 'text' },
        { name: 'texts', value: { type: 'translations' } },
      ],
    });
  });

  it('have the values of the profiles, with the reason', () => {
    expect(settings.find(({ setting }) => setting === 'selfService.unlock')).toMatchObject({
      shipped: 'answers-and-otp',
      nist: { value: 'otp', because: 'A factor that is possessed; no answers.' },
      classic: { value: 'answers' },
    });
    expect(settings.find(({ setting }) => setting === 'otp.digits')).not.toHaveProperty('nist');
  });
});
