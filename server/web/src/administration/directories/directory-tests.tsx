import type { administration } from '@gatehouse/protocol';
import { Button, Loader, Stack, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import type { Failure } from '../../api/failure.js';
import { Message } from '../../frame/message.js';
import { failureOf } from '../../frame/use-action.js';
import { WordedFailure } from '../../frame/worded-failure.js';
import { useSession } from '../../session/session.js';
import { useTexts } from '../../texts/language.js';
import { useListing } from '../use-listing.js';
import { TestSteps } from './test-steps.js';
import { useDirectoryTexts } from './texts/directory-texts.js';

type Outcome =
  | { kind: 'running' }
  | { kind: 'tested'; test: administration.DirectoryTest }
  | { kind: 'failed'; failure: Failure };

/** The directories, each with a test. Several are tested at once: each says how it went when it is done. */
export function DirectoryTests(): ReactNode {
  const { frame } = useTexts();
  const words = useDirectoryTexts();
  const { intercept } = useSession();
  const { list, failure, dialog } = useListing(() => call('listDirectories'));
  const [outcomes, setOutcomes] = useState<Readonly<Record<string, Outcome>>>({});

  const test = useCallback(
    (realm: string) => {
      const note = (outcome: Outcome) => setOutcomes((before) => ({ ...before, [realm]: outcome }));
      note({ kind: 'running' });
      call('testDirectory', { query: { realm } }).then(
        (tested) => note({ kind: 'tested', test: tested }),
        (error: unknown) => {
          const found = failureOf(error);
          if (!intercept(found)) note({ kind: 'failed', failure: found });
        },
      );
    },
    [intercept],
  );

  if (failure !== undefined) return <WordedFailure failure={failure} words={words.problems} />;
  if (list === undefined) return <Loader aria-label={frame.loading} />;
  const { directories } = list;
  return (
    <Stack>
      {dialog}
      {directories.length === 0 && <Text>{words.none}</Text>}
      <ul className="rows">
        {directories.map((directory) => (
          <DirectoryRow
            key={directory.realm}
            directory={directory}
            outcome={outcomes[directory.realm]}
            onTest={() => test(directory.realm)}
          />
        ))}
      </ul>
      {directories.length > 1 && (
        <Button variant="default" onClick={() => directories.forEach(({ realm }) => test(realm))}>
          {words.testAll}
        </Button>
      )}
    </Stack>
  );
}

interface DirectoryRowProps {
  directory: administration.DirectoryFacts;
  outcome: Outcome | undefined;
  onTest: () => void;
}

function DirectoryRow({ directory, outcome, onTest }: DirectoryRowProps) {
  const words = useDirectoryTexts();
  const { realm, kind, isDefault, servers } = directory;
  const facts = [
    words.kinds[kind],
    ...(isDefault ? [words.isDefault] : []),
    ...(servers.length === 0 ? [] : [words.servers(servers.join(', '))]),
  ];
  return (
    <li>
      <div>
        <Text fw={600}>{realm}</Text>
        <Text size="sm">{facts.join(' · ')}</Text>
      </div>
      <Button
        variant="default"
        size="sm"
        disabled={outcome?.kind === 'running'}
        aria-label={words.testOne(realm)}
        onClick={onTest}
      >
        {words.test}
      </Button>
      {outcome !== undefined && (
        <div className="outcome">
          <ShownOutcome realm={realm} outcome={outcome} />
        </div>
      )}
    </li>
  );
}

function ShownOutcome({ realm, outcome }: { realm: string; outcome: Outcome }) {
  const words = useDirectoryTexts();
  switch (outcome.kind) {
    case 'running':
      return <Message kind="note" text={words.testing} />;
    case 'failed':
      return <WordedFailure failure={outcome.failure} words={words.problems} />;
    case 'tested':
      return (
        <Stack gap="xs">
          <Message
            kind={outcome.test.ok ? 'done' : 'error'}
            text={outcome.test.ok ? words.ok(realm) : words.notOk(realm)}
          />
          <TestSteps realm={realm} steps={outcome.test.steps} />
        </Stack>
      );
  }
}
