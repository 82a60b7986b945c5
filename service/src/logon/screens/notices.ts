import type {
  ChangePassword,
  Challenged,
  Denied,
  Enroll,
  EnrollmentRejectionCode,
  PasswordRuleText,
  SelfServiceDenied,
  SelfServiceNewPassword,
  SelfServiceQuestions,
} from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol/pipe';

import type { RecoveryRefusal } from '../../offline/offline-authority.js';
import type { ChangeOutcome } from '../../passwords/password-changes.js';
import type { Texts } from '../texts/texts.js';
import type { Notice } from './drawing.js';

/** UTF-16 code units of one message: what a tile can show, and well below a value of a frame. */
const MAX_NOTICE_LENGTH = 1000;

/** How a moment is told to a person; the zone is the computer's own unless a test says otherwise. */
export interface Locale {
  language: string;
  timeZone?: string | undefined;
}

/** Why a logon was denied, for the sign-in screen. */
export function noticeOfDenial(denied: Denied, texts: Texts, locale: Locale, now: Date): Notice {
  const until =
    denied.lockedUntil === undefined ? undefined : whenOf(denied.lockedUntil, locale, now);
  const text = withStrikes(textOfDenial(denied, texts, until), denied.strikesLeft, texts);
  return { class: 'error', text, reference: referenceOf(denied.correlationId) };
}

/** Why the last answer did not do, for the code screen; undefined for a first challenge. */
export function noticeOfRejection(
  challenge: Pick<Challenged, 'current' | 'rejected' | 'strikesLeft' | 'correlationId'>,
  texts: Texts,
): Notice | undefined {
  if (challenge.rejected === undefined) return undefined;
  const text = withStrikes(textOfRejection(challenge, texts), challenge.strikesLeft, texts);
  return { class: 'error', text, reference: referenceOf(challenge.correlationId) };
}

/** That a code was sent again; undefined where another way of proving is asked for, or none before. */
export function noticeOfSending(
  now: Pick<Challenged, 'current' | 'resendsLeft'>,
  before: Pick<Challenged, 'current'> | undefined,
  texts: Texts,
): Notice | undefined {
  const again = before?.current.method === now.current.method && now.resendsLeft !== undefined;
  return again ? { class: 'info', text: texts['code.sent-again'] } : undefined;
}

/** Why a password must be changed. */
export function textOfChangeReason(reason: ChangePassword['reason'], texts: Texts): string {
  return texts[`password.${reason}`];
}

/** That the password must be changed, and cannot be here: this workstation decides without the server. */
export function noticeOfChangeElsewhere(verdict: ChangePassword, texts: Texts): Notice {
  const text = texts.sentences([
    textOfChangeReason(verdict.reason, texts),
    texts['change.offline'],
  ]);
  return { class: 'warning', text, reference: referenceOf(verdict.correlationId) };
}

/** Why what was given for an enrolment did not do; undefined for a first question. */
export function noticeOfEnrollment(verdict: Enroll, texts: Texts): Notice | undefined {
  const { rejected, step, correlationId } = verdict;
  if (rejected === undefined) return undefined;
  const minimum = step.what === 'answers' ? step.minimumLength : 1;
  const text = textOfEnrollment(rejected.code, minimum, texts);
  return { class: 'error', text, reference: referenceOf(correlationId) };
}

/** Why a self-service ended; it says the same to people whom the server does not know (R38). */
export function noticeOfSelfServiceDenial(
  denied: SelfServiceDenied,
  texts: Texts,
  locale: Locale,
  now: Date,
): Notice {
  const until =
    denied.lockedUntil === undefined ? undefined : whenOf(denied.lockedUntil, locale, now);
  const text = withStrikes(
    textOfSelfServiceDenial(denied, texts, until),
    denied.strikesLeft,
    texts,
  );
  return { class: 'error', text, reference: referenceOf(denied.correlationId) };
}

/** That the last answers were wrong; undefined for the first questions. */
export function noticeOfWrongAnswers(
  questions: SelfServiceQuestions,
  texts: Texts,
): Notice | undefined {
  if (questions.rejected === undefined) return undefined;
  const text = withStrikes(texts['recover.wrong'], questions.strikesLeft, texts);
  return { class: 'error', text, reference: referenceOf(questions.correlationId) };
}

/** Which rules the last new password broke; undefined when there was none. */
export function noticeOfBrokenRule(
  { rejected, correlationId }: Pick<SelfServiceNewPassword, 'rejected' | 'correlationId'>,
  texts: Texts,
): Notice | undefined {
  if (rejected === undefined) return undefined;
  const rules = rejected.map((rule) => textOfRule(rule, texts));
  const [first = '', ...others] = rules;
  const text =
    others.length === 0 ? texts['reset.broken'](first) : texts['reset.broken-all'](rules);
  return {
    class: 'error',
    text: text.slice(0, MAX_NOTICE_LENGTH),
    reference: referenceOf(correlationId),
  };
}

