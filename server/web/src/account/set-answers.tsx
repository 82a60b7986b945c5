import type { AnswersStep, EnrollmentRejection } from '@gatehouse/protocol';
import { Anchor, Loader } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { AnswersForm } from '../enrollment/answers-form.js';
import type { GivenAnswer } from '../enrollment/answers-form.js';
import { FailureMessage, Message } from '../frame/message.js';
import { Step } from '../frame/step.js';
import { useProvenAction } from '../proof/use-proven-action.js';
import { DenialMessage } from '../texts/denial-message.js';
import type { ShownDenial } from '../texts/denial-message.js';
import { useLanguage } from '../texts/language.js';
import type { AddingProps } from './add-authenticator.js';

/** Sets up answers, in the place of older ones. */
export function SetAnswers({ onDone, onClose }: AddingProps): ReactNode {
  const { texts, language } = useLanguage();
  const { enroll, frame, rejected } = texts;
  const [asked, setAsked] = useState<AnswersStep>();
  const [rejection, setRejection] = useState<EnrollmentRejection & { correlationId: string }>();
  const [denial, setDenial] = useState<ShownDenial>();
  const { busy, failure, run, dialog } = useProvenAction();
  const load = useRef(() =>
    run(async () => setAsked((await call('showOwnQuestions', { query: { language } })).step)),
  );
  useEffect(() => load.current(), []);

  const save = ({ answers, password }: { answers: GivenAnswer[]; password: string }) => {
    setRejection(undefined);
    setDenial(undefined);
    run(async () => {
      const answer = await call('enrollOwnAnswers', { body: { password, answers } });
      if (answer.outcome === 'done') onDone();
      else if (answer.outcome === 'rejected') {
        setRejection({ ...answer.rejected, correlationId: answer.correlationId });
      } else if (answer.outcome === 'denied') setDenial(answer);
    });
  };
  const message =
    failure !== undefined ? (
      <FailureMessage failure={failure} />
    ) : denial !== undefined ? (
      <DenialMessage denial={denial} />
    ) : rejection !== undefined ? (
      <Message
        kind="error"
        text={rejected[rejection.code]}
        correlationId={rejection.correlationId}
      />
    ) : undefined;
  const cancel = (
    <Anchor component="button" type="button" onClick={onClose}>
      {frame.cancel}
    </Anchor>
  );
  return (
    <>
      {dialog}
      {asked === undefined ? (
        <Step title={enroll.answers} message={message}>
          {busy && <Loader aria-label={frame.loading} />}
          {cancel}
        </Step>
      ) : (
        <AnswersForm
          title={enroll.answers}
          lead={enroll.answersWhy}
          submit={enroll.save}
          mandatory={asked.mandatory}
          optional={asked.optional}
          count={asked.shares}
          minimumLength={asked.minimumLength}
          rejected={rejection}
          asksPassword
          message={message}
          busy={busy}
          onSubmit={save}
          others={cancel}
        />
      )}
    </>
  );
}
