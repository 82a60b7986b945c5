import type { SessionView } from '@gatehouse/protocol';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';

import { lastAnsweredAtMs } from '../api/call.js';
import { Message } from '../frame/message.js';
import { useTexts } from '../texts/language.js';
import { useSession } from './session.js';

/** Before the end (WCAG 2.2, 2.2.1 wants twenty seconds at the least). */
const WARNING_MS = 60_000;
const LOOK_MS = 5_000;

/** Says that the session is about to end because nothing is done, and lets people stay. */
export function IdleWarning({ session }: { session: SessionView }) {
  const { account } = useTexts();
  const { refresh } = useSession();
  const [isNear, setNear] = useState(false);
  // How long it may be idle; which clock is right does not matter.
  const idleMs = Date.parse(session.idleExpiresAt) - Date.parse(session.lastSeenAt);
  useEffect(() => {
    const timer = setInterval(() => {
      const leftMs = lastAnsweredAtMs() + idleMs - performance.now();
      setNear(leftMs < WARNING_MS);
      if (leftMs < 0) void refresh();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [idleMs, refresh]);
  if (!isNear) return null;
  return (
    <div className="idle-warning">
      <Message kind="note" text={account.idle} />
      <Button
        onClick={() => {
          setNear(false);
          void refresh();
        }}
      >
        {account.stay}
      </Button>
    </div>
  );
}