/** Why Windows did not change the password. */
export function noticeOfUnchanged(
  unchanged: Exclude<ChangeOutcome, { outcome: 'changed' }>,
  rules: readonly PasswordRuleText[],
  texts: Texts,
): Notice {
  return { class: 'error', text: textOfUnchanged(unchanged, rules, texts) };
}

function textOfUnchanged(
  unchanged: Exclude<ChangeOutcome, { outcome: 'changed' }>,
  rules: readonly PasswordRuleText[],
  texts: Texts,
): string {
  switch (unchanged.outcome) {
    case 'rejected': {
      const { rule: code } = unchanged;
      if (code === 'password.age') return texts['change.too-soon'];
      const rule = rules.find((known) => known.code === code) ?? { code };
      return texts['reset.broken'](textOfRule(rule, texts));
    }
    case 'wrong':
      return texts['change.wrong'];
    case 'locked':
      return texts['change.locked'];
    case 'disabled':
      return texts['denied.account-disabled'];
    case 'forbidden':
      return texts['change.forbidden'];
    case 'no-domain-controller':
      return texts['change.no-domain'];
    case 'unavailable':
      return texts['change.unavailable'];
  }
}

/** A rule for passwords in words, to stand in a list. */
export function textOfRule({ code, value, text }: PasswordRuleText, texts: Texts): string {
  switch (code) {
    case 'password.length':
      return texts['rule.length'](value);
    case 'password.too-long':
      return texts['rule.too-long'](value);
    case 'password.characters':
      return texts['rule.characters'];
    case 'password.classes':
      return texts['rule.classes'](value);
    case 'password.upper':
      return texts['rule.upper'];
    case 'password.lower':
      return texts['rule.lower'];
    case 'password.digit':
      return texts['rule.digit'];
    case 'password.symbol':
      return texts['rule.symbol'];
    case 'password.complexity':
      return texts['rule.complexity'];
    case 'password.pattern':
      return text ?? texts['rule.other'];
    case 'password.dictionary':
      return texts['rule.dictionary'];
    case 'password.breached':
      return texts['rule.breached'];
    case 'password.unchecked':
      return texts['rule.unchecked'];
    case 'password.personal':
      return texts['rule.personal'];
    case 'password.similar':
      return texts['rule.similar'];
    case 'password.repeats':
      return texts['rule.repeats'](value);
    case 'password.sequence':
      return texts['rule.sequence'](value);
    case 'password.weak':
      return texts['rule.weak'];
    case 'password.history':
      return texts['rule.history'](value);
    case 'password.age':
      return texts['rule.age'];
    case 'password.other':
      return texts['rule.other'];
  }
}

/** Puts before a notice that the new password counts already: whatever comes of the logon, it is the one to use. */
export function afterReset(notice: Notice | undefined, texts: Texts): Notice {
  const text = texts['reset.done'];
  return notice === undefined
    ? { class: 'info', text }
    : { ...notice, text: texts.sentences([text, notice.text]) };
}

/** Why nothing can be recovered on this workstation. */
export function noticeOfRefusal(reason: RecoveryRefusal, texts: Texts): Notice {
  return { class: 'error', text: textOfRefusal(reason, texts) };
}

/** How often a set of answers may still be wrong, where that is limited, and that the last one was. */
export function noticeOfAttempts(
  left: number | undefined,
  wrong: boolean,
  texts: Texts,
): Notice | undefined {
  const parts = [
    ...(wrong ? [texts['recover.wrong']] : []),
    ...(left === undefined ? [] : [texts['recover.left'](left)]),
  ];
  if (parts.length === 0) return undefined;
  return { class: wrong ? 'error' : 'info', text: texts.sentences(parts) };
}

function textOfRefusal(reason: RecoveryRefusal, texts: Texts): string {
  switch (reason) {
    case 'no-kit':
      return texts['recover.no-kit'];
    case 'expired':
      return texts['recover.expired'];
    case 'clock':
      return texts['recover.clock'];
    case 'destroyed':
      return texts['recover.destroyed'];
    case 'codes-destroyed':
      return texts['recover.codes-destroyed'];
    case 'no-cached-logon':
      return texts['recover.no-cached-logon'];
    case 'tampered':
      return texts['recover.tampered'];
    case 'unavailable':
      return texts['recover.unavailable'];
  }
}

/** Hour and minute, with the day when it is not today. */
export function whenOf(instant: string, locale: Locale, now: Date): string {
  const options = locale.timeZone === undefined ? {} : { timeZone: locale.timeZone };
  const day = new Intl.DateTimeFormat(locale.language, { dateStyle: 'medium', ...options });
  const time = new Intl.DateTimeFormat(locale.language, { timeStyle: 'short', ...options });
  const then = new Date(instant);
  // A lock that ends within the minute shown would seem to be over already.
  const shown = new Date(Math.ceil(then.getTime() / 60_000) * 60_000);
  return day.format(shown) === day.format(now)
    ? time.format(shown)
    : `${day.format(shown)}, ${time.format(shown)}`;
}

