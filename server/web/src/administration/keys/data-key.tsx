import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { ConfirmDialog } from '../../frame/confirm-dialog.js';
import { Message } from '../../frame/message.js';
import { Section } from '../../frame/section.js';
import { WordedFailure } from '../../frame/worded-failure.js';
import { useProvenAction } from '../../proof/use-proven-action.js';
import { useKeyTexts } from './texts/key-texts.js';

/** The key that secrets are sealed with: another one, and everything sealed again. */
export function DataKey(): ReactNode {
  const { dataKey, problems } = useKeyTexts();
  const [isAsked, setAsked] = useState(false);
  const [version, setVersion] = useState<number>();
  const { busy, failure, run, dialog } = useProvenAction();
  const rotate = () => {
    setAsked(false);
    setVersion(undefined);
    run(async () => setVersion((await call('rotateKeys')).version));
  };
  return (
    <Section
      title={dataKey.title}
      lead={dataKey.lead}
      message={
        failure !== undefined ? (
          <WordedFailure failure={failure} words={problems} />
        ) : busy ? (
          <Message kind="note" text={dataKey.busy} />
        ) : version !== undefined ? (
          <Message kind="done" text={dataKey.done(version)} />
        ) : undefined
      }
    >
      {dialog}
      {isAsked && (
        <ConfirmDialog
          title={dataKey.title2}
          text={dataKey.text}
          yes={dataKey.rotate}
          busy={busy}
          onYes={rotate}
          onClose={() => setAsked(false)}
        />
      )}
      <Button variant="default" onClick={() => setAsked(true)} loading={busy}>
        {dataKey.rotate}
      </Button>
    </Section>
  );
}
