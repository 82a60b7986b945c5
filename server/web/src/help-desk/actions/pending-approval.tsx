import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Failure } from '../../api/failure.js';
import { Message } from '../../frame/message.js';
import { useAction } from '../../frame/use-action.js';
import { useSession } from '../../session/session.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { DeskFailure } from '../desk-failure.js';
import { Section } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import type { Pending } from './use-orders.js';
import { usePoll } from './use-poll.js';

interface PendingApprovalProps {
  pending: Pending;
  busy: boolean;
  onGoOn: () => void;
  onDrop: () => void;
}

/** Waits for a second operator, and then does what was approved. */
export function PendingApproval({
  pending,
  busy,
  onGoOn,
  onDrop,
}: PendingApprovalProps): ReactNode {
  const { language } = useLanguage();
  const { approvals: words, actions } = useHelpDeskTexts();
  const { intercept } = useSession();
  const [approval, setApproval] = useState(pending.approval);
  const look = useAction(intercept);
  const read = () =>
    look.run(async () => {
      const params = { approvalId: approval.id };
      try {
        setApproval(await call('showApproval', { params }));
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'approval.unknown') throw error;
        setApproval({ ...approval, state: 'expired' });
      }
    });
  const { state, decider, comment, expiresAt } = approval;
  // What was approved before a reload is looked at once, too: it may be used or over by now.
  usePoll(state === 'open' || state === 'approved', read);

  const what = actions.kinds[pending.order.kind];
  const who = decider?.name ?? '';
  const failed = look.failure !== undefined && <DeskFailure failure={look.failure} />;
  switch (state) {
    case 'open':
      return (
        <Section title={words.title}>
          {failed || (
            <Message
              kind="note"
              text={`${words.waiting(what)} ${words.waitingUntil(momentText(language, expiresAt))}`}
            />
          )}
          <Group>
            <Button variant="default" onClick={read}>
              {words.look}
            </Button>
            <Button variant="default" onClick={onDrop}>
              {words.giveUp}
            </Button>
          </Group>
        </Section>
      );
    case 'approved':
      return (
        <Section title={words.title}>
          {failed || (
            <Message kind="done" text={[words.granted(what, who), comment].join(' ').trim()} />
          )}
          <Group>
            <Button loading={busy} onClick={onGoOn}>
              {words.goOn}
            </Button>
            <Button variant="default" onClick={onDrop}>
              {words.giveUp}
            </Button>
          </Group>
        </Section>
      );
    default:
      return (
        <Section title={words.title}>
          <Message
            kind="error"
            text={
              state === 'refused'
                ? [words.denied(what, who), comment].join(' ').trim()
                : words.expired(what)
            }
          />
          <Group>
            <Button variant="default" onClick={onDrop}>
              {words.close}
            </Button>
          </Group>
        </Section>
      );
  }
}
