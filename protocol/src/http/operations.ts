import type { z } from 'zod';

import * as administration from './administration.js';
import { Accepted } from './desktop.js';
import type { EndpointName } from './endpoints.js';
import { EndSessions, EndedSessions, UserSessions } from './web.js';

interface Operation {
  body?: z.ZodType;
  answer: z.ZodType;
}

/** What each administrator's operation takes and answers, by the names of the endpoint table. */
export const OPERATIONS = {
  bootstrap: { body: administration.Bootstrap, answer: administration.IssuedApiKey },
  createApiKey: { body: administration.CreateApiKey, answer: administration.IssuedApiKey },
  listApiKeys: { answer: administration.ApiKeyList },
  revokeApiKey: { answer: Accepted },
  assignRole: { body: administration.AssignRole, answer: administration.RoleAssignment },
  listRoles: { answer: administration.RoleAssignmentList },
  removeRole: { answer: Accepted },
  requestApproval: { body: administration.RequestApproval, answer: administration.Approval },
  showApproval: { answer: administration.Approval },
  listApprovals: { answer: administration.ApprovalList },
  decideApproval: { body: administration.DecideApproval, answer: administration.Approval },
  addUser: { body: administration.AddUser, answer: administration.User },
  showUser: { answer: administration.User },
  setPassword: { body: administration.SetPassword, answer: Accepted },
  searchUsers: { answer: administration.FoundUsers },
  unlockUser: { body: administration.UnlockUser, answer: administration.UnlockedUser },
  showPasswordRules: { answer: administration.UserPasswordRules },
  tryPassword: { body: administration.TryPassword, answer: administration.TriedPassword },
  forgetPasswords: { answer: administration.ForgottenPasswords },
  checkPasswordList: { answer: administration.PasswordListCheck },
  enrollTotp: { body: administration.EnrollTotp, answer: administration.EnrolledTotp },
  enrollEmail: { body: administration.EnrollEmail, answer: administration.EnrolledEmail },
  removeFactor: { answer: Accepted },
  listSessions: { answer: UserSessions },
  endSessions: { body: EndSessions, answer: EndedSessions },
  beginVerification: {
    body: administration.BeginVerification,
    answer: administration.CallerVerdict,
  },
  answerVerificationCode: {
    body: administration.AnswerVerificationCode,
    answer: administration.CallerVerdict,
  },
  chooseVerificationMethod: {
    body: administration.ChooseVerificationMethod,
    answer: administration.CallerVerdict,
  },
  answerVerificationQuestions: {
    body: administration.AnswerVerificationQuestions,
    answer: administration.CallerVerdict,
  },
  createPasswordLink: {
    body: administration.CreatePasswordLink,
    answer: administration.CreatedPasswordLink,
  },
  resetFactors: { body: administration.ResetFactors, answer: administration.FactorsReset },
  issueBreakGlass: {
    body: administration.IssueBreakGlass,
    answer: administration.IssuedBreakGlass,
  },
  readOutOfflineCode: {
    body: administration.ReadOutOfflineCode,
    answer: administration.OfflineCode,
  },
  importTokens: { body: administration.ImportTokens, answer: administration.ImportedTokens },
  listTokens: { answer: administration.TokenList },
  assignToken: { body: administration.AssignToken, answer: Accepted },
  unassignToken: { answer: Accepted },
  removeToken: { answer: Accepted },
  createJoinToken: { body: administration.CreateJoinToken, answer: administration.IssuedJoinToken },
  listWorkstations: { answer: administration.WorkstationList },
  revokeWorkstation: { answer: Accepted },
  mapForeignAccount: {
    body: administration.MapForeignAccount,
    answer: administration.ForeignAccount,
  },
  listForeignAccounts: { answer: administration.ForeignAccountList },
  unmapForeignAccount: { answer: Accepted },
  applyPolicy: { body: administration.ApplyPolicy, answer: administration.AppliedPolicy },
  listPolicies: { answer: administration.PolicyList },
  retirePolicy: { answer: administration.AppliedPolicy },
  logPolicy: { answer: administration.PolicyLog },
  showPolicy: { answer: administration.ShownPolicy },
  restorePolicy: { body: administration.RestorePolicy, answer: administration.AppliedPolicy },
  diffPolicy: { answer: administration.PolicyDiff },
  listPolicySettings: { answer: administration.PolicySettingList },
  checkPolicy: { body: administration.ApplyPolicy, answer: administration.PolicyCheck },
  listDepartures: { answer: administration.PolicyDepartures },
  explainPolicy: { answer: administration.PolicyExplanation },
  previewPolicies: { body: administration.PreviewPolicies, answer: administration.PolicyPreview },
  exportPolicies: { answer: administration.PolicyExport },
  importPolicies: { body: administration.ImportPolicies, answer: administration.ImportedPolicies },
  listMessages: { answer: administration.MessageList },
  setMessage: { body: administration.SetMessage, answer: administration.ChangedMessage },
  resetMessage: { answer: administration.ChangedMessage },
  previewMessage: { body: administration.PreviewMessage, answer: administration.MessagePreview },
  setLanguages: { body: administration.SetLanguages, answer: administration.ChangedMessage },
  listDirectories: { answer: administration.DirectoryList },
  testDirectory: { answer: administration.DirectoryTest },
  rotateKeys: { answer: administration.RotatedKeys },
  listJobs: { answer: administration.JobList },
  listAuditEvents: { answer: administration.AuditPage },
  searchAuditEvents: { answer: administration.AuditPage },
  verifyAudit: { body: administration.VerifyAudit, answer: administration.AuditVerification },
  exportAuditEvents: { answer: administration.AuditExportPage },
  showReport: { answer: administration.Report },
} as const satisfies Partial<Record<EndpointName, Operation>>;

export type OperationName = keyof typeof OPERATIONS;
type BodySchema<N extends OperationName> = (typeof OPERATIONS)[N] extends {
  body: infer B extends z.ZodType;
}
  ? B
  : undefined;

/** The body of an operation before the schema's defaults; `undefined` when it takes none. */
export type BodyOf<N extends OperationName> =
  BodySchema<N> extends z.ZodType ? z.input<BodySchema<N>> : undefined;
export type AnswerOf<N extends OperationName> = z.infer<(typeof OPERATIONS)[N]['answer']>;
