/**
 * Wixl 0.101 stops at conditions of components, passes over some attributes, and writes the kinds of custom actions wrongly. It
 * gets the source without what it stops at, and what WiX would have made of it is then written into the tables of the package.
 */
import { spawnSync } from 'node:child_process';

import { run } from './prepare.mjs';

const COMPONENT_CONDITION = /(<Component Id="(\w+)"[^>]*>)\s*<Condition>([^<]*)<\/Condition>/g;

/** Bits of CustomAction.Type (msidefs.h): what runs, when, and what the log may hold. */
const ACTION = {
  dll: 0x1,
  property: 0x33,
  inScript: 0x400,
  noImpersonation: 0x800,
  hideTarget: 0x2000,
};
const WHEN = {
  immediate: 0,
  deferred: ACTION.inScript,
  rollback: ACTION.inScript | 0x100,
  commit: ACTION.inScript | 0x200,
};
/** Bits of Feature.Attributes. */
const FEATURE = { disallowAdvertise: 0x8, disallowAbsent: 0x10 };
/** Bits of Upgrade.Attributes: the features of the old version are those of the new one; the largest version is meant, too. */
const UPGRADE = { migrateFeatures: 0x1, maxInclusive: 0x200 };

/** Standard actions that are not to be in a sequence; wixl knows the element and not the attribute. */
const SUPPRESSED = /<(\w+) Suppress="yes" \/>/g;
const SEQUENCE = /<(\w+Sequence)>([^]*?)<\/\1>/g;

const WHERE_DEFINED = /<\?ifdef (\w+)\?>([^]*?)<\?endif\?>/g;

/**
 * @param {string} source of WiX 3
 * @param {Record<string, string>} variables
 */
export function forWixl(source, variables) {
  return source
    .replace(WHERE_DEFINED, (_, name, part) => (name in variables ? part : ''))
    .replace(COMPONENT_CONDITION, '$1')
    .replace(SUPPRESSED, '')
    .replace(/ (Secure|Hidden|MigrateFeatures)="yes"/g, '');
}

/**
 * @param {string} msi the package that wixl made of `forWixl(source)`
 * @param {string} source
 */
export function completeMsi(msi, source) {
  const queries = [
    ...componentConditions(source),
    ...propertyLists(source),
    ...upgrades(source, rowsOf(msi, 'Upgrade')),
    ...customActions(source),
    ...features(source),
    ...registry(source, rowsOf(msi, 'Registry')),
    ...suppressed(source),
  ];
  run('msibuild', [msi, '-q', ...queries]);
}

function componentConditions(source) {
  return [...source.matchAll(COMPONENT_CONDITION)].map(([, , component, condition]) =>
    update('Component', { Condition: unescape(condition) }, { Component: component }),
  );
}

function propertyLists(source) {
  const having = (attribute) =>
    elements(source, 'Property')
      .filter((property) => property[attribute] === 'yes')
      .map(({ Id }) => Id);
  const detected = elements(source, 'UpgradeVersion').map(({ Property }) => Property);
  const lists = {
    SecureCustomProperties: [...having('Secure'), ...detected],
    MsiHiddenProperties: having('Hidden'),
  };
  return Object.entries(lists).flatMap(([Property, names]) => [
    `DELETE FROM \`Property\` WHERE \`Property\`='${Property}'`,
    insert('Property', { Property, Value: names.join(';') }),
  ]);
}

/** The attributes are in the key of the table, and a key is not updated: the row is written anew. */
function upgrades(source, rows) {
  return elements(source, 'UpgradeVersion').flatMap((element) => {
    const { Property, MigrateFeatures, IncludeMaximum } = element;
    const migrating = MigrateFeatures === 'yes' ? UPGRADE.migrateFeatures : 0;
    const inclusive = IncludeMaximum === 'yes' ? UPGRADE.maxInclusive : 0;
    if ((migrating | inclusive) === 0) return [];
    const row = rows.find(({ ActionProperty }) => ActionProperty === Property);
    const { UpgradeCode, VersionMin, VersionMax, Attributes } = row;
    return [
      `DELETE FROM \`Upgrade\` WHERE \`ActionProperty\`='${Property}'`,
      insert('Upgrade', {
        UpgradeCode,
        VersionMin,
        VersionMax,
        Attributes: Number(Attributes) | migrating | inclusive,
        ActionProperty: Property,
      }),
    ];
  });
}

function customActions(source) {
  return elements(source, 'CustomAction').map(
    ({ Id, DllEntry, Execute = 'immediate', Impersonate, HideTarget }) => {
      const kind = DllEntry === undefined ? ACTION.property : ACTION.dll;
      const account = Impersonate === 'no' ? ACTION.noImpersonation : 0;
      const hidden = HideTarget === 'yes' ? ACTION.hideTarget : 0;
      return update(
        'CustomAction',
        { Type: kind | WHEN[Execute] | account | hidden },
        { Action: Id },
      );
    },
  );
}

function features(source) {
  return elements(source, 'Feature').map(({ Id, Absent, AllowAdvertise }) => {
    const present = Absent === 'disallow' ? FEATURE.disallowAbsent : 0;
    const installed = AllowAdvertise === 'no' ? FEATURE.disallowAdvertise : 0;
    return update('Feature', { Attributes: present | installed }, { Feature: Id });
  });
}

function suppressed(source) {
  return [...source.matchAll(SEQUENCE)].flatMap(([, table, actions]) =>
    [...actions.matchAll(SUPPRESSED)].map(
      ([, action]) => `DELETE FROM \`${table}\` WHERE \`Action\`='${action}'`,
    ),
  );
}

/** Wixl ends keys with a backslash, and takes expandable strings for plain ones. */
function registry(source, rows) {
  const expandable = new Set(
    elements(source, 'RegistryValue')
      .filter(({ Type }) => Type === 'expandable')
      .map(({ Name }) => Name),
  );
  return rows.map(({ Registry, Key, Name, Value }) =>
    update(
      'Registry',
      {
        Key: Key.replace(/\\$/, ''),
        Value: expandable.has(Name) && !Value.startsWith('#%') ? `#%${Value}` : Value,
      },
      { Registry },
    ),
  );
}

/** The attributes of all elements of a name, in the source's order. */
function elements(source, name) {
  return [...source.matchAll(new RegExp(`<${name}\\s([^>]*)>`, 'g'))].map(([, attributes]) =>
    Object.fromEntries(
      [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, unescape(value)]),
    ),
  );
}

function rowsOf(msi, table) {
  const { stdout, status } = spawnSync('msiinfo', ['export', msi, table], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`msiinfo cannot read the table ${table}`);
  const [names, , , ...rows] = stdout.trim().split(/\r?\n/);
  const columns = names.split('\t');
  return rows.map((row) =>
    Object.fromEntries(row.split('\t').map((value, index) => [columns[index], value])),
  );
}

const literal = (value) => (typeof value === 'number' ? String(value) : `'${value}'`);

function update(table, values, key) {
  const assign = (pairs) =>
    Object.entries(pairs).map(([name, value]) => `\`${name}\`=${literal(value)}`);
  return `UPDATE \`${table}\` SET ${assign(values).join(', ')} WHERE ${assign(key).join(' AND ')}`;
}

function insert(table, values) {
  const names = Object.keys(values).map((name) => `\`${name}\``);
  return `INSERT INTO \`${table}\` (${names.join(', ')}) VALUES (${Object.values(values).map(literal).join(', ')})`;
}

const unescape = (text) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
