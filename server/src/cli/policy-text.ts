import type { administration } from '@gatehouse/protocol';

import { formatFacts, formatTable, printable } from './table.js';

/** Policies, one a line. */
export function describePolicies(policies: readonly administration.StoredPolicy[]): string {
  if (policies.length === 0) return 'No policy is applied: the shipped defaults hold for everyone.';
  return formatTable(
    ['NAME', 'VERSION', 'PRIORITY', 'PROFILE', 'ASSIGNED TO'],
    policies.map(({ version, document }) => [
      document.name,
      String(version),
      String(document.priority),
      document.profile ?? '-',
      [
        ...(document.assign.everyone ? ['everyone'] : []),
        ...document.assign.ous.map((ou) => `OU ${ou}`),
        ...document.assign.groups.map((group) => `group ${group}`),
        ...document.assign.users.map((user) => `user ${user}`),
      ].join(', '),
    ]),
  );
}

export function describeLog({ versions }: administration.PolicyLog): string {
  return formatTable(
    ['VERSION', 'WHEN', 'BY', 'WHAT', 'COMMENT'],
    versions.map(({ version, appliedAt, author, retired, comment }) => [
      String(version),
      appliedAt,
      author?.name ?? 'unknown',
      retired ? 'retired' : 'applied',
      comment ?? '',
    ]),
  );
}

export function describeShown(shown: administration.ShownPolicy): string {
  const { version, appliedAt, author, comment, retired, holds, document } = shown;
  const state = retired ? 'retired with this version' : holds ? 'holds' : 'an earlier version';
  return [
    formatFacts([
      ['policy', document.name],
      ['version', `${version}, ${state}`],
      ['applied', `${appliedAt} by ${author?.name ?? 'unknown'}`],
      ['comment', comment],
    ]),
    JSON.stringify(document, undefined, 2),
  ].join('\n');
}

export function describeChanges(changes: readonly administration.PolicyChange[]): string {
  if (changes.length === 0) return 'Nothing differs.';
  return formatTable(
    ['WHERE', 'BEFORE', 'AFTER'],
    changes.map(({ path, before, after }) => [path, valueText(before), valueText(after)]),
  );
}

export function describeExplanation(explanation: administration.PolicyExplanation): string {
  const { name, door, winner, settings, departures } = explanation;
  return [
    `For ${printable(name)} at the door ${door}: ${printable(originText(winner))}.`,
    formatTable(
      ['SETTING', 'VALUE', 'GIVEN BY'],
      settings.map(({ setting, value, origin }) => [setting, valueText(value), originText(origin)]),
    ),
    ...(departures.length === 0 ? [] : [describeDepartures(departures)]),
  ].join('\n\n');
}

export function describeDepartures(
  departures: readonly administration.PolicyDepartures['departures'][number][],
): string {
  if (departures.length === 0) return 'Nothing departs from the profile nist.';
  return formatTable(
    ['DEPARTS FROM nist', 'VALUE', 'BECAUSE'],
    departures.map(({ setting, value, because }) => [setting, valueText(value), because]),
  );
}

/** What a policy would come to. */
export function describeCheck({ settings, departures }: administration.PolicyCheck): string {
  return [
    'It can be applied.',
    formatTable(
      ['SETTING', 'VALUE', 'GIVEN BY'],
      settings.map(({ setting, value, origin }) => [setting, valueText(value), originText(origin)]),
    ),
    describeDepartures(departures),
  ].join('\n\n');
}

export function describeSettingList(settings: readonly administration.PolicySetting[]): string {
  return formatTable(
    ['SETTING', 'MAY BE', 'DEFAULT', 'NIST'],
    settings.map(({ setting, kind, shipped, nist }) => [
      ...[setting, kindText(kind), valueText(shipped)],
      nist === undefined ? '-' : valueText(nist.value),
    ]),
  );
}

function kindText(kind: administration.SettingKind): string {
  switch (kind.type) {
    case 'boolean':
      return 'true, false';
    case 'integer':
      return `${kind.minimum} to ${kind.maximum}`;
    case 'choice':
      return kind.choices.join(', ');
    case 'choices':
      return `some of ${kind.choices.join(', ')}`;
    case 'moment':
      return 'a moment, ISO 8601';
    case 'texts':
      return `up to ${kind.maximum} texts`;
    case 'entries':
      return `up to ${kind.maximum} of ${kind.fields.map(({ name }) => name).join(', ')}`;
  }
}

export function describePreview(preview: administration.PolicyPreview): string {
  const { looked, more, unknown, users } = preview;
  const rows = users.flatMap(({ name, before, after, changes }) => [
    [name, 'policy', originText(before), originText(after)],
    ...changes.map((change) => [
      '',
      change.path,
      valueText(change.before),
      valueText(change.after),
    ]),
  ]);
  return [
    ...(rows.length === 0 ? [] : [formatTable(['USER', 'SETTING', 'BEFORE', 'AFTER'], rows)]),
    `Something would change for ${users.length} of ${looked} users.`,
    ...(more ? ['There are more users: raise --limit, or look at a group.'] : []),
    ...(unknown.length === 0 ? [] : [printable(`Not in the directory: ${unknown.join(', ')}`)]),
  ].join('\n');
}

export function describeImport(imported: administration.ImportedPolicies): string {
  const { dryRun, base, unchanged, policies } = imported;
  return [
    ...policies.map(({ name, what, version, changes }) =>
      [
        `${name}: ${what}${version === undefined ? '' : ` in version ${version}`}`,
        ...(what === 'retired' ? [] : [describeChanges(changes)]),
      ].join('\n'),
    ),
    `${policies.length} changed, ${unchanged} unchanged.${dryRun ? ' This was a dry run: nothing is stored.' : ''}`,
    ...(base === undefined ? [] : [`Import exactly this with --base ${base}.`]),
  ].join('\n\n');
}

/** "policy staff (version 3), by the group Staff" */
function originText({ policy, by, profile, limitedBy }: administration.PolicyOrigin): string {
  if (policy === undefined) return 'shipped default';
  const through = profile === undefined ? '' : ` through its profile ${profile}`;
  const limited = limitedBy === undefined ? '' : `, limited by ${limitedBy}`;
  return `policy ${policy.name} (version ${policy.version})${through}, ${assignmentText(by)}${limited}`;
}

function assignmentText(by: administration.PolicyAssignment): string {
  switch (by.to) {
    case 'user':
      return 'by name';
    case 'group':
      return `by the group ${by.group}${by.nested === true ? ', nested' : ''}`;
    case 'ou':
      return `by the OU ${by.ou}`;
    case 'everyone':
      return 'for everyone';
    case 'shipped':
      return 'by default';
  }
}

/** Lists of questions are long: the ids say enough. */
function valueText(value: unknown): string {
  if (value === undefined) return '-';
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && 'id' in inner && 'text' in inner
      ? inner.id
      : inner,
  );
}
