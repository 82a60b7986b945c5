import type { ReactNode } from 'react';

import { AbsoluteWarning } from './absolute-warning.js';
import { IdleWarning } from './idle-warning.js';
import { warningOf } from './session-end.js';
import type { Reading } from './session-end.js';
import { useSession } from './session.js';
import { useEndWatch } from './use-end-watch.js';

/** Before the session ends: of the end that comes first, and of no other. */
export function EndWarning({ reading }: { reading: Reading }): ReactNode {
  const { look } = useSession();
  useEndWatch(reading, look);
  switch (warningOf(reading)) {
    case 'idle':
      return <IdleWarning />;
    case 'absolute':
      return <AbsoluteWarning />;
    case undefined:
      return null;
  }
}
