import type {
  OperationName,
  AnswerOf as OperatorAnswerOf,
  BodyOf as OperatorBodyOf,
} from '@gatehouse/protocol';

/** What the pages about policies ask of the API of operators. */
type PolicyOperation = Extract<
  OperationName,
  | 'listPolicies'
  | 'listPolicySettings'
  | 'checkPolicy'
  | 'previewPolicies'
  | 'applyPolicy'
  | 'retirePolicy'
  | 'logPolicy'
  | 'showPolicy'
  | 'restorePolicy'
  | 'diffPolicy'
  | 'explainPolicy'
  | 'importPolicies'
>;

export type PolicyOperations = {
  [N in PolicyOperation]: { body: OperatorBodyOf<N>; answer: OperatorAnswerOf<N> };
};
