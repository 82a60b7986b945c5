import type { Me } from '@gatehouse/protocol';
import { Button, Stack } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { useLanguage } from '../../texts/language.js';
import { GivenCard } from '../actions/given-card.js';
import { OrderDialog } from '../actions/order-dialog.js';
import { readableAt } from '../actions/order-fields.js';
import { ORDER_PERMISSIONS } from '../actions/order.js';
import type { OrderKind } from '../actions/order.js';
import { PendingApproval } from '../actions/pending-approval.js';
import { useOrders } from '../actions/use-orders.js';
import { CallerSection } from '../caller/caller-section.js';
import { useCaller } from '../caller/use-caller.js';
import { DeskFailure } from '../desk-failure.js';
import { useKept } from '../kept-state.js';
import { Section } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { LocksSection } from './locks-section.js';
import { accountOf } from './names.js';
import type { Reading } from './reading.js';
import { SessionsSection } from './sessions-section.js';

interface HelpGivenProps {
  me: Me;
  person: string;
  read: Reading;
  reload: () => Promise<void>;
}

/** What an operator does for somebody: the caller, what is given, and what it is given for. Nothing that they may not do. */
export function HelpGiven({ me, person, read, reload }: HelpGivenProps): ReactNode {
  const { user, sessions } = read;
  const { actions: words } = useHelpDeskTexts();
  const name = accountOf(user, person);
  const desk = { operator: me.principalId, person };
  const shown = useLanguage();
  const [language, setLanguage] = useState(shown.language);
  const [reason = '', setReason] = useKept<string>('reason', desk);
  const reasonField = useRef<HTMLInputElement>(null);
  const caller = useCaller(desk, { name, language });
  const orders = useOrders({ desk, name, language, caller, policy: user.policy, reload });

  const verifies = me.permissions.includes('users.verify');
  const may = (kind: OrderKind) => me.permissions.includes(ORDER_PERMISSIONS[kind]);
  const unlocks = may('unlock');
  const kinds = (['unlock', 'password-link', 'reset-factors', 'break-glass'] as const).filter(may);
  const readsOut = may('offline-code') && readableAt(user).length > 0;
  const offered: OrderKind[] = [...kinds, ...(readsOut ? (['offline-code'] as const) : [])];
  const { open } = orders;
  return (
    <Stack>
      {orders.dialog}
      {open !== undefined && (
        <OrderDialog
          key={`${open.kind} ${open.source ?? ''}`}
          {...{ open, orders, user, reason }}
          onReason={setReason}
          isVerified={caller.verificationId !== undefined}
          onVerify={verifies ? () => setTimeout(() => reasonField.current?.focus()) : undefined}
        />
      )}
      {open === undefined && orders.failure !== undefined && (
        <DeskFailure failure={orders.failure} />
      )}
      {orders.given !== undefined && <GivenCard given={orders.given} onHide={orders.hide} />}
      {orders.pending.map((pending) => (
        <PendingApproval
          key={pending.approval.id}
          pending={pending}
          busy={orders.busy}
          onGoOn={() => orders.goOn(pending)}
          onDrop={() => orders.drop(pending)}
        />
      ))}
      {verifies && (
        <CallerSection
          {...{ caller, reason, language, reasonField }}
          rule={user.policy?.settings.helpDesk.verifyCaller}
          onReason={setReason}
          onLanguage={setLanguage}
        />
      )}
      {offered.length > 0 && (
        <Section title={words.title}>
          <Stack gap="xs">
            {offered.map((kind) => (
              <Button key={kind} variant="default" onClick={() => orders.start({ kind })}>
                {words.kinds[kind]}
              </Button>
            ))}
          </Stack>
        </Section>
      )}
      <LocksSection
        user={user}
        onUnlock={
          unlocks
            ? (source) => orders.start({ kind: 'unlock', ...(source !== undefined && { source }) })
            : undefined
        }
      />
      <SessionsSection
        sessions={sessions}
        name={user.displayName ?? name}
        busy={orders.busy}
        {...{ reason }}
        onReason={setReason}
        onEnd={unlocks ? orders.endSessions : undefined}
      />
    </Stack>
  );
}
