import { Button, Group, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { SecretInput } from '../frame/secret-input.js';
import { Step } from '../frame/step.js';
import { useCompanyTexts, useFacts } from '../navigation/facts.js';
import { PageLink } from '../navigation/page-link.js';
import { useTexts } from '../texts/language.js';

interface CredentialsFormProps {
  name: string;
  message: ReactNode;
  busy: boolean;
  onSubmit: (name: string, password: string) => void;
}

/** Name and password. */
export function CredentialsForm(props: CredentialsFormProps) {
  const { signIn } = useTexts();
  const { issuer = '' } = useFacts();
  const { signIn: notice } = useCompanyTexts();
  const [name, setName] = useState(props.name);
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  const submit = () => {
    setChecked(true);
    const typed = name.trim();
    if (typed === '') nameField.current?.focus();
    else if (password === '') passwordField.current?.focus();
    else {
      setPassword('');
      setChecked(false);
      passwordField.current?.focus();
      props.onSubmit(typed, password);
    }
  };

  return (
    <Step
      title={signIn.title}
      lead={issuer === '' ? undefined : signIn.lead(issuer)}
      message={props.message}
      onSubmit={submit}
    >
      {notice !== undefined && <Text className="company-notice">{notice}</Text>}
      <TextInput
        ref={nameField}
        {...(props.name === '' && { 'data-first': true })}
        label={signIn.name}
        description={signIn.nameHint}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={512}
        error={isChecked && name.trim() === '' ? signIn.nameMissing : undefined}
      />
      <SecretInput
        ref={passwordField}
        {...(props.name !== '' && { 'data-first': true })}
        label={signIn.password}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        autoComplete="current-password"
        error={
          isChecked && name.trim() !== '' && password === '' ? signIn.passwordMissing : undefined
        }
      />
      <Button type="submit" loading={props.busy}>
        {signIn.submit}
      </Button>
      <Group justify="space-between">
        <PageLink to="/reset">{signIn.forgot}</PageLink>
        <PageLink to="/unlock">{signIn.locked}</PageLink>
      </Group>
    </Step>
  );
}
