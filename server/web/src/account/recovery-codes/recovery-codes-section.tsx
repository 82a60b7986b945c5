import type { OwnRecoveryCodes } from '@gatehouse/protocol';
import { Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { ConfirmDialog } from '../../frame/confirm-dialog.js';
import { Message } from '../../frame/message.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useRecoveryCodesTexts } from './texts/recovery-codes-texts.js';

/** As many are left, or fewer: it is time for new ones. */
const FEW = 3;

interface SectionProps {
  set: OwnRecoveryCodes;
  busy: boolean;
  onMake: () => void;
  onRemove: () => void;
}

/** One's recovery codes in a line, and what can be done with them. Whoever cannot have any sees nothing. */
export function RecoveryCodesSection({ set, busy, onMake, onRemove }: SectionProps): ReactNode {
  const { language } = useLanguage();
  const words = useRecoveryCodesTexts();
  const [asking, setAsking] = useState<'renew' | 'remove'>();
  const { enabled, left, total, createdAt } = set;
  const hasSet = total > 0;
  if (!enabled && !hasSet) return null;
  const line = [
    words.left(left, total),
    ...(createdAt === undefined ? [] : [words.made(momentText(language, createdAt))]),
  ];
  const act = (work: () => void) => () => {
    setAsking(undefined);
    work();
  };
  const common = { busy, onClose: () => setAsking(undefined) };
  return (
    <>
      {asking === 'renew' && (
        <ConfirmDialog
          {...{ title: words.renewTitle, text: words.renewText, yes: words.renew }}
          {...common}
          onYes={act(onMake)}
        />
      )}
      {asking === 'remove' && (
        <ConfirmDialog
          {...{ title: words.removeTitle, text: words.removeText, yes: words.remove }}
          {...common}
          onYes={act(onRemove)}
        />
      )}
      <Title order={2} size="h3">
        {words.title}
      </Title>
      <Text>{words.why}</Text>
      <Text fw={600}>{hasSet ? line.join(' · ') : words.none}</Text>
      {!enabled && <Text>{words.off}</Text>}
      {enabled && hasSet && left <= FEW && <Message kind="note" text={words.few(left)} />}
      <Stack gap="xs">
        {enabled && (
          <Button
            variant="default"
            disabled={busy}
            onClick={hasSet ? () => setAsking('renew') : onMake}
          >
            {hasSet ? words.renew : words.make}
          </Button>
        )}
        {hasSet && (
          <Button variant="default" disabled={busy} onClick={() => setAsking('remove')}>
            {words.remove}
          </Button>
        )}
      </Stack>
    </>
  );
}
