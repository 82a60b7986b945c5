import type { AccessScope, Role } from '@gatehouse/protocol';
import { NativeSelect, Textarea } from '@mantine/core';

import type { KeyTexts } from './texts/en.js';
import { useKeyTexts } from './texts/key-texts.js';

/** A role, and whom it reaches, as they are typed. */
export interface Grant {
  role: Role;
  ous: string;
  realms: string;
}

export const NO_GRANT: Grant = { role: 'help-desk', ous: '', realms: '' };

const ROLES: readonly Role[] = [
  'administrator',
  'help-desk',
  'help-desk-lead',
  'auditor',
  'monitoring',
];

export function GrantFields({
  grant,
  onChange,
}: {
  grant: Grant;
  onChange: (grant: Grant) => void;
}) {
  const words = useKeyTexts();
  return (
    <>
      <NativeSelect
        label={words.role}
        description={words.roleHelp}
        value={grant.role}
        data={ROLES.map((role) => ({ value: role, label: words.roles[role] }))}
        onChange={({ currentTarget }) => {
          const role = ROLES.find((each) => each === currentTarget.value);
          if (role !== undefined) onChange({ ...grant, role });
        }}
      />
      <Textarea
        label={words.scopeOus}
        description={words.scopeOusHelp}
        value={grant.ous}
        onChange={({ currentTarget }) => onChange({ ...grant, ous: currentTarget.value })}
      />
      <Textarea
        label={words.scopeRealms}
        description={words.scopeRealmsHelp}
        value={grant.realms}
        onChange={({ currentTarget }) => onChange({ ...grant, realms: currentTarget.value })}
      />
    </>
  );
}

/** @returns undefined for everybody */
export function scopeOf({ ous, realms }: Grant): AccessScope | undefined {
  const given = { ous: linesOf(ous), realms: linesOf(realms) };
  if (given.ous.length + given.realms.length === 0) return undefined;
  return {
    ...(given.ous.length > 0 && { ous: given.ous }),
    ...(given.realms.length > 0 && { realms: given.realms }),
  };
}

/** Whom something reaches, in words. */
export function scopeText(words: KeyTexts, scope: AccessScope | undefined): string {
  const { ous = [], realms = [] } = scope ?? {};
  const parts = [...ous, ...realms];
  return words.reaches(parts.length === 0 ? words.everybody : parts.join('; '));
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
