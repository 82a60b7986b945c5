import { PolicyDocument } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { ApplicationError } from '../errors/application-error.js';

/**
 * A policy that can be meant as it is written.
 *
 * @param others the policies that hold now
 * @throws ApplicationError `policy.invalid`, with a detail that says what to change
 */
export function requireValidPolicy(
  input: unknown,
  others: readonly administration.StoredPolicy[],
): PolicyDocument {
  const parsed = PolicyDocument.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a policy'}`);
  }
  const document = parsed.data;
  requireKnownDefaultMethod(document);
  requireReachableSourceLimit(document);
  requireOneForEveryone(document, others);
  return document;
}

function requireKnownDefaultMethod({ settings }: PolicyDocument): void {
  const { methods, defaultMethod } = settings.logon?.desktop ?? {};
  if (methods !== undefined && defaultMethod !== undefined && !methods.includes(defaultMethod)) {
    refuse('settings.logon.desktop.defaultMethod: is not one of methods');
  }
}

/** A source that may try more often than all sources together would never be locked out by itself (R44). */
function requireReachableSourceLimit({ settings }: PolicyDocument): void {
  const { strikes, sourceStrikes } = settings.lockout ?? {};
  if (strikes === undefined || sourceStrikes === undefined || sourceStrikes <= strikes) return;
  refuse(`settings.lockout.sourceStrikes: ${sourceStrikes} is more than strikes, ${strikes}`);
}

function requireOneForEveryone(
  document: PolicyDocument,
  others: readonly administration.StoredPolicy[],
): void {
  if (!document.assign.everyone) return;
  const rival = others.find(
    (other) =>
      other.document.name !== document.name &&
      other.document.assign.everyone &&
      other.document.priority === document.priority,
  );
  if (rival !== undefined) {
    refuse(`assign.everyone: so is ${rival.document.name}, with the same priority`);
  }
}

function refuse(detail: string): never {
  throw new ApplicationError('policy.invalid', { detail });
}
