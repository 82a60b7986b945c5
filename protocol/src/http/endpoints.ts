/** Who may call an endpoint. Every route names one; a route without is refused when the server starts (R23). */
export type Audience = 'public' | 'workstation' | 'administrator';

export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  audience: Audience;
  summary: string;
}

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
  beginLogon: e('POST', '/api/v1/desktop/logons', 'workstation', 'Begin a logon'),
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

  bootstrap: e(
    'POST',
    '/api/v1/administrators/bootstrap',
    'public',
    'Exchange the one-time code of the first run for an API key',
  ),
  createApiKey: e('POST', '/api/v1/api-keys', 'administrator', 'Create an API key'),
  listApiKeys: e('GET', '/api/v1/api-keys', 'administrator', 'List API keys'),
  revokeApiKey: e('DELETE', '/api/v1/api-keys/:keyId', 'administrator', 'Revoke an API key'),

  addUser: e('POST', '/api/v1/users', 'administrator', 'Add a user to the local directory'),
  searchUsers: e('GET', '/api/v1/users', 'administrator', 'Search users in all directories'),
  showUser: e('GET', '/api/v1/users/:name', 'administrator', 'Show all there is of a user'),
  setPassword: e('PUT', '/api/v1/users/:name/password', 'administrator', 'Set a local password'),
  unlockUser: e(
    'POST',
    '/api/v1/users/:name/unlock',
    'administrator',
    'End the locks of a user, or the lock of one source',
  ),
  showPasswordRules: e(
    'GET',
    '/api/v1/users/:name/password-rules',
    'administrator',
    "What holds for a user's next password",
  ),
  tryPassword: e(
    'POST',
    '/api/v1/users/:name/password-trials',
    'administrator',
    'Try a password against the rules of a user, and how strong it is',
  ),
  forgetPasswords: e(
    'DELETE',
    '/api/v1/users/:name/password-history',
    'administrator',
    'Forget the earlier passwords of a user, also of one who is gone, by id',
  ),
  checkPasswordList: e(
    'GET',
    '/api/v1/password-list',
    'administrator',
    'Look at the list of breached passwords',
  ),
  enrollTotp: e(
    'POST',
    '/api/v1/users/:name/factors/totp',
    'administrator',
    'Enrol an authenticator',
  ),
  enrollEmail: e(
    'POST',
    '/api/v1/users/:name/factors/email',
    'administrator',
    'Enrol an alternate address',
  ),
  removeFactor: e(
    'DELETE',
    '/api/v1/users/:name/factors/:credentialId',
    'administrator',
    'Remove a factor',
  ),

  importTokens: e('POST', '/api/v1/tokens/import', 'administrator', 'Import tokens from a file'),
  listTokens: e('GET', '/api/v1/tokens', 'administrator', 'List imported tokens'),
  assignToken: e(
    'PUT',
    '/api/v1/tokens/:serial/assignment',
    'administrator',
    'Give a token to a user',
  ),
  unassignToken: e(
    'DELETE',
    '/api/v1/tokens/:serial/assignment',
    'administrator',
    'Take a token from whoever has it',
  ),
  removeToken: e('DELETE', '/api/v1/tokens/:serial', 'administrator', 'Forget a token'),

  createJoinToken: e('POST', '/api/v1/workstations/tokens', 'administrator', 'Create a join token'),
  listWorkstations: e('GET', '/api/v1/workstations', 'administrator', 'List workstations'),
  revokeWorkstation: e(
    'DELETE',
    '/api/v1/workstations/:workstationId',
    'administrator',
    'Revoke a workstation',
  ),

  applyPolicy: e('PUT', '/api/v1/policies/:policyName', 'administrator', 'Apply a policy'),
  listPolicies: e('GET', '/api/v1/policies', 'administrator', 'List policies'),
  retirePolicy: e('DELETE', '/api/v1/policies/:policyName', 'administrator', 'Retire a policy'),
  logPolicy: e(
    'GET',
    '/api/v1/policies/:policyName/versions',
    'administrator',
    'List the versions of a policy, newest first',
  ),
  showPolicy: e(
    'GET',
    '/api/v1/policies/:policyName/versions/:version',
    'administrator',
    'Show a version of a policy; `newest` is one, too',
  ),
  restorePolicy: e(
    'POST',
    '/api/v1/policies/:policyName/versions/:version/restore',
    'administrator',
    'Apply an old version of a policy again',
  ),
  diffPolicy: e(
    'GET',
    '/api/v1/policies/:policyName/diff',
    'administrator',
    'Compare two versions of a policy',
  ),
  listDepartures: e(
    'GET',
    '/api/v1/policies/:policyName/departures',
    'administrator',
    'List where a policy departs from the profile nist',
  ),
  explainPolicy: e(
    'GET',
    '/api/v1/users/:name/policy',
    'administrator',
    'Explain which policy gave a user which setting',
  ),
  previewPolicies: e(
    'POST',
    '/api/v1/policy-previews',
    'administrator',
    'See for whom policies would change what, without applying them',
  ),
  exportPolicies: e('GET', '/api/v1/policy-export', 'administrator', 'Export all policies'),
  importPolicies: e(
    'POST',
    '/api/v1/policy-import',
    'administrator',
    'Import policies: all of them or none',
  ),
  testDirectory: e(
    'POST',
    '/api/v1/directory/test',
    'administrator',
    'Test the directory, step by step',
  ),
  rotateKeys: e('POST', '/api/v1/keyring/rotate', 'administrator', 'Rotate the data key'),
  listAuditEvents: e(
    'GET',
    '/api/v1/audit/events',
    'administrator',
    'Read audit events, oldest first',
  ),
  searchAuditEvents: e(
    'GET',
    '/api/v1/audit/search',
    'administrator',
    'Search audit events, in order of time',
  ),
  verifyAudit: e(
    'POST',
    '/api/v1/audit/verify',
    'administrator',
    'Check that the audit log is as it was written',
  ),
  exportAuditEvents: e(
    'GET',
    '/api/v1/audit/export',
    'administrator',
    'Export audit events as lines, with their places in the chain',
  ),
  showReport: e('GET', '/api/v1/reports/:report', 'administrator', 'Show a report'),
  metrics: e('GET', '/metrics', 'administrator', 'Metrics in the text format of Prometheus'),
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

function e(
  method: Endpoint['method'],
  path: string,
  audience: Audience,
  summary: string,
): Endpoint {
  return { method, path, audience, summary };
}

/** Fills the parameters of an endpoint's path. @throws RangeError when one is missing */
export function pathOf(name: EndpointName, parameters: Record<string, string> = {}): string {
  return ENDPOINTS[name].path.replaceAll(/:([A-Za-z]+)/g, (_, key: string) => {
    const value = parameters[key];
    if (value === undefined) throw new RangeError(`the path of ${name} needs ${key}`);
    return encodeURIComponent(value);
  });
}
