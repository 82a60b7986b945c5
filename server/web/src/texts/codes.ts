import type {
  EnrollmentRejectionCode,
  RejectionCode,
  SelfCareDenialCode,
  SelfServiceDenialCode,
  WebDenialCode,
} from '@gatehouse/protocol';

import type { FailureCode } from '../api/failure.js';

/** Why something is over. */
export type AnyDenialCode = WebDenialCode | SelfServiceDenialCode | SelfCareDenialCode;
/** Why what was typed did not do. */
export type AnyRejectionCode = RejectionCode | EnrollmentRejectionCode | 'answers.wrong';

/** Words for each: a code that the protocol gets is missing here until it has some. */
export type DenialText = Record<AnyDenialCode, string>;
export type RejectionText = Record<AnyRejectionCode, string>;
/** Words for the problems that people can do something about, and for all others together. */
export type ProblemText = Partial<Record<FailureCode, string>> & { other: string };
