import type { Enroll } from '@gatehouse/protocol';

import type { Texts } from '../texts/texts.js';
import type { EnrollmentDialog, StepCount } from './dialog.js';
import { EnrollAnswers } from './enroll-answers.js';
import { EnrollEmail } from './enroll-email.js';
import { EnrollTotp } from './enroll-totp.js';

/** The dialog for what is to be enrolled. Loaded when somebody must: it brings the rules that answers are held to. */
export function openEnrollment(parameters: {
  texts: Texts;
  verdict: Enroll;
  names: readonly string[];
  count: StepCount;
}): EnrollmentDialog {
  const { step } = parameters.verdict;
  switch (step.what) {
    case 'answers':
      return new EnrollAnswers({ ...parameters, step });
    case 'totp':
      return new EnrollTotp({ ...parameters, digits: step.digits });
    case 'email':
      return new EnrollEmail({ ...parameters, step });
  }
}
