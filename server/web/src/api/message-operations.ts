import type {
  OperationName,
  AnswerOf as OperatorAnswerOf,
  BodyOf as OperatorBodyOf,
} from '@gatehouse/protocol';

/** What the page about messages asks of the API of operators. */
type MessageOperation = Extract<
  OperationName,
  'listMessages' | 'setMessage' | 'resetMessage' | 'previewMessage' | 'setLanguages'
>;

export type MessageOperations = {
  [N in MessageOperation]: { body: OperatorBodyOf<N>; answer: OperatorAnswerOf<N> };
};
