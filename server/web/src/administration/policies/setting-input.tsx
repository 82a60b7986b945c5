import type { administration } from '@gatehouse/protocol';
import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { MomentInput } from '../moment-input.js';
import { ChoicesInput } from './choices-input.js';
import { EntriesInput } from './entries-input.js';
import { LinesInput } from './lines-input.js';
import { SettingHelp } from './setting-help.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

interface SettingInputProps {
  setting: administration.PolicySetting;
  value: unknown;
  fault: string | undefined;
  onValue: (value: unknown) => void;
}

/** The field of a setting, by what its value may be. */
export function SettingInput({ setting, value, fault, onValue }: SettingInputProps): ReactNode {
  const { yes, no } = usePoliciesTexts();
  const { kind } = setting;
  const common = {
    label: setting.setting,
    description: <SettingHelp text={setting.description} />,
    error: fault,
  };
  switch (kind.type) {
    case 'boolean':
      return (
        <NativeSelect
          {...common}
          data={[
            { value: 'true', label: yes },
            { value: 'false', label: no },
          ]}
          value={String(value)}
          onChange={({ currentTarget }) => onValue(currentTarget.value === 'true')}
        />
      );
    case 'integer':
      return (
        <TextInput
          {...common}
          inputMode="numeric"
          value={String(value)}
          // What is no number yet stays as it is typed, and is marked.
          onChange={({ currentTarget: { value: text } }) =>
            onValue(/^-?\d{1,9}$/.test(text) ? Number(text) : text)
          }
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          data={kind.choices}
          value={String(value)}
          onChange={({ currentTarget }) => onValue(currentTarget.value)}
        />
      );
    case 'moment':
      // Half a date is not "no longer set": the field stays, and is marked.
      return <MomentInput {...common} value={value} onValue={(moment) => onValue(moment ?? '')} />;
    case 'choices':
      return (
        <ChoicesInput
          {...common}
          choices={kind.choices}
          chosen={value as string[]}
          onChosen={onValue}
        />
      );
    case 'texts':
      return <LinesInput {...common} lines={value as string[]} onLines={onValue} />;
    case 'entries':
      return (
        <EntriesInput
          {...common}
          fields={kind.fields}
          maximum={kind.maximum}
          entries={value as Record<string, unknown>[]}
          onEntries={onValue}
        />
      );
  }
}
