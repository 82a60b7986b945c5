import type { administration } from '@gatehouse/protocol';

import type { PoliciesTexts } from './texts/en.js';

type Kind = administration.SettingKind;
type Field = administration.SettingField;

/** Why a value cannot be one of a setting, in words; undefined when it can. The server has the last word. */
export function faultOf(kind: Kind, value: unknown, { faults }: PoliciesTexts): string | undefined {
  switch (kind.type) {
    case 'integer': {
      const { minimum, maximum } = kind;
      const fits =
        typeof value === 'number' &&
        Number.isInteger(value) &&
        value >= minimum &&
        value <= maximum;
      return fits ? undefined : faults.number(minimum, maximum);
    }
    case 'choices':
      return lengthOf(value) < kind.minimum ? faults.atLeast(kind.minimum) : undefined;
    case 'texts': {
      if (lengthOf(value) > kind.maximum) return faults.atMost(kind.maximum);
      const fits = (value as string[]).every(
        (text) => text.length >= kind.shortest && text.length <= kind.longest,
      );
      return fits ? undefined : faults.lines(kind.shortest, kind.longest);
    }
    case 'moment':
      return isMoment(value) ? undefined : faults.moment;
    case 'entries': {
      if (lengthOf(value) > kind.maximum) return faults.atMost(kind.maximum);
      const fields = kind.fields.find(({ name, required, value: field }) =>
        (value as Record<string, unknown>[]).some((entry) => !fits(field, entry[name], required)),
      );
      return fields === undefined ? undefined : faults.field(fields.name);
    }
    case 'boolean':
    case 'choice':
      return undefined;
  }
}

function fits(field: Field, value: unknown, required: boolean): boolean {
  if (value === undefined || value === '') return !required;
  switch (field.type) {
    case 'text':
      return (
        typeof value === 'string' &&
        value.trim() !== '' &&
        (field.maximum === undefined || value.length <= field.maximum) &&
        (field.pattern === undefined || new RegExp(field.pattern).test(value))
      );
    case 'moment':
      return isMoment(value);
    case 'translations':
      return Object.entries(value ?? {}).every(
        ([code, text]) => /^[a-z]{2,3}$/.test(code) && text !== '',
      );
  }
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
