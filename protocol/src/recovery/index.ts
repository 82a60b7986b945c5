/** `@gatehouse/protocol/recovery`: the recovery lock by itself. */
export * from './limits.js';
export { normaliseAnswer, normaliseText } from './normalise-answer.js';
export { checkAnswer } from './check-answer.js';
export type { AnswerFault, AnswerRules } from './check-answer.js';
