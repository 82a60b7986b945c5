/* eslint-disable max-lines -- One table of the whole API: a reviewer reads it from the top. */

import type { Permission } from './access.js';

/**
 * Who may call an endpoint. Every route names one; a route without is refused when the server starts (R23).
 * `browser` is anybody, from a page of this server; `session` a person who signed in there.
 */
export type Audience = 'public' | 'workstation' | 'browser' | 'session' | 'administrator';

/**
 * Whom an operation of administrators touches, and so what becomes of an operator who does not reach everybody:
 * `user`, the one in its path, whom the guard looks up; `handler`, somebody whom only the handler can tell, and checks;
 * `everybody`, which such an operator is refused.
 */
export type Reach = 'user' | 'handler' | 'everybody';

interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  summary: string;
}

export interface OpenEndpoint extends Route {
  audience: Exclude<Audience, 'administrator'>;
}

/** An operation of administrators names the one permission that it needs; a route without is refused as well. */
export interface AdministratorEndpoint extends Route {
  audience: 'administrator';
  permission: Permission;
  reach: Reach;
}

export type Endpoint = OpenEndpoint | AdministratorEndpoint;

/** The HTTP API, one line an operation. Path parameters are written `:name`. */
export const ENDPOINTS = {
  live: e('GET', '/health/live', 'public', 'The process runs'),
  ready: e(
    'GET',
    '/health/ready',
    'public',
    'The process can serve: database and directory answer',
  ),
  openapi: e('GET', '/api/v1/openapi.json', 'public', 'This document'),

  join: e('POST', '/api/v1/workstations/join', 'public', 'Join a workstation with a token'),
  desktopStatus: e('GET', '/api/v1/desktop/status', 'workstation', "The server's keys and clock"),
  desktopPolicy: e(
    'GET',
    '/api/v1/desktop/policy',
    'workstation',
    'What a workstation must know before anybody logs on',
  ),
  checkLogon: e(
    'POST',
    '/api/v1/desktop/checks',
    'workstation',
    'What a logon of somebody at this workstation would ask',
  ),
  beginLogon: e('POST', '/api/v1/desktop/logons', 'workstation', 'Begin a logon'),
  beginForeignLogon: e(
    'POST',
    '/api/v1/desktop/foreign-logons',
    'workstation',
    'Begin a logon of an account that no directory has',
  ),
  answerChallenge: e(
    'POST',
    '/api/v1/desktop/logons/:logonId/answers',
    'workstation',
    'Answer the open challenge',
  ),
  chooseMethod: e(
    'POST',
    '/api/v1/desktop/logons/:logonId/challenges',
    'workstation',
    'Switch to another factor, or send the code again',
  ),
  cancelLogon: e(
    'POST',
    '/api/v1/desktop/logons/:logonId/cancel',
    'workstation',
    'Give up a logon',
  ),
  reportLogon: e(
    'POST',
    '/api/v1/desktop/logons/:logonId/report',
    'workstation',
    'Report what Windows said of the credential',
  ),
  enroll: e(
    'POST',
    '/api/v1/desktop/logons/:logonId/enrollment',
    'workstation',
    'Answer the open step of an enrolment, or postpone it',
  ),
  startAuthenticator: e(
    'POST',
    '/api/v1/desktop/logons/:logonId/enrollment/authenticator',
    'workstation',
    'Get the seed of an authenticator that is to be enrolled',
  ),
  passwordChanged: e(
    'POST',
    '/api/v1/desktop/logons/:logonId/password',
    'workstation',
    'Tell the password that was changed at the workstation',
  ),
  requestKit: e(
    'POST',
    '/api/v1/desktop/logons/:logonId/kit',
    'workstation',
    'Get the kit of whoever was granted a logon',
  ),
  refreshKits: e(
    'POST',
    '/api/v1/desktop/kits',
    'workstation',
    'Bring kits up to date and tell what happened without the server',
  ),

  beginSelfService: e(
    'POST',
    '/api/v1/desktop/self-service',
    'workstation',
    'Begin to reset a forgotten password, or to unlock an account',
  ),
  answerQuestions: e(
    'POST',
    '/api/v1/desktop/self-service/:sessionId/answers',
    'workstation',
    'Answer the questions',
  ),
  answerSelfServiceCode: e(
    'POST',
    '/api/v1/desktop/self-service/:sessionId/codes',
    'workstation',
    'Answer the open challenge of a self-service',
  ),
  chooseSelfServiceMethod: e(
    'POST',
    '/api/v1/desktop/self-service/:sessionId/challenges',
    'workstation',
    'Switch to another factor, or send the code again, in a self-service',
  ),
  resetPassword: e(
    'POST',
    '/api/v1/desktop/self-service/:sessionId/password',
    'workstation',
    'Choose the new password',
  ),
  cancelSelfService: e(
    'POST',
    '/api/v1/desktop/self-service/:sessionId/cancel',
    'workstation',
    'Give up a self-service',
  ),

  showPortal: e('GET', '/api/v1/web/portal', 'public', 'What the pages say before a sign-in'),
  beginSignIn: e('POST', '/api/v1/web/sign-ins', 'browser', 'Begin to sign in'),
  changeSignInPassword: e(
    'POST',
    '/api/v1/web/sign-ins/password',
    'browser',
    'Change a password that must be changed; then begin anew',
  ),
  answerSignIn: e(
    'POST',
    '/api/v1/web/sign-ins/:logonId/answers',
    'browser',
    'Answer the open challenge of a sign-in',
  ),
  chooseSignInMethod: e(
    'POST',
    '/api/v1/web/sign-ins/:logonId/challenges',
    'browser',
    'Switch to another factor, or send the code again, at a sign-in',
  ),
  enrollAtSignIn: e(
    'POST',
    '/api/v1/web/sign-ins/:logonId/enrollment',
    'browser',
    'Answer the open step of an enrolment at a sign-in, or postpone it',
  ),
  startSignInAuthenticator: e(
    'POST',
    '/api/v1/web/sign-ins/:logonId/enrollment/authenticator',
    'browser',
    'Get the seed of an authenticator that is to be enrolled at a sign-in',
  ),
  cancelSignIn: e('POST', '/api/v1/web/sign-ins/:logonId/cancel', 'browser', 'Give up a sign-in'),

  showFirstRun: e('GET', '/api/v1/first-run', 'public', 'Where the first run stands'),
  showFirstRunCode: e(
    'POST',
    '/api/v1/first-run/code',
    'browser',
    'Show the one-time code of the first run in a browser',
  ),
  makeFirstAdministrator: e(
    'POST',
    '/api/v1/first-run/administrator',
    'browser',
    'Make the first administrator, which uses the code up',
  ),

  showMe: e('GET', '/api/v1/me', 'session', 'Who is signed in'),
  showMySession: e('GET', '/api/v1/me/session', 'session', 'How long this session goes on'),
  listMySessions: e('GET', '/api/v1/me/sessions', 'session', "List one's own sessions"),
  endMySession: e(
    'DELETE',
    '/api/v1/me/sessions/:sessionId',
    'session',
    "End one of one's own sessions",
  ),
  signOut: e('POST', '/api/v1/me/sign-out', 'session', 'End this session'),
  signOutEverywhere: e(
    'POST',
    '/api/v1/me/sign-out-everywhere',
    'session',
    "End all of one's own sessions",
  ),
  listMyWorkstations: e(
    'GET',
    '/api/v1/me/workstations',
    'session',
    'List the computers that keep offline data of oneself',
  ),
  listMySignIns: e('GET', '/api/v1/me/sign-ins', 'session', "List one's own recent logons"),
  disownSignIn: e(
    'POST',
    '/api/v1/me/sign-ins/:eventId/disown',
    'session',
    'Say that a logon was somebody else',
  ),
  beginProof: e('POST', '/api/v1/me/proofs', 'session', 'Begin to prove once more who is there'),
  answerProof: e(
    'POST',
    '/api/v1/me/proofs/:logonId/answers',
    'session',
    'Answer the open challenge of a proof',
  ),
  chooseProofMethod: e(
    'POST',
    '/api/v1/me/proofs/:logonId/challenges',
    'session',
    'Switch to another factor, or send the code again, in a proof',
  ),

  changeOwnPassword: e('POST', '/api/v1/me/password', 'session', "Change one's own password"),
  tryOwnPassword: e(
    'POST',
    '/api/v1/me/password-trials',
    'session',
    'See which rules a password that is being typed would break',
  ),
  listOwnFactors: e('GET', '/api/v1/me/factors', 'session', "List one's own factors"),
  removeOwnFactor: e(
    'DELETE',
    '/api/v1/me/factors/:credentialId',
    'session',
    "Remove one of one's own factors",
  ),
  startOwnAuthenticator: e(
    'POST',
    '/api/v1/me/authenticators',
    'session',
    'Get the seed of a new authenticator',
  ),
  confirmOwnAuthenticator: e(
    'POST',
    '/api/v1/me/authenticators/:enrollmentId/confirm',
    'session',
    'Show a code of the new authenticator: from then on it counts',
  ),
  addOwnAddress: e('POST', '/api/v1/me/addresses', 'session', 'Send a code to a new address'),
  confirmOwnAddress: e(
    'POST',
    '/api/v1/me/addresses/:enrollmentId/confirm',
    'session',
    'Give the code that was sent to the new address: from then on it counts',
  ),
  makeOwnRecoveryCodes: e(
    'POST',
    '/api/v1/me/recovery-codes',
    'session',
    'Get a new set of recovery codes, each good once for the second factor; those before it are void',
  ),
  removeOwnRecoveryCodes: e(
    'DELETE',
    '/api/v1/me/recovery-codes',
    'session',
    "Remove one's own recovery codes",
  ),
  showOwnQuestions: e(
    'GET',
    '/api/v1/me/answers',
    'session',
    'See which questions can be answered, never the answers',
  ),
  enrollOwnAnswers: e(
    'PUT',
    '/api/v1/me/answers',
    'session',
    'Enrol answers, in the place of older ones',
  ),

  beginWebSelfService: e(
    'POST',
    '/api/v1/self-service',
    'browser',
    'Begin to reset a forgotten password, or to unlock an account, in a browser',
  ),
  answerWebSelfServiceCode: e(
    'POST',
    '/api/v1/self-service/:sessionId/codes',
    'browser',
    'Answer the open challenge of a self-service in a browser',
  ),
  chooseWebSelfServiceMethod: e(
    'POST',
    '/api/v1/self-service/:sessionId/challenges',
    'browser',
    'Switch to another factor, or send the code again, in a browser',
  ),
  answerWebQuestions: e(
    'POST',
    '/api/v1/self-service/:sessionId/answers',
    'browser',
    'Answer the questions in a browser',
  ),
  resetWebPassword: e(
    'POST',
    '/api/v1/self-service/:sessionId/password',
    'browser',
    'Choose the new password in a browser',
  ),
  cancelWebSelfService: e(
    'POST',
    '/api/v1/self-service/:sessionId/cancel',
    'browser',
    'Give up a self-service in a browser',
  ),

  bootstrap: e(
    'POST',
    '/api/v1/administrators/bootstrap',
    'public',
    'Exchange the one-time code of the first run for an API key',
  ),
  createApiKey: a('POST', '/api/v1/api-keys', 'access.manage', 'handler', 'Create an API key'),
  listApiKeys: a('GET', '/api/v1/api-keys', 'access.read', 'handler', 'List API keys'),
  revokeApiKey: a(
    'DELETE',
    '/api/v1/api-keys/:keyId',
    'access.manage',
    'handler',
    'Revoke an API key',
  ),

  assignRole: a(
    'POST',
    '/api/v1/roles',
    'access.manage',
    'handler',
    'Give a role to a user or a group',
  ),
  listRoles: a('GET', '/api/v1/roles', 'access.read', 'handler', 'List who has which role'),
  removeRole: a(
    'DELETE',
    '/api/v1/roles/:assignmentId',
    'access.manage',
    'handler',
    'Take a role away',
  ),

  requestApproval: a(
    'POST',
    '/api/v1/approvals',
    'users.verify',
    'handler',
    'Ask a second operator to approve something',
  ),
  showApproval: a(
    'GET',
    '/api/v1/approvals/:approvalId',
    'users.verify',
    'handler',
    "Show what became of a request of one's own",
  ),
  listApprovals: a(
    'GET',
    '/api/v1/approvals',
    'approvals.decide',
    'handler',
    'List the requests for approval, newest first',
  ),
  decideApproval: a(
    'POST',
    '/api/v1/approvals/:approvalId/decision',
    'approvals.decide',
    'handler',
    'Approve or refuse what another operator asked for',
  ),

  addUser: a(
    'POST',
    '/api/v1/users',
    'users.manage',
    'everybody',
    'Add a user to the local directory',
  ),
  searchUsers: a(
    'GET',
    '/api/v1/users',
    'users.read',
    'handler',
    'Search users in all directories',
  ),
  showUser: a('GET', '/api/v1/users/:name', 'users.read', 'handler', 'Show all there is of a user'),
  setPassword: a(
    'PUT',
    '/api/v1/users/:name/password',
    'passwords.manage',
    'user',
    'Set a local password',
  ),
  unlockUser: a(
    'POST',
    '/api/v1/users/:name/unlock',
    'users.unlock',
    'handler',
    'End the locks of a user, or the lock of one source',
  ),
  showPasswordRules: a(
    'GET',
    '/api/v1/users/:name/password-rules',
    'users.read',
    'user',
    "What holds for a user's next password",
  ),
  tryPassword: a(
    'POST',
    '/api/v1/users/:name/password-trials',
    'passwords.manage',
    'user',
    'Try a password against the rules of a user, and how strong it is',
  ),
  forgetPasswords: a(
    'DELETE',
    '/api/v1/users/:name/password-history',
    'passwords.manage',
    'user',
    'Forget the earlier passwords of a user, also of one who is gone, by id',
  ),
  checkPasswordList: a(
    'GET',
    '/api/v1/password-list',
    'passwords.manage',
    'everybody',
    'Look at the list of breached passwords',
  ),
  enrollTotp: a(
    'POST',
    '/api/v1/users/:name/factors/totp',
    'users.manage',
    'user',
    'Enrol an authenticator',
  ),
  enrollEmail: a(
    'POST',
    '/api/v1/users/:name/factors/email',
    'users.manage',
    'user',
    'Enrol an alternate address',
  ),
  removeFactor: a(
    'DELETE',
    '/api/v1/users/:name/factors/:credentialId',
    'users.manage',
    'user',
    'Remove a factor',
  ),

  listSessions: a(
    'GET',
    '/api/v1/users/:name/sessions',
    'users.read',
    'user',
    'List the sessions of a user',
  ),
  endSessions: a(
    'POST',
    '/api/v1/users/:name/sessions/end',
    'users.unlock',
    'user',
    'End the sessions of a user, or one of them',
  ),

  beginVerification: a(
    'POST',
    '/api/v1/users/:name/verifications',
    'users.verify',
    'user',
    'Begin to verify who is calling',
  ),
  answerVerificationCode: a(
    'POST',
    '/api/v1/users/:name/verifications/:sessionId/codes',
    'users.verify',
    'user',
    'Look at the code that the caller reads out',
  ),
  chooseVerificationMethod: a(
    'POST',
    '/api/v1/users/:name/verifications/:sessionId/challenges',
    'users.verify',
    'user',
    'Switch to another factor of the caller, or send the code again',
  ),
  answerVerificationQuestions: a(
    'POST',
    '/api/v1/users/:name/verifications/:sessionId/answers',
    'users.verify',
    'user',
    'Look at the answers of the caller, as a whole',
  ),
  createPasswordLink: a(
    'POST',
    '/api/v1/users/:name/password-links',
    'users.password-link',
    'user',
    'Give a user a link to set a new password with, once',
  ),
  resetFactors: a(
    'POST',
    '/api/v1/users/:name/factor-reset',
    'users.reset-factors',
    'user',
    'Remove factors and answers of a user, and permit a first enrolment',
  ),
  issueBreakGlass: a(
    'POST',
    '/api/v1/users/:name/break-glass',
    'users.break-glass',
    'user',
    'Issue a code that stands for the factor of a user, once',
  ),
  readOutOfflineCode: a(
    'POST',
    '/api/v1/users/:name/offline-codes',
    'users.break-glass',
    'user',
    'Read out a code that a workstation keeps and takes without the server, once',
  ),

  openPasswordLink: e(
    'POST',
    '/api/v1/password-links/open',
    'public',
    'See what a link to a new password asks for',
  ),
  answerPasswordLinkCode: e(
    'POST',
    '/api/v1/password-links/codes',
    'public',
    'Answer the open challenge behind a link',
  ),
  choosePasswordLinkMethod: e(
    'POST',
    '/api/v1/password-links/challenges',
    'public',
    'Switch to another factor, or send the code again, behind a link',
  ),
  redeemPasswordLink: e(
    'POST',
    '/api/v1/password-links/redeem',
    'public',
    'Set the new password that a link is for',
  ),

  importTokens: a(
    'POST',
    '/api/v1/tokens/import',
    'tokens.manage',
    'everybody',
    'Import tokens from a file',
  ),
  listTokens: a('GET', '/api/v1/tokens', 'tokens.manage', 'everybody', 'List imported tokens'),
  assignToken: a(
    'PUT',
    '/api/v1/tokens/:serial/assignment',
    'tokens.manage',
    'handler',
    'Give a token to a user',
  ),
  unassignToken: a(
    'DELETE',
    '/api/v1/tokens/:serial/assignment',
    'tokens.manage',
    'handler',
    'Take a token from whoever has it',
  ),
  removeToken: a(
    'DELETE',
    '/api/v1/tokens/:serial',
    'tokens.manage',
    'everybody',
    'Forget a token',
  ),

  createJoinToken: a(
    'POST',
    '/api/v1/workstations/tokens',
    'workstations.manage',
    'everybody',
    'Create a join token',
  ),
  listWorkstations: a(
    'GET',
    '/api/v1/workstations',
    'workstations.manage',
    'everybody',
    'List workstations',
  ),
  revokeWorkstation: a(
    'DELETE',
    '/api/v1/workstations/:workstationId',
    'workstations.manage',
    'everybody',
    'Revoke a workstation',
  ),
  mapForeignAccount: a(
    'POST',
    '/api/v1/foreign-accounts',
    'foreign-accounts.manage',
    'everybody',
    'Say whose factor an account takes that no directory has',
  ),
  listForeignAccounts: a(
    'GET',
    '/api/v1/foreign-accounts',
    'foreign-accounts.manage',
    'everybody',
    'List accounts that no directory has, and whose factor they take',
  ),
  unmapForeignAccount: a(
    'DELETE',
    '/api/v1/foreign-accounts/:foreignAccountId',
    'foreign-accounts.manage',
    'everybody',
    'Have an account that no directory has take nobody’s factor any more',
  ),

  applyPolicy: a(
    'PUT',
    '/api/v1/policies/:policyName',
    'policies.manage',
    'everybody',
    'Apply a policy',
  ),
  listPolicies: a('GET', '/api/v1/policies', 'policies.read', 'everybody', 'List policies'),
  retirePolicy: a(
    'DELETE',
    '/api/v1/policies/:policyName',
    'policies.manage',
    'everybody',
    'Retire a policy',
  ),
  logPolicy: a(
    'GET',
    '/api/v1/policies/:policyName/versions',
    'policies.read',
    'everybody',
    'List the versions of a policy, newest first',
  ),
  showPolicy: a(
    'GET',
    '/api/v1/policies/:policyName/versions/:version',
    'policies.read',
    'everybody',
    'Show a version of a policy; `newest` is one, too',
  ),
  restorePolicy: a(
    'POST',
    '/api/v1/policies/:policyName/versions/:version/restore',
    'policies.manage',
    'everybody',
    'Apply an old version of a policy again',
  ),
  diffPolicy: a(
    'GET',
    '/api/v1/policies/:policyName/diff',
    'policies.read',
    'everybody',
    'Compare two versions of a policy',
  ),
  listPolicySettings: a(
    'GET',
    '/api/v1/policy-settings',
    'policies.read',
    'everybody',
    'List the settings that policies have, with what each may be',
  ),
  checkPolicy: a(
    'POST',
    '/api/v1/policy-checks',
    'policies.read',
    'everybody',
    'See what a policy would come to, without applying it',
  ),
  listDepartures: a(
    'GET',
    '/api/v1/policies/:policyName/departures',
    'policies.read',
    'everybody',
    'List where a policy departs from the profile nist',
  ),
  explainPolicy: a(
    'GET',
    '/api/v1/users/:name/policy',
    'users.read',
    'user',
    'Explain which policy gave a user which setting',
  ),
  previewPolicies: a(
    'POST',
    '/api/v1/policy-previews',
    'policies.read',
    'everybody',
    'See for whom policies would change what, without applying them',
  ),
  exportPolicies: a(
    'GET',
    '/api/v1/policy-export',
    'policies.read',
    'everybody',
    'Export all policies',
  ),
  importPolicies: a(
    'POST',
    '/api/v1/policy-import',
    'policies.manage',
    'everybody',
    'Import policies: all of them or none',
  ),
  listMessages: a(
    'GET',
    '/api/v1/messages',
    'messages.manage',
    'everybody',
    'List what mails and pages say, and in which languages',
  ),
  setMessage: a(
    'PUT',
    '/api/v1/messages/:messageKey/:messageLanguage',
    'messages.manage',
    'everybody',
    'Write a message anew, in one language',
  ),
  resetMessage: a(
    'DELETE',
    '/api/v1/messages/:messageKey/:messageLanguage',
    'messages.manage',
    'everybody',
    'Go back to the message that comes with the program',
  ),
  previewMessage: a(
    'POST',
    '/api/v1/message-previews',
    'messages.manage',
    'everybody',
    'See a message as somebody would read it, without changing it',
  ),
  setLanguages: a(
    'PUT',
    '/api/v1/languages',
    'messages.manage',
    'everybody',
    'Say which languages are offered, and which is the default',
  ),
  listDirectories: a(
    'GET',
    '/api/v1/directories',
    'directory.test',
    'everybody',
    'List the directories that are configured',
  ),
  testDirectory: a(
    'POST',
    '/api/v1/directory/test',
    'directory.test',
    'everybody',
    'Test the directory, step by step',
  ),
  rotateKeys: a(
    'POST',
    '/api/v1/keyring/rotate',
    'keyring.manage',
    'everybody',
    'Rotate the data key',
  ),
  listJobs: a(
    'GET',
    '/api/v1/jobs',
    'metrics.read',
    'everybody',
    'List what the node does in the background',
  ),
  listAuditEvents: a(
    'GET',
    '/api/v1/audit/events',
    'audit.read',
    'everybody',
    'Read audit events, oldest first',
  ),
  searchAuditEvents: a(
    'GET',
    '/api/v1/audit/search',
    'audit.read',
    'everybody',
    'Search audit events, in order of time',
  ),
  verifyAudit: a(
    'POST',
    '/api/v1/audit/verify',
    'audit.verify',
    'everybody',
    'Check that the audit log is as it was written',
  ),
  exportAuditEvents: a(
    'GET',
    '/api/v1/audit/export',
    'audit.read',
    'everybody',
    'Export audit events as lines, with their places in the chain',
  ),
  showReport: a('GET', '/api/v1/reports/:report', 'reports.read', 'everybody', 'Show a report'),
  metrics: a(
    'GET',
    '/metrics',
    'metrics.read',
    'everybody',
    'Metrics in the text format of Prometheus',
  ),
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

function e(
  method: Endpoint['method'],
  path: string,
  audience: OpenEndpoint['audience'],
  summary: string,
): Endpoint {
  return { method, path, audience, summary };
}

/** One of administrators. */
function a(
  method: Endpoint['method'],
  path: string,
  permission: Permission,
  reach: Reach,
  summary: string,
): Endpoint {
  return { method, path, audience: 'administrator', permission, reach, summary };
}

/** Fills the parameters of an endpoint's path. @throws RangeError when one is missing */
export function pathOf(name: EndpointName, parameters: Record<string, string> = {}): string {
  return ENDPOINTS[name].path.replaceAll(/:([A-Za-z]+)/g, (_, key: string) => {
    const value = parameters[key];
    if (value === undefined) throw new RangeError(`the path of ${name} needs ${key}`);
    return encodeURIComponent(value);
  });
}
