import type {
  AddAddress,
  AnswerChallenge,
  BeginProof,
  BeginSignIn,
  BeginWebSelfService,
  ChangeOwnPassword,
  ChangeSignInPassword,
  ChooseMethod,
  ConfirmEnrollment,
  CurrentSession,
  EndedSessions,
  EnrollOwnAnswers,
  MakeRecoveryCodes,
  Me,
  NewAuthenticator,
  OwnFactors,
  OwnPasswordAnswer,
  OwnPasswordTrial,
  OwnQuestions,
  OwnSessions,
  OwnWorkstations,
  PasswordLinkVerdict,
  PortalFacts,
  ProofVerdict,
  RecoveryCodesAnswer,
  SelfCareAnswer,
  SelfServiceVerdict,
  SignIns,
  StartedAuthenticator,
  TryOwnPassword,
  WebAnswerQuestions,
  WebEnrollmentAction,
  WebResetPassword,
  WebVerdict,
} from '@gatehouse/protocol';

import type { AuditOperations } from './audit-operations.js';
import type { DeskOperations } from './desk-operations.js';
import type { EstateOperations } from './estate-operations.js';
import type { MessageOperations } from './message-operations.js';
import type { PolicyOperations } from './policy-operations.js';

interface Accepted {
  accepted: boolean;
}
interface LinkStep {
  token: string;
  sessionId: string;
}

/** The operations that these pages use: what each takes and answers. Paths and methods are the protocol's. */
export interface Operations
  extends AuditOperations, DeskOperations, EstateOperations, MessageOperations, PolicyOperations {
  showPortal: { answer: PortalFacts };
  beginSignIn: { body: BeginSignIn; answer: WebVerdict };
  changeSignInPassword: { body: ChangeSignInPassword; answer: WebVerdict };
  answerSignIn: { body: AnswerChallenge; answer: WebVerdict };
  chooseSignInMethod: { body: ChooseMethod; answer: WebVerdict };
  enrollAtSignIn: { body: WebEnrollmentAction; answer: WebVerdict };
  startSignInAuthenticator: { answer: NewAuthenticator };
  cancelSignIn: { answer: Accepted };

  beginWebSelfService: { body: BeginWebSelfService; answer: SelfServiceVerdict };
  answerWebSelfServiceCode: { body: AnswerChallenge; answer: SelfServiceVerdict };
  chooseWebSelfServiceMethod: { body: ChooseMethod; answer: SelfServiceVerdict };
  answerWebQuestions: { body: WebAnswerQuestions; answer: SelfServiceVerdict };
  resetWebPassword: { body: WebResetPassword; answer: SelfServiceVerdict };
  cancelWebSelfService: { answer: Accepted };

  openPasswordLink: { body: { token: string; language?: string }; answer: PasswordLinkVerdict };
  answerPasswordLinkCode: { body: LinkStep & AnswerChallenge; answer: PasswordLinkVerdict };
  choosePasswordLinkMethod: { body: LinkStep & ChooseMethod; answer: PasswordLinkVerdict };
  redeemPasswordLink: { body: LinkStep & { password: string }; answer: PasswordLinkVerdict };

  showMe: { answer: Me };
  showMySession: { answer: CurrentSession };
  listMySessions: { answer: OwnSessions };
  endMySession: { answer: EndedSessions };
  signOut: { answer: EndedSessions };
  signOutEverywhere: { answer: EndedSessions };
  listMyWorkstations: { answer: OwnWorkstations };
  listMySignIns: { answer: SignIns };
  disownSignIn: { answer: EndedSessions };
  beginProof: { body: BeginProof; answer: ProofVerdict };
  answerProof: { body: AnswerChallenge; answer: ProofVerdict };
  chooseProofMethod: { body: ChooseMethod; answer: ProofVerdict };

  changeOwnPassword: { body: ChangeOwnPassword; answer: OwnPasswordAnswer };
  tryOwnPassword: { body: TryOwnPassword; answer: OwnPasswordTrial };
  listOwnFactors: { answer: OwnFactors };
  removeOwnFactor: { answer: SelfCareAnswer };
  startOwnAuthenticator: { answer: StartedAuthenticator };
  confirmOwnAuthenticator: { body: ConfirmEnrollment; answer: SelfCareAnswer };
  addOwnAddress: { body: AddAddress; answer: SelfCareAnswer };
  makeOwnRecoveryCodes: { body: MakeRecoveryCodes; answer: RecoveryCodesAnswer };
  removeOwnRecoveryCodes: { answer: SelfCareAnswer };
  confirmOwnAddress: { body: ConfirmEnrollment; answer: SelfCareAnswer };
  showOwnQuestions: { answer: OwnQuestions };
  enrollOwnAnswers: { body: EnrollOwnAnswers; answer: SelfCareAnswer };
}

export type Operation = keyof Operations;
export type AnswerOf<N extends Operation> = Operations[N]['answer'];
export type BodyOf<N extends Operation> = Operations[N] extends { body: infer B } ? B : undefined;
