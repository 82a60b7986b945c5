import { Button, Group, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { Dialog } from '../../frame/dialog.js';
import { Step } from '../../frame/step.js';
import { useTexts } from '../../texts/language.js';
import { ReasonField } from '../actions/reason-field.js';
import { MIN_REASON } from '../caller/caller-section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';

interface EndSessionsDialogProps {
  /** All of them, or one. */
  all: boolean;
  /** Of the person. */
  name: string;
  busy: boolean;
  reason: string;
  onReason: (reason: string) => void;
  onEnd: (reason: string) => void;
  onClose: () => void;
}

/** Asks why, before somebody is signed out. */
export function EndSessionsDialog(props: EndSessionsDialogProps): ReactNode {
  const { all, name, busy, reason, onReason, onEnd, onClose } = props;
  const { frame } = useTexts();
  const { sessions: words } = useHelpDeskTexts();
  const [isChecked, setChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isShort = reason.trim().length < MIN_REASON;
  const submit = () => {
    setChecked(true);
    if (isShort) field.current?.focus();
    else onEnd(reason.trim());
  };
  return (
    <Dialog onClose={onClose}>
      <Step title={all ? words.endAllTitle : words.endTitle} level={2} onSubmit={submit}>
        <Text>{words.endText(name)}</Text>
        <ReasonField ref={field} {...{ reason, onReason }} isRefused={isChecked && isShort} />
        <Group>
          <Button className="danger" type="submit" loading={busy}>
            {all ? words.endAll : words.end}
          </Button>
          <Button variant="default" onClick={onClose}>
            {frame.cancel}
          </Button>
        </Group>
      </Step>
    </Dialog>
  );
}
