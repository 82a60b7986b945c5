import type { ForecastStep } from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol/pipe';

import type { ForeignForecast, ForeignStep } from './foreign-forecast.js';
import type { UserCheck } from './user-check.js';

const BECAUSE = {
  'not-asked': 'the policy asks for none in this kind of logon',
  grace: 'within the grace of an unlock',
  observed: 'the policy only observes',
  optional: 'none is enrolled, and the policy asks only whoever has one',
  excluded: 'excluded',
} as const;

const FOREIGN_BECAUSE = {
  ...BECAUSE,
  optional: 'the policy asks only whoever has one',
  foreign: 'foreignAccounts excludes all such accounts',
} as const;

const DENIALS: Readonly<Record<string, string>> = {
  'factor.not-enrolled': 'no second factor is enrolled, and the policy lets nobody enrol one here',
  'principal.locked': 'too many wrong attempts',
  'source.locked': 'too many wrong attempts at this workstation',
  'account.disabled': 'the account is disabled',
  'account.expired': 'the account has expired',
  'account.no-windows': 'the directory has no Windows account for this person',
};

/** A check in lines for a person. */
export function describeCheck(check: UserCheck, now: Date): string {
  const { foreign, correlationId } = check;
  const asked = foreign === undefined ? serverText(check) : foreignText(foreign);
  return [...asked, offlineText(check, now), `Reference: ${referenceOf(correlationId)}`].join('\n');
}

function serverText({ name, server, detail, forecast }: UserCheck): string[] {
  return forecast === undefined
    ? [`The server cannot be asked (${server})${detail === undefined ? '' : `: ${detail}`}.`]
    : forecast.known
      ? [
          `${forecast.account.netbiosDomain}\\${forecast.account.samAccountName} (${forecast.account.sid})`,
          `After a right password: ${stepText(forecast.step)}`,
          `Policy: ${forecast.policy ?? 'none'}, mode ${forecast.mode}`,
          `Still to enrol: ${forecast.missing.join(', ') || 'nothing'}`,
          `Without the server the policy says: ${forecast.offline.rule}; a kit is ${forecast.offline.kit ? '' : 'not '}kept`,
        ]
      : [`The directory of the server has nobody called ${name}.`];
}

function foreignText({ account, kind, isFallback, step }: ForeignForecast): string[] {
  const { netbiosDomain: domain, samAccountName, sid } = account;
  return [
    `${domain === '' ? '' : `${domain}\\`}${samAccountName} (${sid}), in no directory of the server (${kind})`,
    `This workstation decides: ${foreignStepText(step)}`,
    isFallback
      ? 'Policy: none is kept here that can be believed, so the defaults hold'
      : 'Policy: as it is kept here',
  ];
}

function foreignStepText(step: ForeignStep): string {
  switch (step.would) {
    case 'grant':
      return `no second factor: ${FOREIGN_BECAUSE[step.because]}${
        step.exclusion === undefined ? '' : ` by ${step.exclusion}`
      }`;
    case 'ask-mapped':
      return 'after a right password the server asks for a factor of whoever the account is mapped to';
    case 'break-glass':
      return 'a break-glass account, which gets in at the console with the password where the server has no verdict';
    case 'deny':
      return `denied (${step.code}): foreignAccounts lets in no such account`;
  }
}

function stepText(step: ForecastStep): string {
  switch (step.would) {
    case 'ask':
      return `a second factor is asked for (${step.methods.join(', ')})`;
    case 'enroll':
      return `${step.what.join(', ')} must be enrolled first`;
    case 'grant':
      return `no second factor: ${BECAUSE[step.because]}${
        step.exclusion === undefined
          ? ''
          : ` by ${step.exclusion.sid}${step.exclusion.until === undefined ? '' : ` until ${step.exclusion.until}`}`
      }`;
    case 'deny':
      return `denied (${step.code}): ${DENIALS[step.code] ?? 'see the audit of the server'}${
        step.until === undefined ? '' : `, until ${step.until}`
      }`;
  }
}

function offlineText({ offline: { kit, cachedLogons } }: UserCheck, now: Date): string {
  const windows =
    cachedLogons === false
      ? ' Windows keeps no logons for when no domain controller is there.'
      : '';
  if (kit === undefined) return `Here without the server: no kit is kept.${windows}`;
  if (kit.gone !== undefined) return `Here without the server: the kit is ${kit.gone}.${windows}`;
  if (kit.kit === undefined) return `Here without the server: the kit cannot be read.${windows}`;
  const { expiresAt, offline, hasAuthenticator, hasRecovery } = kit.kit;
  const over = Date.parse(expiresAt) <= now.getTime() ? ' (over)' : '';
  return (
    [
      `Here without the server: a kit until ${expiresAt}${over}, ${offline}`,
      hasAuthenticator ? `${kit.seeds} masked seed(s)` : 'no authenticator',
      `${kit.wrongCodes} wrong code(s)`,
      hasRecovery ? `recovery with ${kit.attempts} attempt(s) used` : 'no recovery',
    ].join(', ') + `.${windows}`
  );
}
