import type { administration } from '@gatehouse/protocol';
import { Button, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { ReactNode } from 'react';

import { MomentInput } from '../moment-input.js';
import { LinesInput } from './lines-input.js';
import { SettingHelp } from './setting-help.js';
import { usePoliciesTexts } from './texts/policies-texts.js';
import { useFocusAfter } from './use-focus-after.js';

type Field = Extract<administration.SettingKind, { type: 'entries' }>['fields'][number];
type Entry = Readonly<Record<string, unknown>>;

interface EntriesInputProps {
  label: string;
  description: ReactNode;
  error: string | undefined;
  fields: readonly Field[];
  maximum: number;
  entries: readonly Entry[];
  onEntries: (entries: Entry[]) => void;
}

/** Things of several fields, such as questions. */
export function EntriesInput(props: EntriesInputProps): ReactNode {
  const { label, description, error, fields, maximum, entries, onEntries } = props;
  const { edit } = usePoliciesTexts();
  const help = useId();
  const fault = useId();
  const [root, focusAfter] = useFocusAfter<HTMLFieldSetElement>();
  const removal = (at: number) => edit.removeOne(edit.entry(at + 1));
  const remove = (at: number) => {
    // The next one has its number then.
    const isLast = at === entries.length - 1;
    focusAfter(isLast ? removal(at - 1) : removal(at), edit.addOne(label));
    onEntries(entries.filter((_, i) => i !== at));
  };
  const add = () => {
    focusAfter(edit.addOne(label), removal(entries.length));
    onEntries([...entries, {}]);
  };
  return (
    <fieldset ref={root} className="portal-fieldset" aria-describedby={`${help} ${fault}`}>
      <legend className="setting-name">{label}</legend>
      <p id={help} className="setting-help">
        {description}
      </p>
      {entries.map((entry, at) => (
        // An entry has no name of its own until somebody typed it; removing one draws the fields anew.
        <fieldset key={`${at} of ${entries.length}`} className="portal-fieldset">
          <legend>{edit.entry(at + 1)}</legend>
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              value={entry[field.name]}
              onValue={(value) =>
                onEntries(entries.map((one, i) => (i === at ? changed(one, field, value) : one)))
              }
            />
          ))}
          <Button variant="default" size="xs" aria-label={removal(at)} onClick={() => remove(at)}>
            {edit.remove}
          </Button>
        </fieldset>
      ))}
      <Button
        variant="default"
        size="xs"
        disabled={entries.length >= maximum}
        aria-label={edit.addOne(label)}
        onClick={add}
      >
        {edit.add}
      </Button>
      <p id={fault} className="setting-fault">
        {error}
      </p>
    </fieldset>
  );
}

interface FieldInputProps {
  field: Field;
  value: unknown;
  onValue: (value: unknown) => void;
}

function FieldInput({ field, value, onValue }: FieldInputProps): ReactNode {
  const { edit } = usePoliciesTexts();
  const { name, required, description, value: kind } = field;
  const help = description === undefined ? undefined : <SettingHelp text={description} />;
  switch (kind.type) {
    case 'text':
      return (
        <TextInput
          label={name}
          description={help}
          required={required}
          {...(kind.maximum !== undefined && { maxLength: kind.maximum })}
          value={typeof value === 'string' ? value : ''}
          onChange={({ currentTarget }) => onValue(currentTarget.value)}
        />
      );
    case 'moment':
      return <MomentInput label={name} description={help} value={value} onValue={onValue} />;
    case 'translations':
      return (
        <LinesInput
          label={name}
          description={edit.translationsHint}
          lines={Object.entries((value ?? {}) as Record<string, string>).map(
            ([code, text]) => `${code}: ${text}`,
          )}
          onLines={(lines) => onValue(Object.fromEntries(lines.map((line) => translationOf(line))))}
        />
      );
  }
}

/** A field that is empty is not there. */
function changed(entry: Entry, { name }: Field, value: unknown): Entry {
  const { [name]: _, ...others } = entry;
  const isEmpty =
    value === undefined ||
    value === '' ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return isEmpty ? others : { ...entry, [name]: value };
}

function translationOf(line: string): [string, string] {
  const [code = '', ...text] = line.split(':');
  return [code.trim(), text.join(':').trim()];
}
