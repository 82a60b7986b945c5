import type { administration } from '@gatehouse/protocol';
import { Anchor, Button, Group } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { Dialog } from '../../frame/dialog.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { useTexts } from '../../texts/language.js';
import { MIN_REASON } from '../caller/caller-section.js';
import { DeskFailure } from '../desk-failure.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { OrderFields } from './order-fields.js';
import type { Order } from './order.js';
import { ReasonField } from './reason-field.js';
import type { OpenOrder, Orders } from './use-orders.js';

interface OrderDialogProps {
  open: OpenOrder;
  orders: Orders;
  user: administration.User;
  isVerified: boolean;
  reason: string;
  onReason: (reason: string) => void;
  /** Absent where the operator may not. */
  onVerify: (() => void) | undefined;
}

/** Asks for the reason and the particulars of one thing to be done, or says what has to be done before. */
export function OrderDialog(props: OrderDialogProps): ReactNode {
  const { open, orders, user, isVerified, reason, onReason, onVerify } = props;
  const { frame } = useTexts();
  const { actions } = useHelpDeskTexts();
  const [order, setOrder] = useState(() => firstOf(open, user));
  const [isChecked, setChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { verification, approval } = orders.needs(open.kind);
  const mustVerify = verification && !isVerified;
  const isShort = reason.trim().length < MIN_REASON;
  const fault = faultOf(order, actions);

  const submit = () => {
    setChecked(true);
    if (isShort) field.current?.focus();
    else if (fault === undefined && !mustVerify) orders.submit(order, reason.trim());
  };
  return (
    <Dialog onClose={orders.close}>
      <Step
        title={actions.kinds[open.kind]}
        lead={actions.leads[open.kind]}
        level={2}
        onSubmit={submit}
        message={
          <>
            {orders.failure !== undefined && <DeskFailure failure={orders.failure} />}
            {orders.failure === undefined && mustVerify && (
              <Message kind="note" text={actions.verifyFirst} />
            )}
            {!mustVerify && approval && <Message kind="note" text={actions.approvalNeeded} />}
            {isChecked && !isShort && fault !== undefined && <Message kind="error" text={fault} />}
          </>
        }
      >
        <ReasonField ref={field} {...{ reason, onReason }} isRefused={isChecked && isShort} />
        <OrderFields order={order} user={user} onChange={setOrder} />
        {mustVerify ? (
          onVerify !== undefined && (
            <Button
              onClick={() => {
                orders.close();
                onVerify();
              }}
            >
              {actions.verify}
            </Button>
          )
        ) : (
          <Button type="submit" loading={orders.busy}>
            {approval ? actions.ask : actions.submit[open.kind]}
          </Button>
        )}
        <Group>
          <Anchor component="button" type="button" onClick={orders.close}>
            {frame.cancel}
          </Anchor>
        </Group>
      </Step>
    </Dialog>
  );
}

/** What is meant until somebody chooses something else. */
function firstOf({ kind, source }: OpenOrder, user: administration.User): Order {
  switch (kind) {
    case 'unlock':
      return source === undefined
        ? { kind, directory: user.directory?.locked === true }
        : { kind, source, directory: false };
    case 'password-link':
      return { kind };
    case 'reset-factors':
      return { kind, factors: [], answers: false };
    case 'break-glass':
      return { kind, hours: user.policy?.settings.helpDesk.breakGlassHours ?? 1 };
    case 'offline-code':
      return { kind, workstation: '' };
  }
}

/** What is missing. */
function faultOf(
  order: Order,
  words: ReturnType<typeof useHelpDeskTexts>['actions'],
): string | undefined {
  switch (order.kind) {
    case 'offline-code':
      return order.workstation === '' ? words.computerMissing : undefined;
    case 'reset-factors': {
      const { factors, answers, permitHours } = order;
      const isEmpty = factors.length === 0 && !answers && permitHours === undefined;
      return isEmpty ? words.nothingChosen : undefined;
    }
    default:
      return undefined;
  }
}
