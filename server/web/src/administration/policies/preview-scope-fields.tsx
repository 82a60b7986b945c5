import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { LinesInput } from './lines-input.js';
import { usePoliciesTexts } from './texts/policies-texts.js';
import type { PreviewScope } from './use-preview.js';

interface PreviewScopeFieldsProps {
  scope: PreviewScope;
  onScope: (scope: PreviewScope) => void;
}

/** Whom a dry run looks at. */
export function PreviewScopeFields({ scope, onScope }: PreviewScopeFieldsProps): ReactNode {
  const { review } = usePoliciesTexts();
  const { whom, group, users, limit, door } = scope;
  return (
    <div className="fields">
      <NativeSelect
        label={review.whom}
        data={(['everybody', 'group', 'users'] as const).map((value) => ({
          value,
          label: review[value],
        }))}
        value={whom}
        onChange={({ currentTarget: { value } }) => {
          if (value === 'everybody' || value === 'group' || value === 'users') {
            onScope({ ...scope, whom: value });
          }
        }}
      />
      {whom === 'group' && (
        <TextInput
          label={review.groupName}
          value={group}
          maxLength={512}
          onChange={({ currentTarget: { value } }) => onScope({ ...scope, group: value })}
        />
      )}
      {whom === 'users' ? (
        <LinesInput
          label={review.userNames}
          lines={users}
          onLines={(names) => onScope({ ...scope, users: names })}
        />
      ) : (
        <TextInput
          label={review.limit}
          inputMode="numeric"
          value={limit}
          onChange={({ currentTarget: { value } }) => onScope({ ...scope, limit: value })}
        />
      )}
      <NativeSelect
        label={review.door}
        data={(['desktop', 'web'] as const).map((value) => ({
          value,
          label: review.doors[value],
        }))}
        value={door}
        onChange={({ currentTarget: { value } }) =>
          onScope({ ...scope, door: value === 'web' ? 'web' : 'desktop' })
        }
      />
    </div>
  );
}
