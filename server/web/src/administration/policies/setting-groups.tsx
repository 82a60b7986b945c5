import type { PolicyDocument, administration } from '@gatehouse/protocol';
import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { valueAt, withValue } from './document-tree.js';
import { SettingRow } from './setting-row.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

type Setting = administration.PolicySetting;

interface SettingGroupsProps {
  settings: readonly Setting[];
  document: PolicyDocument;
  /** What the server said last; nothing before its first answer. */
  check: administration.PolicyCheck | undefined;
  faults: ReadonlyMap<string, string>;
  mayEdit: boolean;
  onEdit: (document: PolicyDocument) => void;
}

/** Every setting that there is, in groups that open. */
export function SettingGroups(props: SettingGroupsProps): ReactNode {
  const { settings, document, check, faults, mayEdit, onEdit } = props;
  const { edit, groups } = usePoliciesTexts();
  const [wanted, setWanted] = useState('');
  const [only, setOnly] = useState('all');
  /** Edited since the filter was chosen: they stay, though it would not find them any more. */
  const [edited, setEdited] = useState<ReadonlySet<string>>(new Set());

  const origins = new Map(check?.settings.map((explained) => [explained.setting, explained]));
  const departures = new Map(check?.departures.map((one) => [one.setting, one.because]));
  const isSet = ({ setting }: Setting) => valueAt(document.settings, setting) !== undefined;
  const departs = ({ setting }: Setting) => departures.has(setting);
  const shown = settings.filter(
    (one) =>
      `${one.setting} ${one.description}`.toLowerCase().includes(wanted.trim().toLowerCase()) &&
      (edited.has(one.setting) ||
        ((only !== 'set' || isSet(one)) && (only !== 'departures' || departs(one)))),
  );
  const isFiltered = wanted.trim() !== '' || only !== 'all';
  return (
    <>
      <TextInput
        label={edit.find}
        description={edit.findHint}
        type="search"
        value={wanted}
        onChange={({ currentTarget }) => {
          setWanted(currentTarget.value);
          setEdited(new Set());
        }}
      />
      <NativeSelect
        label={edit.only}
        data={[
          { value: 'all', label: edit.onlyAll },
          { value: 'set', label: edit.onlySet },
          { value: 'departures', label: edit.onlyDepartures },
        ]}
        value={only}
        onChange={({ currentTarget }) => {
          setOnly(currentTarget.value);
          setEdited(new Set());
        }}
      />
      <Text size="sm" role="status">
        {edit.found(shown.length)}
      </Text>
      {[...new Set(shown.map(({ setting }) => groupOf(setting)))].map((group) => {
        const rows = shown.filter(({ setting }) => groupOf(setting) === group);
        const counts = [
          [rows.filter((one) => isSet(one)).length, edit.setCount] as const,
          [rows.filter((one) => departs(one)).length, edit.departCount] as const,
        ].filter(([count]) => count > 0);
        return (
          // What was searched for is seen at once; else a group is open when somebody opened it.
          <details key={`${group} ${isFiltered}`} className="setting-group" open={isFiltered}>
            <summary>
              {groups[group] ?? group}
              {counts.length > 0 && (
                <small>{counts.map(([count, say]) => say(count)).join(' · ')}</small>
              )}
            </summary>
            {rows.map((one) => (
              <SettingRow
                key={one.setting}
                setting={one}
                value={valueAt(document.settings, one.setting)}
                explained={origins.get(one.setting)}
                departs={departures.get(one.setting)}
                fault={faults.get(one.setting)}
                mayEdit={mayEdit}
                onValue={(value) => {
                  setEdited((before) => new Set([...before, one.setting]));
                  onEdit({
                    ...document,
                    settings: withValue(document.settings, one.setting, value),
                  });
                }}
              />
            ))}
          </details>
        );
      })}
    </>
  );
}

/** `lockout` of `lockout.strikes` */
function groupOf(setting: string): string {
  return setting.slice(0, setting.lastIndexOf('.'));
}
