import { POLICIES } from './policies.js';
import type { Policy } from './policies.js';
import type { PolicyText, TemplateTexts } from './policy-texts.js';
import { escapeXml, idOf } from './xml.js';

const SCHEMA = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions';

/** The texts of the template in one language. */
export function renderAdml(texts: TemplateTexts): string {
  const { categories } = texts;
  const strings = {
    Gatehouse: categories.root,
    service: categories.service,
    provider: categories.provider,
    SUPPORTED: texts.supportedOn,
    ...Object.assign(
      {},
      ...POLICIES.map((policy) => stringsOf(policy, texts.policies[policy.name])),
    ),
  } as Record<string, string>;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<!-- Written by `npm run docs` from service/src/config. -->',
    `<policyDefinitionResources xmlns="${SCHEMA}" revision="1.0" schemaVersion="1.0">`,
    `  <displayName>${escapeXml(texts.displayName)}</displayName>`,
    `  <description>${escapeXml(texts.description)}</description>`,
    '  <resources>',
    '    <stringTable>',
    ...Object.entries(strings).map(
      ([id, text]) => `      <string id="${id}">${escapeXml(text)}</string>`,
    ),
    '    </stringTable>',
    '    <presentationTable>',
    ...POLICIES.flatMap(({ name, kind }) => [
      `      <presentation id="${name}">`,
      `        ${renderField(name, kind, escapeXml(texts.policies[name].label))}`,
      '      </presentation>',
    ]),
    '    </presentationTable>',
    '  </resources>',
    '</policyDefinitionResources>',
    '',
  ].join('\n');
}

/** @throws Error when a value of the policy has no text */
function stringsOf({ name, kind }: Policy, text: PolicyText): Record<string, string> {
  const strings: Record<string, string> = {
    [name]: text.title,
    [`${name}_Help`]: text.explanation,
  };
  for (const value of kind.type === 'one-of' ? kind.values : []) {
    const shown = text.values?.[value];
    if (shown === undefined) throw new Error(`the policy ${name} has no text for ${value}`);
    strings[idOf(name, value)] = shown;
  }
  return strings;
}

function renderField(name: string, kind: Policy['kind'], label: string): string {
  switch (kind.type) {
    case 'whole':
      return `<decimalTextBox refId="${name}" defaultValue="${kind.min}">${label}</decimalTextBox>`;
    case 'text':
      return `<textBox refId="${name}"><label>${label}</label></textBox>`;
    case 'list':
      return `<multiTextBox refId="${name}">${label}</multiTextBox>`;
    case 'one-of':
      return `<dropdownList refId="${name}" defaultItem="0">${label}</dropdownList>`;
  }
}
