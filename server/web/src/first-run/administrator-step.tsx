import type { FirstRun, FirstRunPersonKind, MakeFirstAdministrator } from '@gatehouse/protocol';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { Message } from '../frame/message.js';
import { SecretInput } from '../frame/secret-input.js';
import { Step } from '../frame/step.js';
import { forget, keep, recall } from '../navigation/kept.js';
import { RuleList } from '../password/rule-list.js';
import { useLanguage } from '../texts/language.js';
import { useFirstRunTexts } from './texts/first-run-texts.js';

type Choice = Extract<FirstRun, { stage: 'administrator' }>;

interface AdministratorStepProps {
  choice: Choice;
  busy: boolean;
  message: ReactNode;
  onMake: (body: MakeFirstAdministrator) => void;
}

type Fault = 'name' | 'missing' | 'different';

/** Who it is, without the password: that is typed again after a reload. */
interface Typed {
  kind: FirstRunPersonKind;
  name: string;
  displayName: string;
}

const KEY = 'gatehouse-first-run';
/** As long as the cookie of the code. */
const KEPT_MS = 30 * 60_000;

export function forgetAdministrator(): void {
  forget(KEY);
}

/** Chooses the first administrator, with a password where it is a new person. */
export function AdministratorStep(props: AdministratorStepProps): ReactNode {
  const { choice, busy, message, onMake } = props;
  const { language } = useLanguage();
  const { administrator: words } = useFirstRunTexts();
  const [typed, setTyped] = useState<Typed>(() => keptIn(choice));
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [sent, setSent] = useState('');
  const [fault, setFault] = useState<Fault>();
  const rules = useId();
  const form = useRef<HTMLDivElement>(null);
  const { kind, name, displayName } = typed;
  const { broken } = choice;
  useEffect(() => keep(KEY, typed, Date.now() + KEPT_MS), [typed]);
  useEffect(() => {
    if (broken !== undefined) form.current?.querySelector<HTMLElement>('[name=password]')?.focus();
  }, [broken]);

  const change = (what: Partial<Typed>) => setTyped((before) => ({ ...before, ...what }));
  const submit = () => {
    const found = faultOf(typed, password, repeat);
    setFault(found);
    if (found !== undefined) {
      form.current?.querySelector<HTMLElement>(`[name=${FIELD[found]}]`)?.focus();
      return;
    }
    if (kind === 'existing') {
      onMake({ kind, name: name.trim() });
      return;
    }
    const full = displayName.trim();
    setSent(password);
    onMake({
      ...{ kind, name: name.trim(), password, language },
      ...(full !== '' && { displayName: full }),
    });
  };
  const judged = broken !== undefined && sent !== '' ? { password: sent, broken } : undefined;
  return (
    <Step
      title={words.title}
      lead={words.lead}
      message={
        message ??
        (broken !== undefined && !busy ? <Message kind="error" text={words.refused} /> : undefined)
      }
      onSubmit={submit}
    >
      <div ref={form} className="fields">
        {choice.kinds.length > 1 && (
          <NativeSelect
            label={words.kind}
            description={words.kindHelp}
            value={kind}
            data={choice.kinds.map((value) => ({ value, label: words.kinds[value] }))}
            onChange={({ currentTarget }) =>
              change({ kind: currentTarget.value === 'new' ? 'new' : 'existing' })
            }
          />
        )}
        <TextInput
          data-first
          name="name"
          label={words.name}
          description={kind === 'new' ? words.newHelp : words.existingHelp(choice.realm)}
          value={name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          error={fault === 'name' ? words.nameMissing : undefined}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={256}
        />
        {kind === 'new' && (
          <>
            <TextInput
              label={words.displayName}
              description={words.displayNameHelp}
              value={displayName}
              onChange={({ currentTarget }) => change({ displayName: currentTarget.value })}
              autoComplete="name"
              maxLength={256}
            />
            <SecretInput
              name="password"
              label={words.password}
              value={password}
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
              error={fault === 'missing' ? words.passwordMissing : undefined}
              autoComplete="new-password"
              aria-describedby={rules}
            />
            <RuleList id={rules} rules={choice.rules} password={password} judged={judged} />
            <SecretInput
              name="repeat"
              label={words.repeat}
              value={repeat}
              onChange={({ currentTarget }) => setRepeat(currentTarget.value)}
              error={fault === 'different' ? words.different : undefined}
              autoComplete="new-password"
            />
          </>
        )}
        <Button type="submit" loading={busy}>
          {words.submit}
        </Button>
      </div>
    </Step>
  );
}

const FIELD: Record<Fault, string> = { name: 'name', missing: 'password', different: 'repeat' };

function faultOf({ kind, name }: Typed, password: string, repeat: string): Fault | undefined {
  if (name.trim() === '') return 'name';
  if (kind === 'existing') return undefined;
  if (password === '') return 'missing';
  return password === repeat ? undefined : 'different';
}

function keptIn({ kinds }: Choice): Typed {
  const kept = recall(KEY, Date.now()) as Typed | undefined;
  if (kept !== undefined && kinds.includes(kept.kind)) return kept;
  return { kind: kinds[0] ?? 'existing', name: '', displayName: '' };
}
