import { AnswerCode } from './answer-code.js';
import { AnswerQuestions } from './answer-questions.js';
import { ChooseMethod } from './choose-method.js';
import { Completion } from './completion.js';
import { NextSteps } from './next-step.js';
import { Proving } from './proving.js';
import { ResetPassword } from './reset-password.js';
import type { SelfServiceParts } from './self-service-parts.js';
import { SessionChallenges } from './session-challenges.js';

/** What follows the beginning of a session, at whatever door it began. */
export interface ProofSteps {
  next: NextSteps;
  answer: AnswerQuestions;
  answerCode: AnswerCode;
  choose: ChooseMethod;
  reset: ResetPassword;
}

export function createProofSteps(parts: SelfServiceParts): ProofSteps {
  const challenges = new SessionChallenges(parts);
  const completion = new Completion(parts);
  const next = new NextSteps(parts, challenges, completion);
  const proving = new Proving(parts, next, completion);
  return {
    next,
    answer: new AnswerQuestions(parts, proving),
    answerCode: new AnswerCode(parts, proving),
    choose: new ChooseMethod(parts, challenges),
    reset: new ResetPassword(parts, completion),
  };
}
