import type { administration } from '@gatehouse/protocol';
import { Button, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';

import { call } from '../../api/call.js';
import { Message } from '../../frame/message.js';
import { ShownOnce } from '../../frame/shown-once.js';
import { WordedFailure } from '../../frame/worded-failure.js';
import { useProvenAction } from '../../proof/use-proven-action.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useWorkstationTexts } from './texts/workstation-texts.js';

const LIMITS = { uses: 100_000, hours: 8_760 };

type Issued = administration.IssuedJoinToken & { uses: number };

/** Makes a join token, which is shown once, with the command that uses it. */
export function JoinTokenForm({ onMade }: { onMade?: () => void }): ReactNode {
  const { token: words, problems } = useWorkstationTexts();
  const [uses, setUses] = useState('1');
  const [hours, setHours] = useState('24');
  const [label, setLabel] = useState('');
  const [isChecked, setChecked] = useState(false);
  const [issued, setIssued] = useState<Issued>();
  const form = useRef<HTMLFormElement>(null);
  const { busy, failure, run, dialog } = useProvenAction();
  const counted = { uses: wholeNumber(uses, LIMITS.uses), hours: wholeNumber(hours, LIMITS.hours) };

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    if (counted.uses === undefined || counted.hours === undefined) {
      const wrong = counted.uses === undefined ? 'uses' : 'hours';
      form.current?.querySelector<HTMLElement>(`[name=${wrong}]`)?.focus();
      return;
    }
    const named = label.trim();
    const body = {
      ...{ uses: counted.uses, hours: counted.hours },
      ...(named !== '' && { label: named }),
    };
    run(async () => {
      const answer = await call('createJoinToken', { body });
      setIssued({ ...answer, uses: body.uses });
      setChecked(false);
      onMade?.();
    });
  };
  const wrong = (number: number | undefined, text: string) =>
    isChecked && number === undefined ? text : undefined;

  if (issued !== undefined) {
    return <IssuedToken issued={issued} onAnother={() => setIssued(undefined)} />;
  }
  return (
    <>
      {dialog}
      <form ref={form} onSubmit={submit} noValidate className="fields">
        {failure !== undefined && <WordedFailure failure={failure} words={problems} />}
        <TextInput
          name="uses"
          label={words.uses}
          description={words.usesHelp}
          inputMode="numeric"
          value={uses}
          onChange={({ currentTarget }) => setUses(currentTarget.value)}
          error={wrong(counted.uses, words.usesWrong)}
        />
        <TextInput
          name="hours"
          label={words.hours}
          description={words.hoursHelp}
          inputMode="numeric"
          value={hours}
          onChange={({ currentTarget }) => setHours(currentTarget.value)}
          error={wrong(counted.hours, words.hoursWrong)}
        />
        <TextInput
          label={words.label}
          description={words.labelHelp}
          value={label}
          maxLength={100}
          onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        />
        <Button type="submit" loading={busy}>
          {words.make}
        </Button>
      </form>
    </>
  );
}

function IssuedToken({ issued, onAnother }: { issued: Issued; onAnother: () => void }) {
  const { language } = useLanguage();
  const { token: words } = useWorkstationTexts();
  const { token, expiresAt, uses } = issued;
  const common = { copy: words.copy, copied: words.copied };
  return (
    <div className="fields">
      <Message kind="done" text={words.made(momentText(language, expiresAt), uses)} />
      <ShownOnce {...common} label={words.text} text={token} />
      <Text>{words.file}</Text>
      <ShownOnce {...common} label={words.command} text={WINDOWS} />
      <ShownOnce {...common} label={words.linux} text={LINUX} />
      <Text>{words.after}</Text>
      <Button variant="default" onClick={onAnother}>
        {words.another}
      </Button>
    </div>
  );
}

/** As docs/first-machine.md has it: a first machine observes. */
const WINDOWS = `msiexec /i gatehouse-${GATEHOUSE_VERSION}-x64.msi /qn /l*v install.log GATEHOUSE_TOKEN_FILE=C:\\Temp\\token.txt MODE=observe`;
const LINUX = 'gatehouse-service join --token-file token.txt';

function wholeNumber(text: string, most: number): number | undefined {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : undefined;
}
