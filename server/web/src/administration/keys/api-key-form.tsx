import type { administration } from '@gatehouse/protocol';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';

import { GrantFields, NO_GRANT, scopeOf } from './grant-fields.js';
import { useKeyTexts } from './texts/key-texts.js';

const DAY_MS = 86_400_000;
const DAYS = ['30', '90', '365', ''] as const;

interface ApiKeyFormProps {
  busy: boolean;
  onMake: (body: administration.CreateApiKey) => void;
}

/** What a new key is called, may do, and how long. */
export function ApiKeyForm({ busy, onMake }: ApiKeyFormProps): ReactNode {
  const words = useKeyTexts();
  const { apiKeys } = words;
  const [label, setLabel] = useState('');
  const [grant, setGrant] = useState(NO_GRANT);
  const [days, setDays] = useState<string>('90');
  const [person, setPerson] = useState('');
  const [isChecked, setChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const named = label.trim();
    setChecked(true);
    if (named === '') {
      field.current?.focus();
      return;
    }
    const scope = scopeOf(grant);
    const owner = person.trim();
    onMake({
      ...{ label: named, roles: [grant.role] },
      ...(scope && { scope }),
      ...(days !== '' && { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
      ...(owner !== '' && { person: owner }),
    });
  };
  return (
    <form onSubmit={submit} noValidate className="fields">
      <TextInput
        ref={field}
        label={apiKeys.label}
        description={apiKeys.labelHelp}
        value={label}
        maxLength={100}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        error={isChecked && label.trim() === '' ? apiKeys.labelMissing : undefined}
      />
      <GrantFields grant={grant} onChange={setGrant} />
      <NativeSelect
        label={apiKeys.lasts}
        description={apiKeys.lastsHelp}
        value={days}
        data={DAYS.map((value) => ({ value, label: apiKeys.days[value] }))}
        onChange={({ currentTarget }) => setDays(currentTarget.value)}
      />
      <TextInput
        label={apiKeys.person}
        description={apiKeys.personHelp}
        value={person}
        maxLength={512}
        autoCapitalize="none"
        spellCheck={false}
        onChange={({ currentTarget }) => setPerson(currentTarget.value)}
      />
      <Button type="submit" loading={busy}>
        {apiKeys.make}
      </Button>
    </form>
  );
}
