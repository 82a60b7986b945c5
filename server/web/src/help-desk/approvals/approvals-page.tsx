import type { Me, administration } from '@gatehouse/protocol';
import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { useProvenAction } from '../../proof/use-proven-action.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { DeskFailure } from '../desk-failure.js';
import { lineOf } from '../person/names.js';
import { Section } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { DecisionDialog } from './decision-dialog.js';

type Approval = administration.Approval;

/** What other operators ask for: the open ones are decided here. */
export function ApprovalsPage({ me }: { me: Me }): ReactNode {
  const { texts } = useLanguage();
  const { approvals: words } = useHelpDeskTexts();
  const { busy, failure, run, clear, dialog } = useProvenAction();
  const [approvals, setApprovals] = useState<readonly Approval[]>();
  const [deciding, setDeciding] = useState<Approval>();
  const [outcome, setOutcome] = useState<'approved' | 'refused'>();

  const load = async () => setApprovals((await call('listApprovals')).approvals);
  const first = useRef(() => run(load));
  useEffect(() => first.current(), []);

  const decide = ({ id }: Approval, decision: 'approved' | 'refused', comment: string) => {
    setOutcome(undefined);
    run(async () => {
      const params = { approvalId: id };
      const body = { decision, ...(comment !== '' && { comment }) };
      try {
        await call('decideApproval', { params, body });
        setOutcome(decision);
        setDeciding(undefined);
      } finally {
        await load();
      }
    });
  };
  const open = approvals?.filter(({ state }) => state === 'open');
  const past = approvals?.filter(({ state }) => state !== 'open');
  return (
    <Stack>
      {dialog}
      {deciding !== undefined && (
        <DecisionDialog
          approval={deciding}
          busy={busy}
          failure={failure}
          onDecide={(decision, comment) => decide(deciding, decision, comment)}
          onClose={() => {
            clear();
            setDeciding(undefined);
          }}
        />
      )}
      <Step
        title={words.title}
        lead={words.lead}
        message={
          failure !== undefined && deciding === undefined ? (
            <DeskFailure failure={failure} />
          ) : outcome !== undefined ? (
            <Message kind="done" text={words[outcome]} />
          ) : undefined
        }
      >
        {approvals === undefined && busy && <Loader aria-label={texts.frame.loading} />}
        {open?.length === 0 && <Text>{words.none}</Text>}
        <ul className="rows">
          {open?.map((approval) => (
            <OpenRow
              key={approval.id}
              approval={approval}
              isOwn={approval.requester.id === me.principalId}
              onDecide={() => {
                clear();
                setOutcome(undefined);
                setDeciding(approval);
              }}
            />
          ))}
        </ul>
        <Group>
          <Button variant="default" size="sm" disabled={busy} onClick={() => run(load)}>
            {words.reload}
          </Button>
        </Group>
      </Step>
      <Section title={words.past}>
        {past?.length === 0 && <Text>{words.noPast}</Text>}
        <ul className="rows">
          {past?.map((approval) => (
            <PastRow key={approval.id} approval={approval} />
          ))}
        </ul>
      </Section>
    </Stack>
  );
}

function OpenRow({
  approval,
  isOwn,
  onDecide,
}: {
  approval: Approval;
  isOwn: boolean;
  onDecide: () => void;
}) {
  const { language } = useLanguage();
  const { approvals: words } = useHelpDeskTexts();
  const { action, principalName, requester, requestedAt, reason } = approval;
  const what = lineOf(words.actions[action], principalName);
  return (
    <li>
      <div>
        <Text fw={600}>{what}</Text>
        <Text size="sm">{words.asks(requester.name, momentText(language, requestedAt))}</Text>
        <Text size="sm">{words.reason(reason)}</Text>
        {isOwn && <Text size="sm">{words.own}</Text>}
      </div>
      {!isOwn && (
        <Button
          variant="default"
          size="sm"
          aria-label={words.decideOne(lineOf(what, requester.name))}
          onClick={onDecide}
        >
          {words.decide}
        </Button>
      )}
    </li>
  );
}

function PastRow({ approval }: { approval: Approval }) {
  const { language } = useLanguage();
  const { approvals: words } = useHelpDeskTexts();
  const { action, principalName, requester, requestedAt, state, decider, comment } = approval;
  return (
    <li>
      <div>
        <Text fw={600}>{lineOf(words.actions[action], principalName, words.states[state])}</Text>
        <Text size="sm">
          {lineOf(
            words.asks(requester.name, momentText(language, requestedAt)),
            decider === undefined ? undefined : words.by(decider.name),
            comment,
          )}
        </Text>
      </div>
    </li>
  );
}
