import type { PortalFacts } from '@gatehouse/protocol';
import { createContext, use, useEffect, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { useLanguage } from '../texts/language.js';

/** Nothing is known until the server has said it, and pages do not wait for it. */
const FactsContext = createContext<Partial<PortalFacts>>({});

export function FactsProvider({ children }: { children: ReactNode }) {
  const [facts, setFacts] = useState<Partial<PortalFacts>>({});
  const { offer } = useLanguage();
  useEffect(() => {
    call('showPortal').then(
      (answer) => {
        setFacts(answer);
        offer(answer.languages);
      },
      // Without an answer the pages say our own name; what somebody does there says what is wrong.
      () => undefined,
    );
  }, [offer]);
  return <FactsContext value={facts}>{children}</FactsContext>;
}

export function useFacts(): Partial<PortalFacts> {
  return use(FactsContext);
}

/** What the company itself says on the pages, in the language that they are in. */
export function useCompanyTexts(): { helpDesk?: string | undefined; signIn?: string | undefined } {
  const { texts } = useFacts();
  const { language } = useLanguage();
  return texts?.[language] ?? {};
}
