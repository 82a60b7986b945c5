/**
 * `@gatehouse/protocol/recovery`: the recovery lock by itself. The main entry does not load it, because it brings HPKE;
 * Argon2id comes with the first lock that is made or opened.
 */
export * from './limits.js';
export * from './recovery-error.js';
export { countSubsets } from './subsets.js';
export { isEnough } from './header.js';
export type { LockHeader } from './header.js';
export { encodeLock, parseLock } from './lock-bytes.js';
export type { KeyWrap, RecoveryLock } from './lock-bytes.js';
export type { Answer } from './answers.js';
export { createLock } from './create-lock.js';
export type { CreateLockOptions, CreatedLock } from './create-lock.js';
export { openLock } from './open-lock.js';
export type { OpenLockOptions, OpenedLock } from './open-lock.js';
export { keyIdOf, publicKeyOf } from './principal-key.js';
export { openSealedPassword, sealPassword } from './sealed-password.js';
export type { PasswordContext } from './sealed-password.js';
export { normaliseAnswer, normaliseText } from './normalise-answer.js';
export { checkAnswer } from './check-answer.js';
export type { AnswerFault, AnswerRules } from './check-answer.js';
