import type { administration } from '@gatehouse/protocol';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';

import { GrantFields, NO_GRANT, scopeOf } from './grant-fields.js';
import { useKeyTexts } from './texts/key-texts.js';

interface RoleFormProps {
  busy: boolean;
  onGive: (body: administration.AssignRole) => void;
}

/** Who gets which role. */
export function RoleForm({ busy, onGive }: RoleFormProps): ReactNode {
  const { people } = useKeyTexts();
  const [kind, setKind] = useState<'user' | 'group'>('user');
  const [name, setName] = useState('');
  const [realm, setRealm] = useState('');
  const [grant, setGrant] = useState(NO_GRANT);
  const [isChecked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const missing = (text: string) => isChecked && text.trim() === '';

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    const given = { name: name.trim(), realm: realm.trim() };
    const empty =
      given.name === '' ? 'name' : kind === 'group' && given.realm === '' ? 'realm' : '';
    if (empty !== '') {
      form.current?.querySelector<HTMLElement>(`[name=subject-${empty}]`)?.focus();
      return;
    }
    const scope = scopeOf(grant);
    onGive({
      subject:
        kind === 'user'
          ? { kind, name: given.name }
          : { kind, group: given.name, realm: given.realm },
      role: grant.role,
      ...(scope && { scope }),
    });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="fields">
      <NativeSelect
        label={people.kind}
        value={kind}
        data={(['user', 'group'] as const).map((value) => ({ value, label: people.kinds[value] }))}
        onChange={({ currentTarget }) =>
          setKind(currentTarget.value === 'group' ? 'group' : 'user')
        }
      />
      <TextInput
        name="subject-name"
        label={kind === 'user' ? people.name : people.groupName}
        description={kind === 'user' ? people.nameHelp : people.groupHelp}
        value={name}
        maxLength={512}
        autoCapitalize="none"
        spellCheck={false}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        error={missing(name) ? people.missing : undefined}
      />
      {kind === 'group' && (
        <TextInput
          name="subject-realm"
          label={people.realm}
          description={people.realmHelp}
          value={realm}
          maxLength={255}
          autoCapitalize="none"
          spellCheck={false}
          onChange={({ currentTarget }) => setRealm(currentTarget.value)}
          error={missing(realm) ? people.missing : undefined}
        />
      )}
      <GrantFields grant={grant} onChange={setGrant} />
      <Button type="submit" loading={busy}>
        {people.give}
      </Button>
    </form>
  );
}
