import { readFileSync } from 'node:fs';
import path from 'node:path';

import { checkRegistrySettings } from '../../service/src/config/check-settings.js';
import { WITHOUT_POLICY } from '../../service/src/config/policy-templates/policies.js';
import { PROVIDER_SETTINGS, SHARED_SETTINGS } from '../../service/src/config/provider-settings.js';
import { SETTING_NAMES, registryNameOf } from '../../service/src/config/settings.js';
import type { SettingName } from '../../service/src/config/settings.js';
import { POLICY_KEY } from '../../service/src/windows/names.js';
import { findAll, parseXml } from '../support/xml.js';
import type { XmlElement } from '../support/xml.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

const admx = parseXml(read('installer/policy/gatehouse.admx'));
const policies = findAll(admx, 'policy');
const elementOf = (policy: XmlElement): XmlElement =>
  policy.children.find(({ name }) => name === 'elements')!.children[0]!;

const serviceNames = new Map(SETTING_NAMES.map((name) => [registryNameOf(name), name]));
const policiesOfService = policies.filter((policy) =>
  serviceNames.has(policy.attributes['name'] ?? ''),
);

/** What an administrator may type in the editor for a policy, as Windows writes it into the registry. */
const SAMPLES: Partial<Record<string, string>> = {
  ProxyUrl: 'http://proxy.corp.test:3128',
  PortalUrl: 'https://portal.corp.test',
  StateFolder: '/policy/state',
  TokenFile: '/policy/token',
  TemplateName: 'TEMPLATE',
  LogFolder: '/policy/logs',
  Language: 'de-AT',
};

function samplesOf(policy: XmlElement): (string | number)[] {
  const element = elementOf(policy);
  const { minValue, maxValue, valueName = '' } = element.attributes;
  switch (element.name) {
    case 'decimal':
      return [Number(minValue), Number(maxValue)];
    case 'enum':
      return findAll(element, 'string').map(({ text }) => text.trim());
    default: {
      const sample = SAMPLES[valueName];
      if (sample === undefined) throw new Error(`this test has no sample of ${valueName}`);
      return [sample];
    }
  }
}

describe('each policy writes what the client reads', () => {
  it.each(policies.map((policy) => [policy.attributes['name']!, policy] as const))(
    '%s: one value of that name, below the policy key of the computer',
    (name, policy) => {
      expect(policy.attributes).toMatchObject({ class: 'Machine', key: POLICY_KEY });
      const { children } = policy.children.find((child) => child.name === 'elements')!;
      expect(children).toHaveLength(1);
      // Without "required" an enabled policy could be left empty.
      expect(elementOf(policy).attributes).toMatchObject({ valueName: name, required: 'true' });
    },
  );

  it.each(policiesOfService.map((policy) => [policy.attributes['name']!, policy] as const))(
    '%s: the service takes each value that the editor offers, and no other number or text',
    (name, policy) => {
      for (const sample of samplesOf(policy)) {
        const settings = checkRegistrySettings({ [name]: sample }, {});
        expect(settings).toEqual({ [serviceNames.get(name)!]: sample });
      }
      const { name: kind, attributes } = elementOf(policy);
      const refused =
        kind === 'decimal'
          ? [Number(attributes['minValue']) - 1, Number(attributes['maxValue']) + 1]
          : kind === 'enum'
            ? ['something else']
            : ['x'.repeat(Number(attributes['maxLength']) + 1)];
      for (const value of refused) {
        expect(() => checkRegistrySettings({ [name]: value }, {})).toThrow(name);
      }
    },
  );

  it.each(policiesOfService.map((policy) => [policy.attributes['name']!, policy] as const))(
    '%s: what the policy says wins over what the installer wrote',
    (name, policy) => {
      const [sample] = samplesOf(policy);
      const setting = serviceNames.get(name)!;
      expect(checkRegistrySettings({ [name]: sample }, { [name]: 'installed' })).toEqual({
        [setting]: sample,
      });
      expect(checkRegistrySettings({}, { [name]: sample })).toEqual({ [setting]: sample });
    },
  );
});