function withStrikes(text: string, left: number | undefined, texts: Texts): string {
  return left === undefined || left === 0 ? text : texts.sentences([text, texts.strikes(left)]);
}

function textOfEnrollment(code: EnrollmentRejectionCode, minimum: number, texts: Texts): string {
  switch (code) {
    case 'enrollment.incomplete':
      return texts['enroll.incomplete'];
    case 'enrollment.answer-too-short':
      return texts['answer.too-short'](minimum);
    case 'enrollment.answer-too-long':
      return texts['answer.too-long'];
    case 'enrollment.answer-blocked':
      return texts['answer.blocked'];
    case 'enrollment.answer-in-question':
      return texts['answer.in-question'];
    case 'enrollment.answer-in-name':
      return texts['answer.in-name'];
    case 'enrollment.answers-equal':
      return texts['answer.repeated'];
    case 'enrollment.wrong-code':
      return texts['rejected.wrong-code'];
    case 'enrollment.wrong-password':
      return texts['enroll.wrong-password'];
    case 'enrollment.bad-address':
      return texts['enroll.bad-address'];
    case 'enrollment.undeliverable':
      return texts['enroll.undeliverable'];
    case 'enrollment.too-many':
      return texts['enroll.too-many'];
  }
}

function textOfRejection(
  { rejected, current }: Pick<Challenged, 'rejected' | 'current'>,
  texts: Texts,
): string {
  const isOfDesk = current.method === 'break-glass';
  switch (rejected) {
    case 'factor.used-code':
      return texts[isOfDesk ? 'rejected.used-desk-code' : 'rejected.used-code'];
    case 'factor.resend-limit':
      return texts['rejected.resend-limit'];
    case 'factor.undeliverable':
      return texts['rejected.undeliverable'];
    case 'factor.wrong-code':
    case undefined:
      return texts[isOfDesk ? 'rejected.wrong-desk-code' : 'rejected.wrong-code'];
  }
}

function textOfSelfServiceDenial(
  { code }: SelfServiceDenied,
  texts: Texts,
  until: string | undefined,
): string {
  switch (code) {
    case 'policy.denied':
    case 'self-service.not-here':
      return texts['self-service.off'];
    case 'self-service.unknown':
    case 'self-service.expired':
    case 'challenge.unknown':
      return texts['self-service.expired'];
    case 'principal.locked':
      return until === undefined
        ? texts['self-service.locked']
        : texts['self-service.locked-until'](until);
    case 'source.locked':
      return until === undefined
        ? texts['denied.source-locked']
        : texts['denied.source-locked-until'](until);
    case 'directory.unavailable':
      return texts['self-service.directory'];
    case 'factor.not-enrolled':
      return texts['denied.not-enrolled'];
    case 'factor.undeliverable':
      return texts['denied.undeliverable'];
    case 'directory.forbidden':
      return texts['self-service.forbidden'];
  }
}

function textOfDenial(denied: Denied, texts: Texts, until: string | undefined): string {
  switch (denied.code) {
    case 'credentials.wrong':
      return texts['denied.credentials'];
    case 'password.empty':
      return texts['denied.password-empty'];
    case 'principal.locked':
      return until === undefined ? texts['denied.locked'] : texts['denied.locked-until'](until);
    case 'source.locked':
      return until === undefined
        ? texts['denied.source-locked']
        : texts['denied.source-locked-until'](until);
    case 'directory.unavailable':
      return texts['denied.directory'];
    case 'challenge.expired':
    case 'challenge.unknown':
      return texts['denied.expired'];
    case 'logon.cancelled':
      return texts['denied.cancelled'];
    case 'account.disabled':
      return texts['denied.account-disabled'];
    case 'account.expired':
      return texts['denied.account-expired'];
    case 'account.logon-hours':
      return texts['denied.logon-hours'];
    case 'account.workstation':
      return texts['denied.workstation'];
    case 'account.mismatch':
      return texts['denied.mismatch'];
    case 'account.no-windows':
      return texts['denied.no-windows'];
    case 'account.foreign':
      return texts['denied.foreign'];
    case 'account.unmapped':
      return texts['denied.unmapped'];
    case 'account.unchecked':
      return texts['denied.unchecked'];
    case 'factor.not-enrolled':
      return texts['denied.not-enrolled'];
    case 'factor.undeliverable':
      return texts['denied.undeliverable'];
    case 'factor.locked':
      return until === undefined
        ? texts['denied.codes-locked']
        : texts['denied.codes-locked-until'](until);
    case 'policy.denied':
      return texts['denied.policy'];
  }
}
