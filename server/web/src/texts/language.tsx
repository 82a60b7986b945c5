import { createContext, use, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';

import type { Texts } from './en.js';
import { LANGUAGES, languageOf } from './languages.js';
import type { Language } from './languages.js';

const STORAGE_KEY = 'gatehouse-language';

interface Chosen {
  language: Language;
  texts: Texts;
  choose: (language: Language) => void;
}

const LanguageContext = createContext<Chosen | undefined>(undefined);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(() => firstLanguage());
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(
    () => ({
      language,
      texts: LANGUAGES[language],
      choose: (chosen: Language) => {
        localStorage.setItem(STORAGE_KEY, chosen);
        setLanguage(chosen);
      },
    }),
    [language],
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

/** What was chosen here before, else the first that the browser names and we have. */
function firstLanguage(): Language {
  return languageOf([localStorage.getItem(STORAGE_KEY) ?? '', ...navigator.languages]);
}
