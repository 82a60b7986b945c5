import { MAX_ANSWER_BYTES } from './limits.js';
import { normaliseText } from './normalise-answer.js';

/** Why an answer is not taken at enrolment. */
export type AnswerFault =
  'blank' | 'too-short' | 'too-long' | 'blocked' | 'in-question' | 'in-name' | 'repeated';

/** What an answer is held against. The numbers and lists are the policy's. */
export interface AnswerRules {
  /** Characters of the normalised answer. */
  minLength: number;
  /** Answers that nobody may give. */
  blocklist: readonly string[];
  question: string;
  /** What the directory knows the person by: account, given and family name, mail address. */
  names: readonly string[];
  /** The other answers of this enrolment, as typed, in UTF-8. */
  otherAnswers: readonly Uint8Array[];
}

/** The first rule that an answer (as typed, in UTF-8) breaks, or undefined (R30). */
export function checkAnswer(answer: Uint8Array, rules: AnswerRules): AnswerFault | undefined {
  if (answer.length > MAX_ANSWER_BYTES) return 'too-long';
  const text = normaliseBytes(answer);
  if (text === '') return 'blank';
  if (Array.from(text).length < rules.minLength) return 'too-short';
  if (rules.blocklist.some((blocked) => bare(normaliseText(blocked)) === bare(text))) {
    return 'blocked';
  }
  if (isPartOf(text, rules.question)) return 'in-question';
  if (rules.names.some((name) => isPartOf(text, name))) return 'in-name';
  if (rules.otherAnswers.some((other) => normaliseBytes(other) === text)) return 'repeated';
  return undefined;
}

function normaliseBytes(answer: Uint8Array): string {
  return normaliseText(Buffer.from(answer).toString());
}

/** Spaces and signs do not make another answer of a name: "O. Neill" is part of "oneill@corp.test". */
function isPartOf(answer: string, text: string): boolean {
  const whole = normaliseText(text);
  return whole.includes(answer) || (bare(answer) !== '' && bare(whole).includes(bare(answer)));
}

/** Letters and digits alone. */
function bare(normalised: string): string {
  return normalised.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
}
