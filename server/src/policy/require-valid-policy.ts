import { DEFAULT_POLICY, PolicyDocument } from '@gatehouse/protocol';
import type { PolicySettings, administration } from '@gatehouse/protocol';

import { ApplicationError } from '../errors/application-error.js';
import { answersPolicyFault, asksQuestions } from '../recovery/answers-policy-fault.js';
import { mergeSettings } from './merge-settings.js';

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
  requirePossibleAnswers(document, others);
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

/** Numbers and questions may come from different policies: what they come to together must be possible. */
function requirePossibleAnswers(
  document: PolicyDocument,
  others: readonly administration.StoredPolicy[],
): void {
  const rest = others
    .map((other) => other.document)
    .filter(({ name }) => name !== document.name)
    .toSorted((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
  const forEveryone = [...rest, document]
    .toSorted((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1))
    .find(({ assign }) => assign.everyone);
  const merge = ({ settings }: PolicyDocument) =>
    mergeSettings(DEFAULT_POLICY, forEveryone?.settings ?? {}, settings);
  const fault = faultOfAnswers(merge(document));
  if (fault !== undefined) refuse(`settings.${fault}`);
  if (forEveryone !== document) return;
  for (const other of rest) {
    const broken = faultOfAnswers(merge(other));
    if (broken !== undefined) refuse(`with it, the policy ${other.name} has settings.${broken}`);
  }
}

function faultOfAnswers({ answers, enrollment }: PolicySettings): string | undefined {
  const fault = answersPolicyFault(answers);
  if (fault !== undefined) return `answers.${fault}`;
  return enrollment.required.includes('answers') && !asksQuestions(answers)
    ? 'answers: there is no question, and enrollment.required names answers'
    : undefined;
}

function refuse(detail: string): never {
  throw new ApplicationError('policy.invalid', { detail });
}
