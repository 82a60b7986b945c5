import { Button, Code, Group, Text } from '@mantine/core';
import { Suspense, lazy } from 'react';
import type { ReactNode } from 'react';

import { CodeInput } from '../factors/code-input.js';
import { useCodeField } from '../factors/use-code-field.js';
import { Step } from '../frame/step.js';
import { useTexts } from '../texts/language.js';

/** Loaded when it is needed: most sign-ins enrol nothing. */
const QrCode = lazy(() => import('./qr-code.js'));

interface AuthenticatorFormProps {
  title: string;
  seed: { uri: string; secret: string };
  message?: ReactNode;
  busy: boolean;
  onCode: (code: string) => void;
  /** What else can be done, as to postpone it. */
  others?: ReactNode;
}

/** Shows the seed of a new authenticator, and asks for the first code of it. */
export function AuthenticatorForm(props: AuthenticatorFormProps) {
  const { enroll, code: words, frame } = useTexts();
  const { field, submit } = useCodeField(props.onCode);
  return (
    <Step title={props.title} lead={enroll.totpScan} message={props.message} onSubmit={submit}>
      <Suspense fallback={<Text>{frame.loading}</Text>}>
        <QrCode text={props.seed.uri} label={enroll.totpPicture} />
      </Suspense>
      <div>
        <Text size="sm">{enroll.totpKey}</Text>
        <Code block className="seed">
          {inGroups(props.seed.secret)}
        </Code>
      </div>
      <CodeInput {...field} />
      <Button type="submit" loading={props.busy}>
        {words.submit}
      </Button>
      {props.others !== undefined && <Group>{props.others}</Group>}
    </Step>
  );
}

function inGroups(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(' ');
}
