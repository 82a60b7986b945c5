import { AnswerChallenge } from './answer-challenge.js';
import { BeginChecks } from './begin-checks.js';
import { BeginForeignLogon } from './begin-foreign-logon.js';
import { BeginLogon } from './begin-logon.js';
import { ChangeDuePassword } from './change-due-password.js';
import { ChooseMethod } from './choose-method.js';
import { ConfirmPasswordChange } from './confirm-password-change.js';
import { EnrollLogon } from './enroll-logon.js';
import type { LogonEngineDependencies } from './logon-dependencies.js';
import type { LogonEngine } from './logon-engine.js';
import { LogonJournal } from './logon-journal.js';

/** Makes the engine of one node. It keeps nothing of a logon in memory: any other node can go on. */
export function createLogonEngine(dependencies: LogonEngineDependencies): LogonEngine {
  const journal = new LogonJournal(dependencies.audit);
  const parts = { ...dependencies, journal };
  const checks = new BeginChecks(parts);
  const beginLogon = new BeginLogon(parts, checks);
  const beginForeignLogon = new BeginForeignLogon(parts, checks);
  const changeDuePassword = new ChangeDuePassword(parts, checks);
  const answerChallenge = new AnswerChallenge(parts);
  const chooseMethod = new ChooseMethod(parts);
  const enrollLogon = new EnrollLogon(parts);
  const confirmChange = new ConfirmPasswordChange(parts);
  return {
    begin: (request) => beginLogon.run(request),
    beginForeign: (request) => beginForeignLogon.run(request),
    answer: (request) => answerChallenge.run(request),
    choose: (request) => chooseMethod.run(request),
    enroll: (request) => enrollLogon.run(request),
    startAuthenticator: (request) => enrollLogon.startAuthenticator(request),
    changePassword: (request) => changeDuePassword.run(request),
    passwordChanged: (request) => confirmChange.run(request),
    async cancel({ source, logonId }) {
      const principal = await dependencies.logons.cancel(logonId, source);
      if (principal === undefined) return;
      await journal.record(source, principal, [{ type: 'logon.cancelled', outcome: 'info' }]);
    },
    async report({ source, logonId, ntStatus, subStatus }) {
      const principal = await dependencies.logons.markReported(logonId, source);
      if (principal === undefined) return;
      const detail = { ntStatus: spell(ntStatus), subStatus: spell(subStatus) };
      // STATUS_SUCCESS ([MS-ERREF] 2.3.1)
      const outcome = ntStatus === 0 ? 'success' : 'failure';
      await journal.record(source, principal, [
        ...(principal.waits ? [{ type: 'enrollment.waits', outcome: 'info' } as const] : []),
        { type: 'logon.reported', outcome, facts: { detail } },
      ]);
    },
  };
}

/** NTSTATUS as Windows' own texts spell it. */
function spell(status: number): string {
  return `0x${status.toString(16).padStart(8, '0')}`;
}
