import type { administration } from '@gatehouse/protocol';
import { Anchor, Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import type { Failure } from '../../api/failure.js';
import { Dialog } from '../../frame/dialog.js';
import { Step } from '../../frame/step.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { MAX_REASON } from '../caller/caller-section.js';
import { DeskFailure } from '../desk-failure.js';
import { lineOf } from '../person/names.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';

interface DecisionDialogProps {
  approval: administration.Approval;
  busy: boolean;
  failure: Failure | undefined;
  onDecide: (decision: 'approved' | 'refused', comment: string) => void;
  onClose: () => void;
}

/** Approves or refuses what another operator asks for. */
export function DecisionDialog(props: DecisionDialogProps): ReactNode {
  const { approval, busy, failure, onDecide, onClose } = props;
  const { texts, language } = useLanguage();
  const { approvals: words } = useHelpDeskTexts();
  const [comment, setComment] = useState('');
  const { action, principalName, requester, requestedAt, reason } = approval;
  const decide = (decision: 'approved' | 'refused') => onDecide(decision, comment.trim());
  return (
    <Dialog onClose={onClose}>
      <Step
        title={lineOf(words.actions[action], principalName)}
        level={2}
        message={failure !== undefined && <DeskFailure failure={failure} />}
      >
        <div>
          <Text>{words.asks(requester.name, momentText(language, requestedAt))}</Text>
          <Text>{words.reason(reason)}</Text>
        </div>
        <TextInput
          data-first
          label={words.comment}
          description={words.commentHint}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
          autoComplete="off"
          maxLength={MAX_REASON}
        />
        <Group>
          <Button disabled={busy} onClick={() => decide('approved')}>
            {words.approve}
          </Button>
          <Button className="danger" disabled={busy} onClick={() => decide('refused')}>
            {words.refuse}
          </Button>
        </Group>
        <Group>
          <Anchor component="button" type="button" onClick={onClose}>
            {texts.frame.cancel}
          </Anchor>
        </Group>
      </Step>
    </Dialog>
  );
}
