import type {
  ApprovalId,
  CredentialId,
  FourEyesAction,
  Permission,
  SelfServiceId,
  administration,
} from '@gatehouse/protocol';

import { call } from '../../api/call.js';

/** What an operator wants done. It is kept while a second operator decides, so it is nothing but ids and choices. */
export type Order =
  | { kind: 'unlock'; source?: string; directory: boolean }
  | { kind: 'password-link' }
  | {
      kind: 'reset-factors';
      factors: 'all' | CredentialId[];
      answers: boolean;
      permitHours?: number;
    }
  | { kind: 'break-glass'; hours: number }
  | { kind: 'offline-code'; workstation: string };
export type OrderKind = Order['kind'];

/** What the person gets, or what became of it. */
export type Given =
  | { kind: 'unlock'; answer: administration.UnlockedUser }
  | { kind: 'password-link'; answer: administration.CreatedPasswordLink }
  | { kind: 'reset-factors'; answer: administration.FactorsReset }
  | { kind: 'break-glass'; answer: administration.IssuedBreakGlass }
  | { kind: 'offline-code'; answer: administration.OfflineCode }
  | { kind: 'sessions'; ended: number };

/** What one must be permitted for each. */
export const ORDER_PERMISSIONS: Readonly<Record<OrderKind, Permission>> = {
  unlock: 'users.unlock',
  'password-link': 'users.password-link',
  'reset-factors': 'users.reset-factors',
  'break-glass': 'users.break-glass',
  'offline-code': 'users.break-glass',
};

/** As what a second operator approves it. Codes for the time without the server are break-glass codes, too. */
export function fourEyesActionOf(kind: OrderKind): FourEyesAction | undefined {
  if (kind === 'unlock') return undefined;
  return kind === 'offline-code' ? 'break-glass' : kind;
}

interface Guards {
  name: string;
  reason: string;
  language: string;
  verificationId: SelfServiceId | undefined;
  approvalId: ApprovalId | undefined;
}

/** Asks the server to do it. @throws Failure */
export async function place(order: Order, { name, ...guards }: Guards): Promise<Given> {
  const params = { name };
  const { reason, verificationId } = guards;
  switch (order.kind) {
    case 'unlock': {
      const { source, directory } = order;
      const body = { reason, source, directory, verificationId };
      return { kind: order.kind, answer: await call('unlockUser', { params, body }) };
    }
    case 'password-link':
      return {
        kind: order.kind,
        answer: await call('createPasswordLink', { params, body: guards }),
      };
    case 'reset-factors': {
      const { factors, answers, permitHours } = order;
      const body = { ...guards, factors, answers, permitHours };
      return { kind: order.kind, answer: await call('resetFactors', { params, body }) };
    }
    case 'break-glass': {
      const body = { ...guards, hours: order.hours };
      return { kind: order.kind, answer: await call('issueBreakGlass', { params, body }) };
    }
    case 'offline-code': {
      const body = { ...guards, workstation: order.workstation };
      return { kind: order.kind, answer: await call('readOutOfflineCode', { params, body }) };
    }
  }
}
