import type { administration } from '@gatehouse/protocol';
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Section } from '../../frame/section.js';
import { LANGUAGE_NAMES, isLanguage } from '../../texts/languages.js';
import type { Language } from '../../texts/languages.js';
import { useMessageTexts } from './texts/message-texts.js';

interface LanguagesFormProps {
  languages: administration.MessageList['languages'];
  busy: boolean;
  act: (work: () => Promise<string | undefined>) => void;
}

const ALL = Object.keys(LANGUAGE_NAMES).filter(isLanguage);

/** Which languages people are met in. */
export function LanguagesForm({ languages, busy, act }: LanguagesFormProps): ReactNode {
  const { languages: words } = useMessageTexts();
  const [offered, setOffered] = useState<readonly Language[]>(languages.offered);
  const [fallback, setFallback] = useState<Language>(languages.default);
  const chosen = ALL.filter((language) => offered.includes(language));
  const effective = chosen.includes(fallback) ? fallback : chosen[0];
  const isSame =
    chosen.join() === ALL.filter((each) => languages.offered.includes(each)).join() &&
    effective === languages.default;

  const offer = (language: Language, isOffered: boolean) =>
    setOffered(isOffered ? [...offered, language] : offered.filter((each) => each !== language));
  const save = (standard: Language) =>
    act(async () => {
      const body = { offered: chosen, default: standard, base: languages.version };
      await call('setLanguages', { body });
      return words.saved;
    });
  return (
    <Section title={words.title} lead={words.lead}>
      <fieldset className="portal-fieldset">
        <legend className="setting-name">{words.offered}</legend>
        {ALL.map((language) => (
          <label key={language} className="check">
            <input
              type="checkbox"
              checked={offered.includes(language)}
              // One must be left.
              disabled={chosen.length === 1 && offered.includes(language)}
              onChange={({ currentTarget }) => offer(language, currentTarget.checked)}
            />
            {LANGUAGE_NAMES[language]}
          </label>
        ))}
      </fieldset>
      <NativeSelect
        label={words.default}
        description={words.defaultHelp}
        value={effective}
        data={chosen.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        onChange={({ currentTarget: { value } }) => {
          if (isLanguage(value)) setFallback(value);
        }}
      />
      <div className="buttons">
        <Button
          loading={busy}
          disabled={isSame || effective === undefined}
          onClick={() => effective !== undefined && save(effective)}
        >
          {words.save}
        </Button>
      </div>
    </Section>
  );
}
