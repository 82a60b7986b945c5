import type { SessionId, administration } from '@gatehouse/protocol';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Failure } from '../../api/failure.js';
import { useProvenAction } from '../../proof/use-proven-action.js';
import type { Caller } from '../caller/use-caller.js';
import { useKept } from '../kept-state.js';
import type { Desk } from '../kept-state.js';
import { fourEyesActionOf, place } from './order.js';
import type { Given, Order, OrderKind } from './order.js';

/** What is being asked for in the dialog. */
export interface OpenOrder {
  kind: OrderKind;
  /** Of which lock. */
  source?: string;
}

/** What a second operator is asked for. */
export interface Pending {
  approval: administration.Approval;
  order: Order;
  reason: string;
}

export interface Orders {
  open: OpenOrder | undefined;
  /** Whether a caller must be verified, or a second operator asked, before this is done. */
  needs: (kind: OrderKind) => { verification: boolean; approval: boolean };
  start: (open: OpenOrder) => void;
  /** Does it, or asks the second operator first. */
  submit: (order: Order, reason: string) => void;
  close: () => void;
  pending: readonly Pending[];
  /** Does what was approved. */
  goOn: (pending: Pending) => void;
  drop: (pending: Pending) => void;
  given: Given | undefined;
  hide: () => void;
  /** Ends sessions, all or one, which takes a reason and no verification. */
  endSessions: (sessionId: SessionId | undefined, reason: string) => void;
  busy: boolean;
  failure: Failure | undefined;
  /** For a newer proof of who the operator is. */
  dialog: ReactNode;
}

interface OrdersOptions {
  desk: Desk;
  /** By which the server finds the person. */
  name: string;
  language: string;
  caller: Caller;
  /** What the policy of the person asks for; undefined where it could not be read. */
  policy: administration.User['policy'];
  reload: () => Promise<void>;
}

/** What an operator does for one person. What waits, and what was being typed, survives a reload and the end of a session. */
export function useOrders(options: OrdersOptions): Orders {
  const { desk, name, language, caller, policy, reload } = options;
  const [open, setOpen] = useKept<OpenOrder>('order', desk);
  const [pending = [], setPending] = useKept<Pending[]>('approvals', desk);
  const [given, setGiven] = useState<Given>();
  /** What the server asked for where the policy that was read says nothing of it. */
  const [asked, setAsked] = useState({ verification: false, approval: false });
  const { busy, failure, run, clear, dialog } = useProvenAction();

  const needs = (kind: OrderKind) => {
    const action = fourEyesActionOf(kind);
    const { verifyCaller, fourEyes = [] } = policy?.settings.helpDesk ?? {};
    return {
      verification: verifyCaller === 'required' || asked.verification,
      approval: action !== undefined && (fourEyes.includes(action) || asked.approval),
    };
  };
  const keepPending = (next: Pending[]) => {
    const ends = next.map(({ approval }) => waitMs(approval));
    setPending(next.length === 0 ? undefined : next, Date.now() + Math.max(0, ...ends));
  };
  const without = (gone: Pending) =>
    pending.filter(({ approval }) => approval.id !== gone.approval.id);

  const doIt = async (order: Order, reason: string, waited?: Pending) => {
    const { verificationId } = caller;
    const approvalId = waited?.approval.id;
    try {
      const got = await place(order, { name, reason, language, verificationId, approvalId });
      // Before anything else is asked: it is shown this once.
      setGiven(got);
    } catch (error) {
      if (error instanceof Failure && error.code === 'verification.required') {
        setAsked((before) => ({ ...before, verification: true }));
        caller.lapse();
      }
      if (error instanceof Failure && error.code === 'approval.required') {
        setAsked((before) => ({ ...before, approval: true }));
      }
      throw error;
    }
    setOpen(undefined);
    if (waited !== undefined) keepPending(without(waited));
    await reload();
  };

  return {
    open,
    needs,
    start(next) {
      clear();
      setGiven(undefined);
      setOpen(next);
    },
    submit(order, reason) {
      const action = fourEyesActionOf(order.kind);
      run(async () => {
        if (action === undefined || !needs(order.kind).approval) return doIt(order, reason);
        const approval = await call('requestApproval', { body: { action, user: name, reason } });
        keepPending([...pending, { approval, order, reason }]);
        setOpen(undefined);
      });
    },
    close() {
      clear();
      setOpen(undefined);
    },
    pending,
    goOn: (waited) => run(() => doIt(waited.order, waited.reason, waited)),
    drop: (waited) => keepPending(without(waited)),
    given,
    hide: () => setGiven(undefined),
    endSessions(sessionId, why) {
      setGiven(undefined);
      run(async () => {
        const body = { reason: why, sessionId };
        const { ended } = await call('endSessions', { params: { name }, body });
        setGiven({ kind: 'sessions', ended });
        await reload();
      });
    },
    busy,
    failure,
    dialog,
  };
}

/** Once to be decided, and once more to be used; which clock is right does not matter. */
function waitMs({ requestedAt, expiresAt }: administration.Approval): number {
  return 2 * (Date.parse(expiresAt) - Date.parse(requestedAt));
}
