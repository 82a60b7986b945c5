import type { Me } from '@gatehouse/protocol';
import { Button, Group, Loader, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { useAction } from '../../frame/use-action.js';
import { PageLink } from '../../navigation/page-link.js';
import { useSession } from '../../session/session.js';
import { useTexts } from '../../texts/language.js';
import { DeskFailure } from '../desk-failure.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { AccountFacts } from './account-facts.js';
import { ComputersSection } from './computers-section.js';
import { FactorsSection } from './factors-section.js';
import { HelpGiven } from './help-given.js';
import { HistorySection } from './history-section.js';
import { accountOf } from './names.js';
import { PolicySection } from './policy-section.js';
import type { Reading } from './reading.js';

interface PersonPageProps {
  me: Me;
  /** As the address names them. */
  person: string;
  /** What was looked for, to go back to. */
  search: string;
}

/** All that the help desk sees of a person, and what it may do for them. */
export function PersonPage({ me, person, search }: PersonPageProps): ReactNode {
  const { frame } = useTexts();
  const { person: words } = useHelpDeskTexts();
  const { intercept } = useSession();
  const { busy, failure, run } = useAction(intercept);
  const [read, setRead] = useState<Reading>();

  const load = async () => {
    const user = await call('showUser', { params: { name: person } });
    const name = accountOf(user, person);
    // Sessions are asked for by the name that the directory finds; while it is away, nobody can say whose they are.
    const isHere = !user.unavailable.some(({ part }) => part === 'directory');
    let sessions: Reading['sessions'];
    try {
      if (isHere) ({ sessions } = await call('listSessions', { params: { name } }));
    } finally {
      setRead({ user, sessions });
    }
  };
  const first = useRef(() => run(load));
  useEffect(() => first.current(), []);

  const user = read?.user;
  const missing = user?.unavailable.map(({ part }) => words.parts[part]) ?? [];
  const title = user === undefined ? person : (user.displayName ?? accountOf(user, person));
  return (
    <Stack>
      <Step
        title={title}
        message={
          failure !== undefined ? (
            <DeskFailure failure={failure} />
          ) : missing.length > 0 ? (
            <Message kind="note" text={words.unavailable(missing.join(', '))} />
          ) : undefined
        }
      >
        {user === undefined && busy && <Loader aria-label={frame.loading} />}
        {user !== undefined && <AccountFacts user={user} />}
        <Group>
          <Button variant="default" size="sm" disabled={busy} onClick={() => run(load)}>
            {words.reload}
          </Button>
          <PageLink to="/help-desk" query={{ search }}>
            {words.back}
          </PageLink>
        </Group>
      </Step>
      {read !== undefined && (
        <>
          <HelpGiven me={me} person={person} read={read} reload={load} />
          <FactorsSection user={read.user} />
          <ComputersSection user={read.user} />
          <PolicySection user={read.user} />
          <HistorySection user={read.user} />
        </>
      )}
    </Stack>
  );
}
