import { groupsAt } from '@gatehouse/protocol';
import { z } from 'zod';

import { describeSettings } from '../policy/describe-settings.js';
import type { Setting } from './setting.js';
import { SETTINGS } from './settings.js';

/** The reference of the server's settings, as Markdown. */
export function renderServerConfigurationReference(): string {
  return [
    '## Server',
    'The server is configured by environment variables. Secrets come from files only, which nobody but the server’s ' +
      'user may read. A `GATEHOUSE_` variable that does not exist stops the start.',
    table(
      ['Variable', 'Meaning', 'Default'],
      Object.entries<Setting>(SETTINGS).map(([name, setting]) => [
        `\`${name}\``,
        describe(setting),
        defaultOf(setting),
      ]),
    ),
    'What people must do to log on is no setting but a policy: see [policies.md](policies.md).',
  ].join('\n\n');
}

/** The reference of the policy's settings and their shipped defaults, as Markdown. */
export function renderPolicyReference(): string {
  return table(
    ['Setting', 'Meaning', 'Default'],
    describeSettings().map(({ setting, description, shipped }) => [
      `\`${setting}\``,
      description,
      shipped === undefined ? '–' : `\`${JSON.stringify(brief(shipped))}\``,
    ]),
  );
}

/** What the profiles set, and why, as Markdown. */
export function renderProfiles(): string {
  const rows = (['classic', 'nist'] as const).flatMap((profile) =>
    groupsAt().flatMap(({ prefix, group }) =>
      Object.entries(group[profile]).flatMap(([name, set]) =>
        set === undefined
          ? []
          : [
              [
                `\`${profile}\``,
                `\`${prefix}.${name}\``,
                `\`${JSON.stringify(brief(set.value))}\``,
                set.because,
              ],
            ],
      ),
    ),
  );
  return table(['Profile', 'Setting', 'Value', 'Because'], rows);
}

/** What can depart from the profile `nist`, as Markdown. */
export function renderDepartures(): string {
  const rows = groupsAt().flatMap(({ prefix, group }) =>
    group.departures.map(({ setting, because }) => [`\`${prefix}.${setting}\``, because]),
  );
  return table(['Setting', 'Because'], rows);
}

function describe(setting: Setting): string {
  const json = schemaOf(setting);
  return Array.isArray(json['enum'])
    ? `${setting.description} One of ${json['enum'].map((value) => `\`${String(value)}\``).join(', ')}.`
    : setting.description;
}

function defaultOf(setting: Setting): string {
  const json = schemaOf(setting);
  const value = json['default'];
  if (typeof value === 'string') return `\`${value}\``;
  return setting.otherwise ?? '–';
}

function schemaOf(setting: Setting): Record<string, unknown> {
  return z.toJSONSchema(setting.schema, { io: 'input', unrepresentable: 'any' });
}

/** Of what has an id (the questions), the id. */
function brief(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((one: unknown) => (isObject(one) && 'id' in one ? one.id : one));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
