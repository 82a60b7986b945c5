import type { PortalFacts } from '@gatehouse/protocol';
import { createContext, use, useEffect, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';

/** Nothing is known until the server has said it, and pages do not wait for it. */
const FactsContext = createContext<Partial<PortalFacts>>({});

export function FactsProvider({ children }: { children: ReactNode }) {
  const [facts, setFacts] = useState<Partial<PortalFacts>>({});
  useEffect(() => {
    // Without an answer the pages say our own name; what somebody does there says what is wrong.
    call('showPortal').then(setFacts, () => undefined);
  }, []);
  return <FactsContext value={facts}>{children}</FactsContext>;
}

export function useFacts(): Partial<PortalFacts> {
  return use(FactsContext);
}
