import type { EnrollmentRejectionCode, LogonId } from '@gatehouse/protocol';
import { Anchor } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { AddressCodeForm, AddressForm } from '../enrollment/address-form.js';
import { FailureMessage, Message } from '../frame/message.js';
import { useProvenAction } from '../proof/use-proven-action.js';
import { DenialMessage } from '../texts/denial-message.js';
import type { ShownDenial } from '../texts/denial-message.js';
import { useLanguage } from '../texts/language.js';
import type { AddingProps } from './add-authenticator.js';

/** Sets up the address for codes: it counts once the code that was sent there came back. */
export function AddAddress({ onDone, onClose }: AddingProps): ReactNode {
  const { texts, language } = useLanguage();
  const { enroll, frame, rejected } = texts;
  const [sent, setSent] = useState<{ enrollmentId: LogonId; destination: string }>();
  const [rejection, setRejection] = useState<{ code: EnrollmentRejectionCode; id: string }>();
  const [denial, setDenial] = useState<ShownDenial>();
  const { busy, failure, run, dialog } = useProvenAction();

  const clear = () => {
    setRejection(undefined);
    setDenial(undefined);
  };
  const send = (address: string) => {
    clear();
    run(async () => {
      const answer = await call('addOwnAddress', { body: { address, language } });
      if (answer.outcome === 'sent') setSent(answer);
      else if (answer.outcome === 'rejected') {
        setRejection({ code: answer.rejected.code, id: answer.correlationId });
      } else if (answer.outcome === 'denied') setDenial(answer);
    });
  };
  const confirm = (code: string) => {
    if (sent === undefined) return;
    clear();
    const params = { enrollmentId: sent.enrollmentId };
    run(async () => {
      const answer = await call('confirmOwnAddress', { params, body: { code } });
      if (answer.outcome === 'done') onDone();
      else if (answer.outcome === 'rejected') {
        setRejection({ code: answer.rejected.code, id: answer.correlationId });
      } else if (answer.outcome === 'denied') {
        setSent(undefined);
        setDenial(answer);
      }
    });
  };
  const common = {
    title: enroll.email,
    busy,
    message:
      failure !== undefined ? (
        <FailureMessage failure={failure} />
      ) : denial !== undefined ? (
        <DenialMessage denial={denial} />
      ) : rejection !== undefined ? (
        <Message kind="error" text={rejected[rejection.code]} correlationId={rejection.id} />
      ) : undefined,
    others: (
      <Anchor component="button" type="button" onClick={onClose}>
        {frame.cancel}
      </Anchor>
    ),
  };
  return (
    <>
      {dialog}
      {sent === undefined ? (
        <AddressForm {...common} onAddress={send} />
      ) : (
        <AddressCodeForm
          {...common}
          destination={sent.destination}
          onCode={confirm}
          onOtherAddress={() => {
            clear();
            setSent(undefined);
          }}
        />
      )}
    </>
  );
}
