import { DOORS, PolicyDocument } from '@gatehouse/protocol';
import type { PolicySettings, administration } from '@gatehouse/protocol';

import { DistinguishedNameError, distinguishedNameKey } from '../directory/distinguished-name.js';
import { ApplicationError } from '../errors/application-error.js';
import { patternFault } from '../password/rules/patterns.js';
import { answersPolicyFault, asksQuestions } from '../recovery/answers-policy-fault.js';
import { createRules } from './policy-rule.js';

/** All users, groups and OUs that policies name, of all policies together. */
const MAX_ASSIGNMENTS = 200_000;
const MAX_POLICIES = 10_000;

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
  const document = requireMeaning(input);
  const rest = others.filter((other) => other.document.name !== document.name);
  requireValidSet([...rest, { version: 1, document }], new Set([document.name]));
  return document;
}

/** What can be said of a policy without the others. @throws ApplicationError `policy.invalid` */
export function requireMeaning(input: unknown): PolicyDocument {
  const parsed = PolicyDocument.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a policy'}`);
  }
  requireKnownDefaultMethod(parsed.data);
  requireReachableSourceLimit(parsed.data);
  requireReadableOus(parsed.data);
  requirePatterns(parsed.data);
  return parsed.data;
}

/**
 * Policies that can be meant together. What is wrong between policies that do not change stays as it is: it must not
 * keep anybody from changing another one.
 *
 * @param policies all that would hold
 * @param changed the names of those that are new or different
 * @throws ApplicationError `policy.invalid`
 */
export function requireValidSet(
  policies: readonly administration.StoredPolicy[],
  changed: ReadonlySet<string>,
): void {
  if (policies.length > MAX_POLICIES) refuse(`there would be more than ${MAX_POLICIES} policies`);
  requireDistinctAssignments(policies, changed);
  requirePossibleAnswers(policies, changed);
}

function requirePatterns({ settings }: PolicyDocument): void {
  const fault = patternFault(settings.password ?? {});
  if (fault !== undefined) refuse(`settings.password.${fault}`);
}

function requireKnownDefaultMethod({ settings }: PolicyDocument): void {
  for (const door of DOORS) {
    const { methods, defaultMethod } = settings.logon?.[door] ?? {};
    if (methods !== undefined && defaultMethod !== undefined && !methods.includes(defaultMethod)) {
      refuse(`settings.logon.${door}.defaultMethod: is not one of methods`);
    }
  }
}

/** A source that may try more often than all sources together would never be locked out by itself (R44). */
function requireReachableSourceLimit({ settings }: PolicyDocument): void {
  const { strikes, sourceStrikes } = settings.lockout ?? {};
  if (strikes === undefined || sourceStrikes === undefined || sourceStrikes <= strikes) return;
  refuse(`settings.lockout.sourceStrikes: ${sourceStrikes} is more than strikes, ${strikes}`);
}

function requireReadableOus({ assign }: PolicyDocument): void {
  for (const [index, ou] of assign.ous.entries()) {
    try {
      distinguishedNameKey(ou);
    } catch (error) {
      if (!(error instanceof DistinguishedNameError)) throw error;
      refuse(`assign.ous.${index}: is no distinguished name: ${error.message}`);
    }
  }
}

/** Of two policies for the same user, group or OU, or for everyone, the priorities must say which one wins. */
function requireDistinctAssignments(
  policies: readonly administration.StoredPolicy[],
  changed: ReadonlySet<string>,
): void {
  const holders = new Map<string, string>();
  for (const { document } of policies) {
    const { name, priority } = document;
    for (const { key, text } of assignmentsOf(document)) {
      const holder = holders.get(`${priority} ${key}`);
      holders.set(`${priority} ${key}`, name);
      if (holders.size > MAX_ASSIGNMENTS) {
        refuse(`assign: all policies together would name more than ${MAX_ASSIGNMENTS}`);
      }
      if (holder === undefined || holder === name) continue;
      if (!changed.has(name) && !changed.has(holder)) continue;
      const [own, rival] = changed.has(name) ? [name, holder] : [holder, name];
      const who = changed.size === 1 ? '' : `${own}: `;
      refuse(`${who}assign.${text}: so is ${rival}, with the same priority`);
    }
  }
}

function* assignmentsOf({ assign }: PolicyDocument): Generator<{ key: string; text: string }> {
  if (assign.everyone) yield { key: 'everyone', text: 'everyone' };
  for (const user of assign.users) {
    yield { key: `user ${user.toLowerCase()}`, text: `users: for ${user}` };
  }
  for (const group of assign.groups) {
    yield { key: `group ${group.toLowerCase()}`, text: `groups: for ${group}` };
  }
  for (const ou of assign.ous) {
    yield { key: `ou ${distinguishedNameKey(ou)}`, text: `ous: for ${ou}` };
  }
}

/** Numbers and questions may come from different policies: what they come to together must be possible. */
function requirePossibleAnswers(
  policies: readonly administration.StoredPolicy[],
  changed: ReadonlySet<string>,
): void {
  const { rules } = createRules(policies);
  // The changed ones first: what is wrong in them is said of them.
  for (const rule of rules.filter(({ name }) => changed.has(name))) {
    const fault = faultOfAnswers(rule.settings);
    if (fault !== undefined) refuse(`settings.${fault}`);
  }
  for (const rule of rules.filter(({ name }) => !changed.has(name))) {
    const broken = faultOfAnswers(rule.settings);
    if (broken !== undefined) refuse(`with it, the policy ${rule.name} has settings.${broken}`);
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
