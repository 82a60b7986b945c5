import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import { Message } from '../frame/message.js';
import { useAction } from '../frame/use-action.js';
import { useTexts } from '../texts/language.js';
import { useSession } from './session.js';

/** Says that the session is about to end because nothing is done, and lets people stay, in all tabs. */
export function IdleWarning(): ReactNode {
  const { account } = useTexts();
  const { refresh } = useSession();
  const { busy, run } = useAction();
  return (
    <div className="idle-warning">
      <Message kind="note" text={account.idle} />
      <Button onClick={() => run(refresh)} disabled={busy}>
        {account.stay}
      </Button>
    </div>
  );
}
