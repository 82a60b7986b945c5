import type { PolicyDocument } from '@gatehouse/protocol';
import { NativeSelect, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { LinesInput } from './lines-input.js';
import { targetsText } from './say-policy.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

/** As the server takes names of policies. */
export function isName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);
}

interface DocumentFieldsProps {
  document: PolicyDocument;
  isNew: boolean;
  mayEdit: boolean;
  /** Whether somebody wanted to go on: from then on what is missing is marked. */
  isTried: boolean;
  onEdit: (document: PolicyDocument) => void;
}

/** What a policy is besides its settings: whom it is for, and which of several wins. */
export function DocumentFields(props: DocumentFieldsProps): ReactNode {
  const { document, isNew, mayEdit, isTried, onEdit } = props;
  const words = usePoliciesTexts();
  const { edit, list } = words;
  const { assign, priority, profile, description } = document;
  if (!mayEdit) {
    return (
      <div>
        <Text>
          {edit.targets}: {targetsText(assign, words)}
        </Text>
        <Text>{list.priority(priority)}</Text>
        {profile !== undefined && <Text>{list.profile(profile)}</Text>}
        {description !== undefined && <Text>{description}</Text>}
      </div>
    );
  }
  const target = (changed: Partial<PolicyDocument['assign']>) =>
    onEdit({ ...document, assign: { ...assign, ...changed } });
  const { description: _, ...undescribed } = document;
  const { profile: __, ...unprofiled } = document;
  const isPriority = Number.isInteger(priority) && priority >= 0 && priority <= 10_000;
  return (
    <div className="fields">
      {isNew && (
        <TextInput
          label={edit.name}
          description={edit.nameHint}
          value={document.name}
          maxLength={63}
          onChange={({ currentTarget: { value } }) => onEdit({ ...document, name: value })}
          error={isTried && !isName(document.name) ? edit.nameFault : undefined}
        />
      )}
      <TextInput
        label={edit.description}
        value={description ?? ''}
        maxLength={500}
        onChange={({ currentTarget: { value } }) =>
          onEdit(value === '' ? undescribed : { ...document, description: value })
        }
      />
      <fieldset className="portal-fieldset">
        <legend>{edit.targets}</legend>
        <label className="check">
          <input
            type="checkbox"
            checked={assign.everyone}
            onChange={({ currentTarget }) => target({ everyone: currentTarget.checked })}
          />
          {edit.everyone}
        </label>
        <LinesInput
          label={edit.users}
          description={edit.usersHint}
          lines={assign.users}
          onLines={(users) => target({ users })}
        />
        <LinesInput
          label={edit.groups}
          description={edit.groupsHint}
          lines={assign.groups}
          onLines={(groups) => target({ groups })}
        />
        <LinesInput
          label={edit.ous}
          description={edit.ousHint}
          lines={assign.ous}
          onLines={(ous) => target({ ous })}
        />
      </fieldset>
      <TextInput
        label={edit.priority}
        description={edit.priorityHint}
        inputMode="numeric"
        value={Number.isInteger(priority) ? String(priority) : ''}
        onChange={({ currentTarget: { value } }) =>
          onEdit({ ...document, priority: /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN })
        }
        error={isPriority ? undefined : words.faults.number(0, 10_000)}
      />
      <NativeSelect
        label={edit.profile}
        description={edit.profileHint}
        data={[
          { value: '', label: edit.noProfile },
          { value: 'nist', label: 'nist' },
          { value: 'classic', label: 'classic' },
        ]}
        value={profile ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onEdit(
            value === 'nist' || value === 'classic' ? { ...document, profile: value } : unprofiled,
          )
        }
      />
    </div>
  );
}
