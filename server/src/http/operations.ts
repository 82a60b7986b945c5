import {
  Accepted,
  AddAddress,
  AnswerChallenge,
  AnswerPasswordLinkCode,
  AnswerQuestions,
  AuthenticatorStarted,
  ApiKeyId,
  ApprovalId,
  AuditEventId,
  BeginForeignLogon,
  BeginLogon,
  BeginProof,
  BeginSelfService,
  BeginSignIn,
  ChangeSignInPassword,
  BeginWebSelfService,
  ChangedPassword,
  ChangeOwnPassword,
  CheckLogon,
  ChooseMethod,
  ConfirmEnrollment,
  ChoosePasswordLinkMethod,
  CredentialId,
  CurrentSession,
  EnrollOwnAnswers,
  DesktopStatus,
  EndedSessions,
  EnrollmentAction,
  FirstRun,
  ForeignAccountId,
  IssuedKit,
  IssuedMachinePolicy,
  JoinRequest,
  JoinResponse,
  LogonId,
  LogonForecast,
  MakeFirstAdministrator,
  Me,
  NewAuthenticator,
  OPERATIONS,
  OwnSessions,
  OwnWorkstations,
  PolicyName,
  PortalFacts,
  ProofVerdict,
  OpenPasswordLink,
  PasswordLinkVerdict,
  RedeemPasswordLink,
  RefreshKits,
  RefreshedKits,
  ReportLogon,
  RequestKit,
  ResetPassword,
  RoleAssignmentId,
  MakeRecoveryCodes,
  OwnFactors,
  OwnPasswordAnswer,
  OwnPasswordTrial,
  OwnQuestions,
  RecoveryCodesAnswer,
  SelfCareAnswer,
  SelfServiceId,
  SelfServiceVerdict,
  SessionId,
  ShowFirstRunCode,
  SignIns,
  StartAuthenticator,
  StartedAuthenticator,
  TryOwnPassword,
  Verdict,
  WebEnrollmentAction,
  WebVerdict,
  WebAnswerQuestions,
  WebResetPassword,
  WorkstationId,
  administration,
} from '@gatehouse/protocol';
import type { EndpointName } from '@gatehouse/protocol';
import { z } from 'zod';

/** What an operation takes and answers; what it does not name must be absent. */
export interface HttpOperation {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  answer: z.ZodType;
  /** Of an answer that is a text and not JSON. */
  contentType?: string;
}

const LogonParams = z.strictObject({ logonId: LogonId });
const EnrollmentParams = z.strictObject({ enrollmentId: LogonId });
const SessionParams = z.strictObject({ sessionId: SelfServiceId });
/** As a person may type it; the directory says whether it is a name. */
const NameParams = z.strictObject({ name: z.string().min(1).max(512) });
const VerificationParams = NameParams.extend({ sessionId: SelfServiceId });
const TokenParams = z.strictObject({ serial: administration.TokenSerial });
const ApprovalParams = z.strictObject({ approvalId: ApprovalId });
const PolicyParams = z.strictObject({ policyName: PolicyName });
const MessageParams = z.strictObject({
  messageKey: administration.MessageKey,
  messageLanguage: administration.MessageLanguage,
});
const PolicyVersionNumber = z.coerce.number().int().min(1).max(2_147_483_647);

