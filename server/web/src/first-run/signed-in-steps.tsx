import type { Me } from '@gatehouse/protocol';
import { Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { DirectoryTests } from '../administration/directories/directory-tests.js';
import { JoinTokenForm } from '../administration/workstations/join-token-form.js';
import { Message } from '../frame/message.js';
import { Step } from '../frame/step.js';
import { goTo, useQuery } from '../navigation/location.js';
import { PageLink } from '../navigation/page-link.js';
import { LogonStep } from './logon-step.js';
import { Progress } from './progress.js';
import { useFirstRunTexts } from './texts/first-run-texts.js';
import { useFirstLogon } from './use-first-logon.js';

const STEPS = ['directory', 'workstation', 'logon'] as const;
type SignedInStep = (typeof STEPS)[number];

/** What an administrator goes on with, now or later. Which step is shown is in the address: a reload stays there. */
export function SignedInSteps({ me }: { me: Me }): ReactNode {
  const words = useFirstRunTexts();
  if (!mayGoOn(me)) {
    return (
      <Stack>
        <Message kind="note" text={words.notYours} />
        <PageLink to="/account">{words.toAccount}</PageLink>
      </Stack>
    );
  }
  return <Steps />;
}

function Steps(): ReactNode {
  const words = useFirstRunTexts();
  const query = useQuery();
  const seen = useFirstLogon();
  const named = STEPS.find((step) => step === query.get('step'));
  // Without a step in the address: the first one, or the end where everything is there already.
  const step = named ?? (seen.logon === undefined ? 'directory' : 'logon');
  const others = (
    <div className="buttons">
      <Steer step={step} by={1} primary />
      <Steer step={step} by={-1} />
      <PageLink to="/administration">{words.later}</PageLink>
    </div>
  );
  return (
    <>
      <Progress current={seen.logon !== undefined && step === 'logon' ? 'over' : step} />
      {step === 'directory' && (
        <Step key={step} title={words.directory.title} lead={words.directory.lead}>
          <DirectoryTests />
          {others}
        </Step>
      )}
      {step === 'workstation' && (
        <Step key={step} title={words.workstation.title} lead={words.workstation.lead}>
          <JoinTokenForm />
          <Text role="status">{joinedText(words.workstation.joined, seen.workstations)}</Text>
          {others}
        </Step>
      )}
      {step === 'logon' && <LogonStep key={step} seen={seen} others={others} />}
    </>
  );
}

function Steer({
  step,
  by,
  primary = false,
}: {
  step: SignedInStep;
  by: 1 | -1;
  primary?: boolean;
}): ReactNode {
  const words = useFirstRunTexts();
  const to = STEPS[STEPS.indexOf(step) + by];
  if (to === undefined) return null;
  return (
    <Button
      {...(!primary && { variant: 'default' })}
      onClick={() => goTo('/first-run', { query: { step: to } })}
    >
      {by === 1 ? words.next : words.back}
    </Button>
  );
}

/** Names of workstations, as far as they fit into a sentence. */
function joinedText(
  say: (names: string) => string,
  workstations: readonly { hostname: string }[] | undefined,
): string {
  const names = (workstations ?? []).slice(0, 5).map(({ hostname }) => hostname);
  return names.length === 0 ? '' : say(names.join(', '));
}

function mayGoOn({ permissions }: Me): boolean {
  return (['workstations.manage', 'directory.test', 'audit.read'] as const).every((each) =>
    permissions.includes(each),
  );
}
