import type { ReactNode } from 'react';

import { Message } from '../frame/message.js';
import { useTexts } from '../texts/language.js';

/** Says that the session has lasted for almost as long as it may: nobody can put that end off. */
export function AbsoluteWarning(): ReactNode {
  const { account } = useTexts();
  return <Message kind="note" text={account.absolute} />;
}
