import { createContext, use, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';

import type { Texts } from './en.js';
import { ALL_LANGUAGES, LANGUAGES, languageOf } from './languages.js';
import type { Language, OfferedLanguages } from './languages.js';

const STORAGE_KEY = 'gatehouse-language';

interface Chosen {
  language: Language;
  texts: Texts;
  choose: (language: Language) => void;
  offered: readonly Language[];
  /** Which languages there are to choose from from now on. */
  offer: (languages: OfferedLanguages) => void;
}

const LanguageContext = createContext<Chosen | undefined>(undefined);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState(() => wantedLanguages());
  const [languages, offer] = useState(ALL_LANGUAGES);
  const language = languageOf(wanted, languages);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(
    () => ({
      language,
      texts: LANGUAGES[language],
      choose: (chosen: Language) => {
        localStorage.setItem(STORAGE_KEY, chosen);
        setWanted([chosen]);
      },
      offered: languages.offered,
      offer,
    }),
    [language, languages],
  );
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export function useLanguage(): Chosen {
  const chosen = use(LanguageContext);
  if (chosen === undefined) throw new Error('there is no language around this');
  return chosen;
}

export function useTexts(): Texts {
  return useLanguage().texts;
}

/** What was chosen here before, then what the browser names. */
function wantedLanguages(): string[] {
  return [localStorage.getItem(STORAGE_KEY) ?? '', ...navigator.languages];
}