export const HTTP_OPERATIONS = {
  live: { answer: z.strictObject({ live: z.literal(true) }) },
  ready: { answer: z.strictObject({ ready: z.literal(true) }) },
  openapi: { answer: z.record(z.string(), z.unknown()) },

  join: { body: JoinRequest, answer: JoinResponse },
  desktopStatus: { answer: DesktopStatus },
  desktopPolicy: { answer: IssuedMachinePolicy },
  checkLogon: { body: CheckLogon, answer: LogonForecast },
  beginLogon: { body: BeginLogon, answer: Verdict },
  beginForeignLogon: { body: BeginForeignLogon, answer: Verdict },
  answerChallenge: { params: LogonParams, body: AnswerChallenge, answer: Verdict },
  chooseMethod: { params: LogonParams, body: ChooseMethod, answer: Verdict },
  cancelLogon: { params: LogonParams, answer: Accepted },
  reportLogon: { params: LogonParams, body: ReportLogon, answer: Accepted },
  enroll: { params: LogonParams, body: EnrollmentAction, answer: Verdict },
  startAuthenticator: {
    params: LogonParams,
    body: StartAuthenticator,
    answer: AuthenticatorStarted,
  },
  passwordChanged: { params: LogonParams, body: ChangedPassword, answer: Accepted },
  requestKit: { params: LogonParams, body: RequestKit, answer: IssuedKit },
  refreshKits: { body: RefreshKits, answer: RefreshedKits },
  beginSelfService: { body: BeginSelfService, answer: SelfServiceVerdict },
  answerQuestions: { params: SessionParams, body: AnswerQuestions, answer: SelfServiceVerdict },
  answerSelfServiceCode: {
    params: SessionParams,
    body: AnswerChallenge,
    answer: SelfServiceVerdict,
  },
  chooseSelfServiceMethod: {
    params: SessionParams,
    body: ChooseMethod,
    answer: SelfServiceVerdict,
  },
  resetPassword: { params: SessionParams, body: ResetPassword, answer: SelfServiceVerdict },
  cancelSelfService: { params: SessionParams, answer: Accepted },
  changeOwnPassword: { body: ChangeOwnPassword, answer: OwnPasswordAnswer },
  tryOwnPassword: { body: TryOwnPassword, answer: OwnPasswordTrial },
  listOwnFactors: { answer: OwnFactors },
  removeOwnFactor: {
    params: z.strictObject({ credentialId: CredentialId }),
    answer: SelfCareAnswer,
  },
  startOwnAuthenticator: { answer: StartedAuthenticator },
  confirmOwnAuthenticator: {
    params: EnrollmentParams,
    body: ConfirmEnrollment,
    answer: SelfCareAnswer,
  },
  addOwnAddress: { body: AddAddress, answer: SelfCareAnswer },
  confirmOwnAddress: { params: EnrollmentParams, body: ConfirmEnrollment, answer: SelfCareAnswer },
  makeOwnRecoveryCodes: { body: MakeRecoveryCodes, answer: RecoveryCodesAnswer },
  removeOwnRecoveryCodes: { answer: SelfCareAnswer },
  showOwnQuestions: {
    query: z.strictObject({ language: z.string().max(35).optional() }),
    answer: OwnQuestions,
  },
  enrollOwnAnswers: { body: EnrollOwnAnswers, answer: SelfCareAnswer },
  beginWebSelfService: { body: BeginWebSelfService, answer: SelfServiceVerdict },
  answerWebSelfServiceCode: {
    params: SessionParams,
    body: AnswerChallenge,
    answer: SelfServiceVerdict,
  },
  chooseWebSelfServiceMethod: {
    params: SessionParams,
    body: ChooseMethod,
    answer: SelfServiceVerdict,
  },
  answerWebQuestions: {
    params: SessionParams,
    body: WebAnswerQuestions,
    answer: SelfServiceVerdict,
  },
  resetWebPassword: { params: SessionParams, body: WebResetPassword, answer: SelfServiceVerdict },
  cancelWebSelfService: { params: SessionParams, answer: Accepted },

  showPortal: { answer: PortalFacts },
  beginSignIn: { body: BeginSignIn, answer: WebVerdict },
  changeSignInPassword: { body: ChangeSignInPassword, answer: WebVerdict },
  answerSignIn: { params: LogonParams, body: AnswerChallenge, answer: WebVerdict },
  chooseSignInMethod: { params: LogonParams, body: ChooseMethod, answer: WebVerdict },
  enrollAtSignIn: { params: LogonParams, body: WebEnrollmentAction, answer: WebVerdict },
  startSignInAuthenticator: { params: LogonParams, answer: NewAuthenticator },
  cancelSignIn: { params: LogonParams, answer: Accepted },
  showFirstRun: { answer: FirstRun },
  showFirstRunCode: { body: ShowFirstRunCode, answer: FirstRun },
  makeFirstAdministrator: { body: MakeFirstAdministrator, answer: FirstRun },
  showMe: { answer: Me },
  showMySession: { answer: CurrentSession },
  listMySessions: { answer: OwnSessions },
  endMySession: { params: z.strictObject({ sessionId: SessionId }), answer: EndedSessions },
  signOut: { answer: EndedSessions },
  signOutEverywhere: { answer: EndedSessions },
  listMyWorkstations: { answer: OwnWorkstations },
  listMySignIns: { answer: SignIns },
  disownSignIn: { params: z.strictObject({ eventId: AuditEventId }), answer: EndedSessions },
  beginProof: { body: BeginProof, answer: ProofVerdict },
  answerProof: { params: LogonParams, body: AnswerChallenge, answer: ProofVerdict },
  chooseProofMethod: { params: LogonParams, body: ChooseMethod, answer: ProofVerdict },
  openPasswordLink: { body: OpenPasswordLink, answer: PasswordLinkVerdict },
  answerPasswordLinkCode: { body: AnswerPasswordLinkCode, answer: PasswordLinkVerdict },
  choosePasswordLinkMethod: { body: ChoosePasswordLinkMethod, answer: PasswordLinkVerdict },
  redeemPasswordLink: { body: RedeemPasswordLink, answer: PasswordLinkVerdict },

  ...OPERATIONS,
  revokeApiKey: { ...OPERATIONS.revokeApiKey, params: z.strictObject({ keyId: ApiKeyId }) },
  removeRole: {
    ...OPERATIONS.removeRole,
    params: z.strictObject({ assignmentId: RoleAssignmentId }),
  },
  showApproval: { ...OPERATIONS.showApproval, params: ApprovalParams },
  listApprovals: { ...OPERATIONS.listApprovals, query: administration.ApprovalQuery },
  decideApproval: { ...OPERATIONS.decideApproval, params: ApprovalParams },
  searchUsers: { ...OPERATIONS.searchUsers, query: administration.SearchUsers },
  showUser: { ...OPERATIONS.showUser, params: NameParams },
  setPassword: { ...OPERATIONS.setPassword, params: NameParams },
  unlockUser: { ...OPERATIONS.unlockUser, params: NameParams },
  showPasswordRules: { ...OPERATIONS.showPasswordRules, params: NameParams },
  tryPassword: { ...OPERATIONS.tryPassword, params: NameParams },
  forgetPasswords: { ...OPERATIONS.forgetPasswords, params: NameParams },
  enrollTotp: { ...OPERATIONS.enrollTotp, params: NameParams },
  enrollEmail: { ...OPERATIONS.enrollEmail, params: NameParams },
  removeFactor: {
    ...OPERATIONS.removeFactor,
    params: NameParams.extend({ credentialId: CredentialId }),
  },
  listSessions: { ...OPERATIONS.listSessions, params: NameParams },
  endSessions: { ...OPERATIONS.endSessions, params: NameParams },
  beginVerification: { ...OPERATIONS.beginVerification, params: NameParams },
  answerVerificationCode: { ...OPERATIONS.answerVerificationCode, params: VerificationParams },
  chooseVerificationMethod: { ...OPERATIONS.chooseVerificationMethod, params: VerificationParams },
  answerVerificationQuestions: {
    ...OPERATIONS.answerVerificationQuestions,
    params: VerificationParams,
  },
  createPasswordLink: { ...OPERATIONS.createPasswordLink, params: NameParams },
  resetFactors: { ...OPERATIONS.resetFactors, params: NameParams },
  issueBreakGlass: { ...OPERATIONS.issueBreakGlass, params: NameParams },
  readOutOfflineCode: { ...OPERATIONS.readOutOfflineCode, params: NameParams },
  listTokens: { ...OPERATIONS.listTokens, query: administration.TokenQuery },
  assignToken: { ...OPERATIONS.assignToken, params: TokenParams },
  unassignToken: { ...OPERATIONS.unassignToken, params: TokenParams },
  removeToken: { ...OPERATIONS.removeToken, params: TokenParams },
  revokeWorkstation: {
    ...OPERATIONS.revokeWorkstation,
    params: z.strictObject({ workstationId: WorkstationId }),
  },
  listForeignAccounts: {
    ...OPERATIONS.listForeignAccounts,
    query: administration.ForeignAccountQuery,
  },
  unmapForeignAccount: {
    ...OPERATIONS.unmapForeignAccount,
    params: z.strictObject({ foreignAccountId: ForeignAccountId }),
  },
  setMessage: { ...OPERATIONS.setMessage, params: MessageParams },
  resetMessage: {
    ...OPERATIONS.resetMessage,
    params: MessageParams,
    query: administration.ResetMessageQuery,
  },
  applyPolicy: {
    ...OPERATIONS.applyPolicy,
    params: PolicyParams,
    query: administration.PolicyChangeOptions,
  },
  retirePolicy: {
    ...OPERATIONS.retirePolicy,
    params: PolicyParams,
    query: administration.PolicyChangeOptions,
  },
  logPolicy: { ...OPERATIONS.logPolicy, params: PolicyParams },
  showPolicy: {
    ...OPERATIONS.showPolicy,
    params: PolicyParams.extend({ version: z.union([z.literal('newest'), PolicyVersionNumber]) }),
  },
  restorePolicy: {
    ...OPERATIONS.restorePolicy,
    params: PolicyParams.extend({ version: PolicyVersionNumber }),
  },
  diffPolicy: { ...OPERATIONS.diffPolicy, params: PolicyParams, query: administration.DiffQuery },
  listPolicySettings: {
    ...OPERATIONS.listPolicySettings,
    query: administration.PolicySettingsQuery,
  },
  listDepartures: { ...OPERATIONS.listDepartures, params: PolicyParams },
  explainPolicy: {
    ...OPERATIONS.explainPolicy,
    params: NameParams,
    query: administration.ExplainQuery,
  },
  testDirectory: { ...OPERATIONS.testDirectory, query: administration.DirectoryTestQuery },
  listAuditEvents: { ...OPERATIONS.listAuditEvents, query: administration.AuditQuery },
  searchAuditEvents: { ...OPERATIONS.searchAuditEvents, query: administration.AuditSearchQuery },
  exportAuditEvents: { ...OPERATIONS.exportAuditEvents, query: administration.AuditExportQuery },
  showReport: {
    ...OPERATIONS.showReport,
    params: z.strictObject({ report: administration.ReportName }),
    query: administration.ReportQuery,
  },
  metrics: { answer: z.string(), contentType: 'text/plain; version=0.0.4; charset=utf-8' },
} as const satisfies Record<EndpointName, HttpOperation>;

type Output<N extends EndpointName, Part extends string> =
  (typeof HTTP_OPERATIONS)[N] extends Record<Part, infer S extends z.ZodType>
    ? z.output<S>
    : undefined;

export type ParamsOf<N extends EndpointName> = Output<N, 'params'>;
export type QueryOf<N extends EndpointName> = Output<N, 'query'>;
export type ParsedBodyOf<N extends EndpointName> = Output<N, 'body'>;
export type AnswerFor<N extends EndpointName> = z.input<(typeof HTTP_OPERATIONS)[N]['answer']>;
