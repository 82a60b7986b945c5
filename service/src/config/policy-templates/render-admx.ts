import { POLICY_KEY } from '../registry-keys.js';
import { POLICIES } from './policies.js';
import type { Policy } from './policies.js';
import { idOf } from './xml.js';

const SCHEMA = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions';

/**
 * The template for the Group Policy editor, without its texts. Each policy sets one value below the policy key, which wins over
 * what the installer wrote.
 *
 * https://learn.microsoft.com/previous-versions/windows/desktop/policy/admx-schema
 */
export function renderAdmx(): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<!-- Written by `npm run docs` from service/src/config. -->',
    `<policyDefinitions xmlns="${SCHEMA}" revision="1.0" schemaVersion="1.0">`,
    '  <policyNamespaces>',
    '    <target prefix="gatehouse" namespace="Gatehouse.Policies.Workstation" />',
    '  </policyNamespaces>',
    '  <resources minRequiredRevision="1.0" />',
    '  <supportedOn>',
    '    <definitions>',
    '      <definition name="SUPPORTED" displayName="$(string.SUPPORTED)" />',
    '    </definitions>',
    '  </supportedOn>',
    '  <categories>',
    '    <category name="Gatehouse" displayName="$(string.Gatehouse)" />',
    ...(['service', 'provider'] as const).flatMap((category) => [
      `    <category name="${category}" displayName="$(string.${category})">`,
      '      <parentCategory ref="Gatehouse" />',
      '    </category>',
    ]),
    '  </categories>',
    '  <policies>',
    ...POLICIES.flatMap(renderPolicy),
    '  </policies>',
    '</policyDefinitions>',
    '',
  ].join('\n');
}

function renderPolicy({ name, category, kind }: Policy): string[] {
  const texts = `displayName="$(string.${name})" explainText="$(string.${name}_Help)"`;
  return [
    `    <policy name="${name}" class="Machine" ${texts} presentation="$(presentation.${name})" key="${POLICY_KEY}">`,
    `      <parentCategory ref="${category}" />`,
    '      <supportedOn ref="SUPPORTED" />',
    '      <elements>',
    ...renderElement(name, kind).map((line) => `        ${line}`),
    '      </elements>',
    '    </policy>',
  ];
}

function renderElement(name: string, kind: Policy['kind']): string[] {
  const common = `id="${name}" valueName="${name}"`;
  switch (kind.type) {
    case 'whole':
      return [
        `<decimal ${common} required="true" minValue="${kind.min}" maxValue="${kind.max}" />`,
      ];
    case 'text':
      return [`<text ${common} required="true" maxLength="${kind.maxLength}" />`];
    case 'list':
      return [`<multiText ${common} required="true" />`];
    case 'one-of':
      return [
        `<enum ${common} required="true">`,
        ...kind.values.flatMap((value) => [
          `  <item displayName="$(string.${idOf(name, value)})">`,
          `    <value><string>${value}</string></value>`,
          '  </item>',
        ]),
        '</enum>',
      ];
  }
}
