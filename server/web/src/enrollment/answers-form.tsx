import type { EnrollmentRejection, Question } from '@gatehouse/protocol';
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { SecretInput } from '../frame/secret-input.js';
import { Step } from '../frame/step.js';
import { useTexts } from '../texts/language.js';

export interface GivenAnswer {
  id: string;
  answer: string;
}

interface AnswersFormProps {
  title: string;
  lead: string;
  submit: string;
  mandatory: readonly Question[];
  optional: readonly Question[];
  /** How many of the optional ones. */
  count: number;
  /** Of an answer, in characters. */
  minimumLength?: number | undefined;
  /** What was wrong with one of them. */
  rejected?: EnrollmentRejection | undefined;
  /** Whether the password is asked for as well. */
  asksPassword?: boolean;
  message?: ReactNode;
  /** Of its heading. */
  level?: 1 | 2;
  busy: boolean;
  onSubmit: (given: { answers: GivenAnswer[]; password: string }) => void;
  others?: ReactNode;
}

interface Row {
  id: string;
  answer: string;
}

/** Asks for answers: all mandatory ones, and to as many of the others as are wanted, which are chosen. */
export function AnswersForm(props: AnswersFormProps) {
  const { mandatory, optional, count, rejected, asksPassword = false } = props;
  const { enroll, rejected: rejections, signIn } = useTexts();
  const [fixed, setFixed] = useState<readonly Row[]>(() =>
    mandatory.map(({ id }) => ({ id, answer: '' })),
  );
  const [chosen, setChosen] = useState<readonly Row[]>(() =>
    Array.from({ length: count }, () => ({ id: '', answer: '' })),
  );
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const focusFault = () =>
    setTimeout(() => root.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());

  useEffect(() => {
    if (rejected?.questionId !== undefined) focusFault();
  }, [rejected]);

  const rows = [...fixed, ...chosen];
  const submit = () => {
    setChecked(true);
    const isComplete = rows.every(({ id, answer }) => id !== '' && answer.trim() !== '');
    if (!isComplete || (asksPassword && password === '')) focusFault();
    else props.onSubmit({ answers: rows, password });
  };
  const errorOf = ({ id, answer }: Row) => {
    if (isChecked && answer.trim() === '') return enroll.answerMissing;
    return rejected?.questionId === id && id !== '' ? rejections[rejected.code] : undefined;
  };
  const answerProps = {
    autoComplete: 'off',
    maxLength: 256,
    ...(props.minimumLength !== undefined && {
      description: enroll.shortest(props.minimumLength),
    }),
  };

  return (
    <Step
      title={props.title}
      lead={props.lead}
      level={props.level ?? 1}
      message={props.message}
      onSubmit={submit}
    >
      <Stack gap="lg" ref={root}>
        {mandatory.map(({ id, text }, at) => (
          <TextInput
            key={id}
            {...answerProps}
            {...(at === 0 && { 'data-first': true })}
            label={text}
            value={fixed[at]?.answer ?? ''}
            onChange={({ currentTarget: { value } }) =>
              setFixed((before) => changed(before, at, { answer: value }))
            }
            error={errorOf(fixed[at] ?? { id, answer: '' })}
          />
        ))}
        {chosen.map((row, at) => {
          const question = optional.find(({ id }) => id === row.id);
          const taken = new Set(chosen.filter((other) => other !== row).map(({ id }) => id));
          return (
            <div key={at} className="question">
              <NativeSelect
                {...(mandatory.length === 0 && at === 0 && { 'data-first': true })}
                label={enroll.question(mandatory.length + at + 1)}
                value={row.id}
                onChange={({ currentTarget: { value } }) =>
                  setChosen((before) => changed(before, at, { id: value }))
                }
                error={isChecked && row.id === '' ? enroll.chooseMissing : undefined}
              >
                <option value="">{enroll.choose}</option>
                {optional
                  .filter(({ id }) => !taken.has(id))
                  .map(({ id, text }) => (
                    <option key={id} value={id}>
                      {text}
                    </option>
                  ))}
              </NativeSelect>
              <TextInput
                {...answerProps}
                label={enroll.answer}
                aria-label={question === undefined ? enroll.answer : enroll.answerTo(question.text)}
                value={row.answer}
                onChange={({ currentTarget: { value } }) =>
                  setChosen((before) => changed(before, at, { answer: value }))
                }
                error={errorOf(row)}
              />
            </div>
          );
        })}
        {asksPassword && (
          <SecretInput
            label={enroll.passwordAgain}
            value={password}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            autoComplete="current-password"
            error={isChecked && password === '' ? signIn.passwordMissing : undefined}
          />
        )}
      </Stack>
      <Button type="submit" loading={props.busy}>
        {props.submit}
      </Button>
      {props.others !== undefined && <Group>{props.others}</Group>}
    </Step>
  );
}

function changed(rows: readonly Row[], at: number, change: Partial<Row>): Row[] {
  return rows.map((row, index) => (index === at ? { ...row, ...change } : row));
}
