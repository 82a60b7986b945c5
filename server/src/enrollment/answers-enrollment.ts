import type {
  AnswersPolicy,
  AnswersStep,
  EnrollmentStep,
  PolicyQuestion,
  Question,
} from '@gatehouse/protocol';

import type { Keyring } from '../keyring/keyring.js';
import { answersPolicyFault, asksQuestions } from '../recovery/answers-policy-fault.js';
import type { RecoveryLocks } from '../recovery/recovery-locks.js';
import type { EnrollmentInput } from './enrollment-input.js';
import type {
  EnrollmentKind,
  EnrollmentSettings,
  EnrollmentSubject,
  OpenEnrollment,
  StepOutcome,
} from './enrollment-kind.js';
import { isSamePassword } from './password-mac.js';

/** Challenge answers: a recovery lock. */
export class AnswersEnrollment implements EnrollmentKind {
  readonly what = 'answers';
  readonly #locks: RecoveryLocks;
  readonly #keyring: Keyring;

  constructor(locks: RecoveryLocks, keyring: Keyring) {
    this.#locks = locks;
    this.#keyring = keyring;
  }

  isPossible({ answers }: EnrollmentSettings): boolean {
    return answersPolicyFault(answers) === undefined && asksQuestions(answers);
  }

  isEnrolled({ principalId }: EnrollmentSubject, { answers }: EnrollmentSettings) {
    return this.#locks.isEnrolled(principalId, answers);
  }

  step({ logon, settings: { answers } }: OpenEnrollment): EnrollmentStep {
    return this.questions(answers, logon.language);
  }

  /** What can be answered, in the person's language. */
  questions(answers: AnswersPolicy, language: string | undefined): AnswersStep {
    const { mandatory, optional, shares, minimumLength, blocklist } = answers;
    const spell = (question: PolicyQuestion) => questionIn(question, language);
    return {
      what: 'answers',
      mandatory: mandatory.map(spell),
      optional: optional.map(spell),
      shares,
      minimumLength,
      blocklist,
    };
  }

  async take(open: OpenEnrollment, input: EnrollmentInput): Promise<StepOutcome | undefined> {
    if (input.action !== 'answers') return undefined;
    const { logon, settings, stored, origin, renews = false } = open;
    // A password that was not proven must not be what the lock gives back one day.
    if (!isSamePassword(this.#keyring, stored, input.password)) {
      return { rejected: { code: 'enrollment.wrong-password' } };
    }
    const { principalId, principalName } = logon;
    const rejected = await this.#locks.enroll({
      owner: { principalId, principalName },
      logonId: logon.id,
      policy: settings.answers,
      answers: input.answers,
      names: stored.person.names,
      password: input.password,
      generation: stored.passwordGeneration,
      origin,
      renews,
    });
    return { rejected };
  }
}

/** In the person's language, or the next best there is. */
function questionIn({ id, text, texts }: PolicyQuestion, language: string | undefined): Question {
  const primary = language?.split('-', 1)[0]?.toLowerCase() ?? '';
  return { id, text: texts?.[primary] ?? text };
}
