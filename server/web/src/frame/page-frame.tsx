import {
  ActionIcon,
  NativeSelect,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useRef } from 'react';
import type { MouseEvent, ReactNode } from 'react';

import { useCompanyTexts, useFacts } from '../navigation/facts.js';
import { useLanguage } from '../texts/language.js';
import { LANGUAGE_NAMES, isLanguage } from '../texts/languages.js';
import { Announcer } from './announcer.js';
import { ErrorBoundary } from './error-boundary.js';
import iconUrl from './icon.svg';
import { MoonIcon, SunIcon } from './icons.js';

/** What is around every page. */
export function PageFrame({ children }: { children: ReactNode }) {
  const { texts } = useLanguage();
  const { issuer } = useFacts();
  const { helpDesk } = useCompanyTexts();
  const main = useRef<HTMLElement>(null);
  // By script: a fragment would be an entry in the history, and going there looks like the Back button.
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    main.current?.focus();
  };
  return (
    <Announcer>
      <a className="skip-link" href="#main" onClick={skip}>
        {texts.frame.skip}
      </a>
      <header className="frame-header">
        <span className="brand">
          <img src={iconUrl} alt="" width="28" height="28" />
          {issuer ?? texts.product}
        </span>
        <div className="frame-controls">
          <LanguageSwitch />
          <ColorSwitch />
        </div>
      </header>
      <main ref={main} id="main" tabIndex={-1}>
        <ErrorBoundary>{children}</ErrorBoundary>
      </main>
      <footer className="frame-footer">
        {helpDesk !== undefined && <p>{texts.frame.helpDesk(helpDesk)}</p>}
      </footer>
    </Announcer>
  );
}

function LanguageSwitch() {
  const { language, texts, choose, offered } = useLanguage();
  if (offered.length === 1) return null;
  const options = offered.map((value) => ({ value, label: LANGUAGE_NAMES[value] }));
  return (
    <NativeSelect
      aria-label={texts.frame.language}
      size="sm"
      data={options}
      value={language}
      onChange={({ currentTarget: { value } }) => {
        if (isLanguage(value)) choose(value);
      }}
    />
  );
}

function ColorSwitch() {
  const { texts } = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  return (
    <ActionIcon
      variant="default"
      size={36}
      aria-label={isDark ? texts.frame.light : texts.frame.dark}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      {isDark ? <SunIcon /> : <MoonIcon />}
    </ActionIcon>
  );
}
