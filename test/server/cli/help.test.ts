import { gatehouse } from './run.js';

describe('gatehouse, the command line, explains itself', () => {
  it.each([
    [],
    ['admin', 'claim'],
    ['admin', 'key', 'create'],
    ['admin', 'key', 'list'],
    ['admin', 'key', 'revoke'],
    ['admin', 'create-key'],
    ['admin', 'list-keys'],
    ['admin', 'revoke-key'],
    ['role', 'assign'],
    ['role', 'list'],
    ['role', 'remove'],
    ['approval', 'request'],
    ['approval', 'show'],
    ['approval', 'list'],
    ['approval', 'approve'],
    ['approval', 'refuse'],
    ['user', 'add'],
    ['user', 'passwd'],
    ['user', 'search'],
    ['user', 'show'],
    ['user', 'unlock'],
    ['factor', 'enroll', 'totp'],
    ['factor', 'enroll', 'email'],
    ['factor', 'remove'],
    ['help-desk', 'verify'],
    ['help-desk', 'password-link'],
    ['help-desk', 'reset-factors'],
    ['help-desk', 'break-glass'],
    ['help-desk', 'offline-code'],
    ['tokens', 'import'],
    ['tokens', 'list'],
    ['tokens', 'assign'],
    ['tokens', 'unassign'],
    ['tokens', 'remove'],
    ['workstation', 'token'],
    ['workstation', 'list'],
    ['workstation', 'revoke'],
    ['policy', 'apply'],
    ['policy', 'show'],
    ['policy', 'log'],
    ['policy', 'diff'],
    ['policy', 'restore'],
    ['policy', 'retire'],
    ['policy', 'explain'],
    ['policy', 'preview'],
    ['policy', 'departures'],
    ['policy', 'settings'],
    ['policy', 'check'],
    ['policy', 'export'],
    ['policy', 'import'],
    ['message', 'list'],
    ['message', 'show'],
    ['message', 'set'],
    ['message', 'reset'],
    ['message', 'languages'],
    ['directory', 'list'],
    ['directory', 'test'],
    ['keyring', 'rotate'],
    ['job', 'list'],
    ['audit', 'tail'],
    ['audit', 'search'],
    ['audit', 'verify'],
    ['audit', 'export'],
    ['report', 'last-logons'],
    ['report', 'resets'],
    ['report', 'lockouts'],
    ['report', 'factors'],
    ['report', 'enrolment'],
    ['report', 'enrolment-progress'],
    ['report', 'logons'],
  ])('explains itself with an example: %s %s %s', async (...words: string[]) => {
    const outcome = await gatehouse([...words, '--help']);
    expect(outcome.exitCode).toBe(0);
    expect(outcome.output).toMatch(/Examples?:\n {2}gatehouse /);
    expect(outcome.output).toContain('--json');
  });

  it.each([
    [['nonsense']],
    [['user', 'add']],
    [['user', 'show', 'alice', '--nonsense']],
    [['user']],
  ])('exits with 2 for %j', async (words) => {
    const outcome = await gatehouse(words);
    expect(outcome.exitCode).toBe(2);
    expect(outcome.errors).not.toBe('');
  });

  it('takes no secret as an argument (R14)', async () => {
    const outcome = await gatehouse(['user', 'passwd', 'alice', 'canary-password']);
    expect(outcome.exitCode).toBe(2);
    expect(outcome.errors).not.toContain('canary');
  });
});
