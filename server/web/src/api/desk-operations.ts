import type {
  OperationName,
  AnswerOf as OperatorAnswerOf,
  BodyOf as OperatorBodyOf,
} from '@gatehouse/protocol';

/** What the pages of the help desk ask of the API of operators. */
type DeskOperation = Extract<
  OperationName,
  | 'searchUsers'
  | 'showUser'
  | 'unlockUser'
  | 'listSessions'
  | 'endSessions'
  | 'beginVerification'
  | 'answerVerificationCode'
  | 'chooseVerificationMethod'
  | 'answerVerificationQuestions'
  | 'createPasswordLink'
  | 'resetFactors'
  | 'issueBreakGlass'
  | 'readOutOfflineCode'
  | 'requestApproval'
  | 'showApproval'
  | 'listApprovals'
  | 'decideApproval'
>;

/** Bodies and answers are those of the protocol's own table. */
export type DeskOperations = {
  [N in DeskOperation]: { body: OperatorBodyOf<N>; answer: OperatorAnswerOf<N> };
};
