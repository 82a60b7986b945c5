import { groupsAt } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';
import { z } from 'zod';

import { settingHelp } from './help/setting-help.js';

/** What JSON Schema says of a value, as far as settings use it. */
interface ValueSchema {
  type?: string;
  description?: string;
  enum?: string[];
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: ValueSchema;
  properties?: Record<string, ValueSchema>;
  required?: string[];
}

/**
 * Every setting of policies as forms and references need it, made of the schemas themselves: what is not said there is not
 * said here.
 *
 * @param language of what they do; the schemas' own is English
 * @throws TypeError when a schema has values that no form could ask for
 */
export function describeSettings(
  language: administration.HelpLanguage = 'en',
): administration.PolicySetting[] {
  return groupsAt().flatMap(({ prefix, group }) => {
    const { properties = {} } = z.toJSONSchema(group.schema) as ValueSchema;
    return Object.entries(properties).map(([name, schema]) => {
      const setting = `${prefix}.${name}`;
      const shipped: unknown = Reflect.get(group.shipped, name);
      const { [name]: classic } = group.classic;
      const { [name]: nist } = group.nist;
      return {
        setting,
        description: settingHelp(language, setting) ?? schema.description ?? '',
        kind: translated(kindOf(setting, schema), setting, language),
        ...(shipped === undefined ? {} : { shipped }),
        ...(classic === undefined ? {} : { classic }),
        ...(nist === undefined ? {} : { nist }),
      };
    });
  });
}

function translated(
  kind: administration.SettingKind,
  setting: string,
  language: administration.HelpLanguage,
): administration.SettingKind {
  if (kind.type !== 'entries') return kind;
  const fields = kind.fields.map((field) => {
    const description = settingHelp(language, setting, field.name) ?? field.description;
    return { ...field, ...(description === undefined ? {} : { description }) };
  });
  return { ...kind, fields };
}

function kindOf(setting: string, schema: ValueSchema): administration.SettingKind {
  const { type, items, minimum, maximum } = schema;
  if (type === 'boolean') return { type };
  if (type === 'integer' && minimum !== undefined && maximum !== undefined) {
    return { type, minimum, maximum };
  }
  if (schema.enum !== undefined) return { type: 'choice', choices: schema.enum };
  if (schema.format === 'date-time') return { type: 'moment' };
  if (type === 'array' && items !== undefined && schema.maxItems !== undefined) {
    return listOf(setting, items, { minimum: schema.minItems ?? 0, maximum: schema.maxItems });
  }
  throw new TypeError(`no form can ask for ${setting}`);
}

function listOf(
  setting: string,
  items: ValueSchema,
  { minimum, maximum }: { minimum: number; maximum: number },
): administration.SettingKind {
  if (items.enum !== undefined) {
    return { type: 'choices', choices: items.enum, minimum, maximum };
  }
  if (items.type === 'string') {
    const { minLength: shortest = 0, maxLength: longest } = items;
    if (longest !== undefined) return { type: 'texts', maximum, shortest, longest };
  }
  if (items.properties === undefined) throw new TypeError(`no form can ask for ${setting}`);
  const fields = Object.entries(items.properties).map(([name, field]) => ({
    name,
    required: items.required?.includes(name) ?? false,
    ...(field.description === undefined ? {} : { description: field.description }),
    value: fieldOf(field),
  }));
  return { type: 'entries', maximum, fields };
}

function fieldOf({ type, format, pattern, maxLength }: ValueSchema): administration.SettingField {
  if (type === 'object') return { type: 'translations' };
  if (format === 'date-time') return { type: 'moment' };
  return {
    type: 'text',
    ...(maxLength === undefined ? {} : { maximum: maxLength }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}
