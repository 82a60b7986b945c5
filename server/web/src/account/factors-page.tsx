import type { OwnFactor, OwnFactors, SelfCareAnswer } from '@gatehouse/protocol';
import { Button, Loader, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { ConfirmDialog } from '../frame/confirm-dialog.js';
import { FailureMessage, Message } from '../frame/message.js';
import { Row } from '../frame/row.js';
import { Step } from '../frame/step.js';
import { useProvenAction } from '../proof/use-proven-action.js';
import { DenialMessage } from '../texts/denial-message.js';
import type { ShownDenial } from '../texts/denial-message.js';
import { useLanguage } from '../texts/language.js';
import { momentText } from '../texts/say.js';
import { AddAddress } from './add-address.js';
import { AddAuthenticator } from './add-authenticator.js';
import { NewRecoveryCodes } from './recovery-codes/new-recovery-codes.js';
import type { MadeCodes } from './recovery-codes/new-recovery-codes.js';
import { RecoveryCodesSection } from './recovery-codes/recovery-codes-section.js';
import { SetAnswers } from './set-answers.js';

type Adding = 'totp' | 'email' | 'answers';
type Outcome = { kind: 'done'; text: string } | { kind: 'denied'; denial: ShownDenial };

/** One's own second factors and answers: what there is, and setting up or removing some. */
export function FactorsPage(): ReactNode {
  const { texts, language } = useLanguage();
  const { account } = texts;
  const [own, setOwn] = useState<OwnFactors>();
  const [adding, setAdding] = useState<Adding>();
  const [removing, setRemoving] = useState<OwnFactor>();
  const [made, setMade] = useState<MadeCodes>();
  const [outcome, setOutcome] = useState<Outcome>();
  const action = useProvenAction();
  const { busy, failure, run, dialog } = action;

  const load = useCallback(async () => setOwn(await call('listOwnFactors')), []);
  const first = useRef(() => run(load));
  useEffect(() => first.current(), []);

  const done = (text: string) => {
    setAdding(undefined);
    run(async () => {
      await load();
      setOutcome({ kind: 'done', text });
    });
  };
  const remove = ({ id }: OwnFactor) => {
    setOutcome(undefined);
    setRemoving(undefined);
    run(async () => {
      const answer = await call('removeOwnFactor', { params: { credentialId: id } });
      await load();
      setOutcome(outcomeOf(answer, account.removed));
    });
  };
  const makeCodes = () => {
    setOutcome(undefined);
    run(async () => {
      const answer = await call('makeOwnRecoveryCodes', { body: { language } });
      if (answer.outcome === 'made') setMade(answer);
      else setOutcome({ kind: 'denied', denial: answer });
    });
  };
  const removeCodes = () => {
    setOutcome(undefined);
    run(async () => {
      const answer = await call('removeOwnRecoveryCodes');
      await load();
      setOutcome(outcomeOf(answer, account.removed));
    });
  };
  const add = (what: Adding) => {
    setOutcome(undefined);
    action.clear();
    setAdding(what);
  };
  const common = { onClose: () => setAdding(undefined) };

  if (made !== undefined) {
    const forget = () => {
      setMade(undefined);
      run(load);
    };
    return <NewRecoveryCodes made={made} onKept={forget} />;
  }
  switch (adding) {
    case 'totp':
      return <AddAuthenticator {...common} onDone={() => done(account.added)} />;
    case 'email':
      return <AddAddress {...common} onDone={() => done(account.added)} />;
    case 'answers':
      return <SetAnswers {...common} onDone={() => done(account.answersSaved)} />;
    case undefined:
  }
  return (
    <>
      {dialog}
      {removing !== undefined && (
        <ConfirmDialog
          title={account.removeTitle}
          text={account.removeText(nameOf(removing, account.methods))}
          yes={account.remove}
          busy={busy}
          onYes={() => remove(removing)}
          onClose={() => setRemoving(undefined)}
        />
      )}
      <Step
        title={account.factors}
        lead={account.factorsLead}
        message={
          failure !== undefined ? (
            <FailureMessage failure={failure} />
          ) : outcome?.kind === 'done' ? (
            <Message kind="done" text={outcome.text} />
          ) : outcome?.kind === 'denied' ? (
            <DenialMessage denial={outcome.denial} />
          ) : undefined
        }
      >
        {own === undefined ? (
          <Loader aria-label={texts.frame.loading} />
        ) : (
          <>
            {own.factors.length === 0 && <Text>{account.none}</Text>}
            <ul className="rows">
              {own.factors.map((factor) => (
                <FactorRow
                  key={factor.id}
                  factor={factor}
                  busy={busy}
                  onRemove={() => setRemoving(factor)}
                />
              ))}
            </ul>
            <Stack gap="xs">
              <Button variant="default" onClick={() => add('totp')}>
                {account.addTotp}
              </Button>
              <Button variant="default" onClick={() => add('email')}>
                {account.addEmail}
              </Button>
            </Stack>
            <RecoveryCodesSection
              set={own.recoveryCodes}
              busy={busy}
              onMake={makeCodes}
              onRemove={removeCodes}
            />
            <Title order={2} size="h3">
              {account.answers}
            </Title>
            <Text>{own.answers ? account.answersSet : account.answersUnset}</Text>
            <Button variant="default" onClick={() => add('answers')}>
              {own.answers ? account.replaceAnswers : account.setAnswers}
            </Button>
          </>
        )}
      </Step>
    </>
  );
}

interface FactorRowProps {
  factor: OwnFactor;
  busy: boolean;
  onRemove: () => void;
}

function FactorRow({ factor, busy, onRemove }: FactorRowProps) {
  const { texts, language } = useLanguage();
  const { account } = texts;
  const name = nameOf(factor, account.methods);
  return (
    <Row
      title={name}
      lines={[account.since(momentText(language, factor.createdAt))]}
      action={{ label: account.remove, about: account.removeOne(name), busy, onAct: onRemove }}
    />
  );
}

function nameOf(
  { method, label, destination }: OwnFactor,
  methods: Record<OwnFactor['method'], string>,
): string {
  const more = [label, destination].filter((part) => part !== undefined && part !== '');
  return [methods[method], ...more].join(' · ');
}

/** What the server said of something that was to be done. */
function outcomeOf(answer: SelfCareAnswer, text: string): Outcome | undefined {
  if (answer.outcome === 'done') return { kind: 'done', text };
  return answer.outcome === 'denied' ? { kind: 'denied', denial: answer } : undefined;
}
