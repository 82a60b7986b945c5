import type { EnrollmentRejectionCode, StartedAuthenticator } from '@gatehouse/protocol';
import { Anchor, Loader } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { AuthenticatorForm } from '../enrollment/authenticator-form.js';
import { FailureMessage, Message } from '../frame/message.js';
import { Step } from '../frame/step.js';
import { useProvenAction } from '../proof/use-proven-action.js';
import { DenialMessage } from '../texts/denial-message.js';
import type { ShownDenial } from '../texts/denial-message.js';
import { useTexts } from '../texts/language.js';

export interface AddingProps {
  onDone: () => void;
  onClose: () => void;
}

/** Sets up an authenticator app: it counts once it has shown a right code. */
export function AddAuthenticator({ onDone, onClose }: AddingProps): ReactNode {
  const { enroll, frame, rejected } = useTexts();
  const [started, setStarted] = useState<StartedAuthenticator>();
  const [rejection, setRejection] = useState<{ code: EnrollmentRejectionCode; id: string }>();
  const [denial, setDenial] = useState<ShownDenial>();
  const { busy, failure, run, dialog } = useProvenAction();
  const start = useRef(() => run(async () => setStarted(await call('startOwnAuthenticator'))));
  useEffect(() => start.current(), []);

  const confirm = (code: string) => {
    if (started === undefined) return;
    const params = { enrollmentId: started.enrollmentId };
    run(async () => {
      const answer = await call('confirmOwnAuthenticator', { params, body: { code } });
      if (answer.outcome === 'done') onDone();
      else if (answer.outcome === 'rejected') {
        setRejection({ code: answer.rejected.code, id: answer.correlationId });
      } else if (answer.outcome === 'denied') setDenial(answer);
    });
  };
  const cancel = (
    <Anchor component="button" type="button" onClick={onClose}>
      {frame.cancel}
    </Anchor>
  );
  const message =
    failure !== undefined ? (
      <FailureMessage failure={failure} />
    ) : denial !== undefined ? (
      <DenialMessage denial={denial} />
    ) : rejection !== undefined ? (
      <Message kind="error" text={rejected[rejection.code]} correlationId={rejection.id} />
    ) : undefined;
  return (
    <>
      {dialog}
      {started === undefined || denial !== undefined ? (
        <Step title={enroll.totp} message={message}>
          {busy && <Loader aria-label={frame.loading} />}
          {cancel}
        </Step>
      ) : (
        <AuthenticatorForm
          title={enroll.totp}
          seed={started}
          message={message}
          busy={busy}
          onCode={confirm}
          others={cancel}
        />
      )}
    </>
  );
}