describe('each value that the client reads has a policy', () => {
  it('the service’s, but for those that are not for Windows or not for production', () => {
    const without = new Set<string>(Object.keys(WITHOUT_POLICY));
    const wanted = SETTING_NAMES.filter((name: SettingName) => !without.has(name)).map(
      registryNameOf,
    );
    expect(policiesOfService.map(({ attributes }) => attributes['name'])).toEqual(wanted);
    expect([...without].every((name) => /^(socketPath|demo[A-Z]\w+)$/.test(name))).toBe(true);
  });

  it('the credential provider’s, with the types that native/win/settings.cpp asks for', () => {
    const types = { Dword: 'decimal', String: 'text', Strings: 'multiText' } as const;
    const reads = [
      ...read('native/win/settings.cpp').matchAll(/ReadSetting\(ReadRegistry(\w+), L"(\w+)"\)/g),
    ].map(([, type, name]) => [name!, types[type as keyof typeof types]] as const);
    expect(reads.map(([name]) => name).sort()).toEqual(
      [...Object.keys(PROVIDER_SETTINGS), ...SHARED_SETTINGS].sort(),
    );
    for (const [name, type] of reads) {
      const policy = policies.find(({ attributes }) => attributes['name'] === name);
      if (policy === undefined) throw new Error(`there is no policy ${name}`);
      const kind = elementOf(policy).name;
      expect([name, kind === 'enum' ? 'text' : kind]).toEqual([name, type]);
    }
    // Both keys, the policy's first.
    expect(read('native/win/registry.h')).toContain(
      `kPolicyKey[] = L"${POLICY_KEY.replaceAll('\\', '\\\\')}"`,
    );
  });

  const policyOf = (name: string) =>
    policies.find(({ attributes }) => attributes['name'] === name)!;

  it.each([
    ['WhenServiceDown', 'deny', /WhenServiceDown Parse[^]*?\n\}/],
    ['WhenProviderCrashes', 'enforce', /WhenProviderCrashes Parse[^]*?\n\}/],
    ['RemoteWithoutPassword', 'deny', /RemoteWithoutPassword Parse[^]*?\n\}/],
    ['DefaultTile', 'windows', /is_default_tile = .*/],
  ] as const)('%s offers what the provider understands', (name, byDefault, parser) => {
    const source = read('native/core/service_down.cpp') + read('native/win/settings.cpp');
    const known = [...(parser.exec(source)?.[0] ?? '').matchAll(/== L?"([a-z-]+)"/g)];
    expect(known).not.toEqual([]);
    const words = [byDefault, ...known.map(([, text]) => text!)];
    expect(samplesOf(policyOf(name)).sort()).toEqual(words.sort());
  });

  it('ServiceWaitSeconds offers no more than the provider waits', () => {
    const most = /kMaxServiceWaitSeconds = (\d+)/.exec(read('native/win/settings.cpp'))?.[1];
    const { attributes } = elementOf(policyOf('ServiceWaitSeconds'));
    expect(attributes).toMatchObject({ minValue: '0', maxValue: most });
  });

  it('and the editor has no policy beside them', () => {
    const names = policies.map(({ attributes }) => attributes['name']!);
    expect(new Set(names).size).toBe(names.length);
    const known = [...serviceNames.keys(), ...Object.keys(PROVIDER_SETTINGS)];
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe.each(['en-US', 'de-DE'])('the texts in %s', (language) => {
  const adml = parseXml(read(`installer/policy/${language}/gatehouse.adml`));
  const strings = new Map(
    findAll(adml, 'string').map(({ attributes, text }) => [attributes['id']!, text]),
  );
  const presentations = new Map(
    findAll(adml, 'presentation').map((element) => [element.attributes['id']!, element]),
  );

  it('are all there, none is empty, and none is left over', () => {
    const wanted = new Set(
      [...read('installer/policy/gatehouse.admx').matchAll(/\$\(string\.(\w+)\)/g)].map(
        ([, id]) => id!,
      ),
    );
    expect([...strings.keys()].sort()).toEqual([...wanted].sort());
    expect([...strings].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('have a field of the right kind for each value', () => {
    const fields = {
      decimal: 'decimalTextBox',
      text: 'textBox',
      enum: 'dropdownList',
      multiText: 'multiTextBox',
    };
    expect([...presentations.keys()]).toEqual(policies.map(({ attributes }) => attributes['name']));
    for (const policy of policies) {
      const element = elementOf(policy);
      const [field] = presentations.get(policy.attributes['name']!)!.children;
      expect(field?.attributes['refId']).toBe(element.attributes['id']);
      expect(field?.name).toBe(fields[element.name as keyof typeof fields]);
    }
  });
});

it('both languages say different things', () => {
  const textsOf = (language: string) =>
    new Map(
      findAll(parseXml(read(`installer/policy/${language}/gatehouse.adml`)), 'string')
        .filter(({ attributes }) => attributes['id']!.endsWith('_Help'))
        .map(({ attributes, text }) => [attributes['id'], text]),
    );
  const german = textsOf('de-DE');
  for (const [id, text] of textsOf('en-US')) expect([id, german.get(id)]).not.toEqual([id, text]);
});
