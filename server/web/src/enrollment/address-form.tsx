import { Anchor, Button, Group, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { CodeInput } from '../factors/code-input.js';
import { useCodeField } from '../factors/use-code-field.js';
import { Step } from '../frame/step.js';
import { useTexts } from '../texts/language.js';

interface FormProps {
  title: string;
  message?: ReactNode;
  busy: boolean;
  others?: ReactNode;
}

/** Asks for the mail address that codes go to. */
export function AddressForm(props: FormProps & { onAddress: (address: string) => void }) {
  const { enroll } = useTexts();
  const [address, setAddress] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = () => {
    const typed = address.trim();
    setMissing(typed.length < 3);
    if (typed.length < 3) field.current?.focus();
    else props.onAddress(typed);
  };
  return (
    <Step title={props.title} lead={enroll.emailWhy} message={props.message} onSubmit={submit}>
      <TextInput
        ref={field}
        data-first
        type="email"
        label={enroll.address}
        value={address}
        onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        autoComplete="email"
        maxLength={254}
        error={isMissing ? enroll.addressMissing : undefined}
      />
      <Button type="submit" loading={props.busy}>
        {enroll.send}
      </Button>
      {props.others !== undefined && <Group>{props.others}</Group>}
    </Step>
  );
}

/** Asks for the code that was sent there. */
export function AddressCodeForm(
  props: FormProps & {
    /** Masked. */
    destination: string | undefined;
    onCode: (code: string) => void;
    onOtherAddress: () => void;
  },
) {
  const { enroll, code: words } = useTexts();
  const { field, submit } = useCodeField(props.onCode);
  const { destination } = props;
  return (
    <Step
      title={props.title}
      lead={destination === undefined ? words.prompt.email : words.sentTo(destination)}
      message={props.message}
      onSubmit={submit}
    >
      <CodeInput {...field} />
      <Button type="submit" loading={props.busy}>
        {words.submit}
      </Button>
      <Group>
        <Anchor
          component="button"
          type="button"
          disabled={props.busy}
          onClick={props.onOtherAddress}
        >
          {enroll.otherAddress}
        </Anchor>
        {props.others}
      </Group>
    </Step>
  );
}
