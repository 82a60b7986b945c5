import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { ShownOnce } from '../../frame/shown-once.js';
import { Step } from '../../frame/step.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useRecoveryCodesTexts } from './texts/recovery-codes-texts.js';

/** A set as the server says it, once. */
export interface MadeCodes {
  codes: readonly string[];
  createdAt: string;
}

/** The codes of a new set, until they are kept. The page forgets them then. */
export function NewRecoveryCodes({
  made: { codes, createdAt },
  onKept,
}: {
  made: MadeCodes;
  onKept: () => void;
}): ReactNode {
  const { texts, language } = useLanguage();
  const words = useRecoveryCodesTexts();
  const list = codes.join('\n');
  const head = words.head(texts.product, momentText(language, createdAt));
  const download = () => save(words.file, `${head}\n\n${list}\n\n${words.once}\n`);
  return (
    <Step title={words.shownTitle} lead={words.shownLead}>
      <Text>{head}</Text>
      <ShownOnce label={words.label} text={list} copy={words.copy} copied={words.copied} />
      <Text>{words.once}</Text>
      <Group>
        <Button variant="default" onClick={() => window.print()}>
          {words.print}
        </Button>
        <Button variant="default" onClick={download}>
          {words.download}
        </Button>
      </Group>
      <Button onClick={onKept}>{words.kept}</Button>
    </Step>
  );
}

/** A file of the page's own making: the codes are asked of the server once. */
function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
