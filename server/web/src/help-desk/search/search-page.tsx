import { Button, Stack, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { Step } from '../../frame/step.js';
import { goTo } from '../../navigation/location.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { SearchResults } from './search-results.js';

/** As much as the server looks at. */
const MAX_LENGTH = 512;

/** One box for whatever a caller can say of themselves. What was looked for is in the address. */
export function SearchPage({ search }: { search: string }): ReactNode {
  const { title, search: words } = useHelpDeskTexts();
  const [text, setText] = useState(search);
  const [isMissing, setMissing] = useState(false);
  const [round, setRound] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  // The browser's Back button: the box says what the results are of.
  const [shown, setShown] = useState(search);
  if (shown !== search) {
    setShown(search);
    setText(search);
  }
  const submit = () => {
    const typed = text.trim();
    setMissing(typed === '');
    if (typed === '') field.current?.focus();
    else if (typed === search) setRound(round + 1);
    else goTo('/help-desk', { query: { search: typed } });
  };
  return (
    <Stack>
      <Step title={title} lead={words.lead} onSubmit={submit}>
        <TextInput
          ref={field}
          data-first
          type="search"
          label={words.label}
          description={words.hint}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={MAX_LENGTH}
          error={isMissing ? words.missing : undefined}
        />
        <Button type="submit">{words.submit}</Button>
      </Step>
      {search !== '' && <SearchResults key={`${round} ${search}`} search={search} />}
    </Stack>
  );
}
