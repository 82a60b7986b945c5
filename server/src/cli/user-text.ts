import { referenceOf } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { formatFacts, formatTable, printable } from './table.js';

type User = administration.User;
type Fact = [name: string, value: string | undefined];

/** All that there is of a user, as a page. A part that could not be read says so in its place. */
export function describeUser(user: User): string {
  const parts: [title: string, part: administration.UserPart | undefined, text: () => string][] = [
    ['', undefined, () => formatFacts(identityOf(user))],
    ['Directory', 'directory', () => formatFacts(directoryOf(user))],
    ['Policy', 'policy', () => policyText(user)],
    ['Locks and strikes', 'locks', () => locksText(user)],
    ['Factors', 'factors', () => factorsText(user)],
    ['Answers', 'answers', () => answersText(user)],
    ['Enrolment', 'enrollment', () => enrollmentText(user)],
    ['Workstations and kits', 'workstations', () => workstationsText(user)],
    ['Resets granted by a recovery', 'reset-grants', () => grantsText(user)],
    ['Last logons and self-services', 'history', () => historyText(user)],
  ];
  return parts
    .map(([title, part, text]) => {
      const failure = user.unavailable.find((one) => one.part === part);
      const body = failure === undefined ? text() : `cannot be shown: code ${failure.code}`;
      return title === '' ? body : `${title}\n${indent(body)}`;
    })
    .join('\n\n');
}

export function describeFound({ users, more, away }: administration.FoundUsers): string {
  const table = formatTable(
    ['NAME', 'DISPLAY NAME', 'MAIL', 'STATE', 'ID'],
    users.map(({ name, netbiosDomain, displayName = '', mail = '', disabled, by, principalId }) => [
      `${netbiosDomain}\\${name}`,
      displayName,
      mail,
      [disabled ? 'disabled' : '', by === undefined ? '' : `by ${by}`].filter(Boolean).join(', '),
      principalId,
    ]),
  );
  return [
    users.length === 0 ? 'Nobody was found.' : table,
    ...(more ? ['There are more: give a longer text.'] : []),
    ...away.map((realm) => printable(`${realm} does not answer: its people are missing.`)),
  ].join('\n');
}

export function describeUnlocked(
  name: string,
  { everywhere, sources, directory }: administration.UnlockedUser,
): string {
  const ended = [
    ...(everywhere ? ['all sources together'] : []),
    ...sources.map((source) => printable(source)),
  ];
  const ours =
    ended.length === 0
      ? `There were no strikes of ${name} to forget.`
      : `The strikes of ${name} are forgotten: ${ended.join(', ')}.`;
  const texts = {
    unlocked: 'The directory does not lock the account any more.',
    forbidden: 'The directory does not let the service account unlock: its lock is as it was.',
    unavailable: 'The directory did not answer: its lock is as it was.',
  };
  return directory === undefined ? ours : `${ours}\n${texts[directory]}`;
}

function identityOf(user: User): Fact[] {
  const { name, netbiosDomain, groups } = user;
  const failure = user.unavailable.find(({ part }) => part === 'groups');
  return [
    ['name', name],
    ['display name', user.displayName],
    ['mail', user.mail],
    ['alternate mail', user.alternateMail],
    ['Windows name', netbiosDomain === undefined ? undefined : `${netbiosDomain}\\${name}`],
    ['principal name', user.userPrincipalName],
    ['realm', user.realm],
    ['entry', user.distinguishedName],
    ['SID', user.sid],
    ['id', user.principalId],
    [
      'groups',
      failure === undefined
        ? groups === undefined || groups.length === 0
          ? 'none'
          : groups.join(', ')
        : `cannot be shown: code ${failure.code}`,
    ],
  ];
}

function directoryOf({ directory }: User): Fact[] {
  if (directory === undefined) return [['state', 'unknown']];
  const { disabled, expiresAt, locked, lockedSince, lockedUntil } = directory;
  const { passwordSetAt, passwordExpiresAt, mustChangePassword } = directory;
  return [
    ['disabled', disabled ? 'yes' : 'no'],
    ['expires', expiresAt],
    ['locked', locked ? lockText(lockedSince, lockedUntil) : 'no'],
    ['password set', mustChangePassword ? 'must be changed at the next logon' : passwordSetAt],
    ['password expires', passwordExpiresAt],
  ];
}

function policyText({ policy }: User): string {
  if (policy === undefined) return 'unknown';
  const { name, version, settings, differing } = policy;
  const { require, methods } = settings.logon.desktop;
  return [
    formatFacts([
      ['policy', version === undefined ? name : `${name}@${version}`],
      [
        'desktop logon',
        require === 'none' ? 'password alone' : `password and ${methods.join(' or ')}`,
      ],
    ]),
    ...differing.map(({ setting, value, origin }) => {
      const from = origin.policy === undefined ? '' : `  (${origin.policy.name})`;
      return printable(`${setting} = ${shorten(JSON.stringify(value))}${from}`);
    }),
  ].join('\n');
}

function locksText(user: User): string {
  const { strikes = 0, locked, lockedSince, lockedUntil, causes = [], sources = [] } = user;
  return [
    formatFacts([
      ['strikes', String(strikes)],
      ['locked', locked === true ? lockText(lockedSince, lockedUntil) : 'no'],
    ]),
    ...causesText(causes),
    ...sources.flatMap((one) => [
      printable(
        `${one.source}${one.hostname === undefined ? '' : ` (${one.hostname})`}: ${one.strikes} strikes, ` +
          (one.locked ? `locked ${lockText(one.since, one.until)}` : 'not locked'),
      ),
      ...causesText(one.causes).map(indent),
    ]),
  ].join('\n');
}

function causesText(causes: NonNullable<User['causes']>): string[] {
  return causes.map(({ at, door = '', code }) => printable(`${at}  ${door}  ${code}`));
}

function factorsText({ factors = [], recoveryCodes }: User): string {
  const lines = factors.map(({ method, id, serial, address, label, createdAt, lastUsedAt }) => {
    const facts = [serial && `token ${serial}`, address, serial === undefined && label];
    const known = facts.filter((fact) => typeof fact === 'string').join(', ');
    return printable(
      `${method} (${id})${known === '' ? '' : `  ${known}`}  since ${createdAt}, ` +
        (lastUsedAt === undefined ? 'no use known' : `last used ${lastUsedAt}`),
    );
  });
  if (recoveryCodes !== undefined) {
    const { left, total, createdAt } = recoveryCodes;
    lines.push(printable(`recovery-code  ${left} of ${total} left  since ${createdAt}`));
  }
  return lines.length === 0 ? 'none' : lines.join('\n');
}

function answersText({ answers }: User): string {
  if (answers?.enrolled !== true) return 'not enrolled';
  return `${answers.questions ?? 0} questions, enrolled ${answers.enrolledAt ?? ''}`;
}

function enrollmentText({ enrollment }: User): string {
  if (enrollment === undefined) return 'unknown';
  const { missing, postponed, idleSince } = enrollment;
  return formatFacts([
    ['missing', missing.length === 0 ? 'nothing' : missing.join(', ')],
    ['postponed', postponed === 0 ? undefined : `${postponed} times`],
    ['unused account', idleSince === undefined ? undefined : `found ${idleSince}`],
  ]);
}

function workstationsText({ workstations = [] }: User): string {
  if (workstations.length === 0) return 'none';
  return formatTable(
    ['WORKSTATION', 'LAST LOGON', 'KIT', 'UNTIL', 'FAILURES', 'CODES'],
    workstations.map(({ workstationId, hostname, revoked, lastUsedAt, kit, offlineCodes }) => [
      `${hostname ?? workstationId}${revoked ? ' (revoked)' : ''}`,
      lastUsedAt,
      kit.destroyedAt === undefined ? kit.state : `destroyed ${kit.destroyedAt}`,
      kit.expiresAt ?? '',
      String(kit.failures),
      codesText(offlineCodes),
    ]),
  );
}

/** Those that the help desk may read out, and those that it has. */
function codesText({ left, readOut }: { left: number; readOut: number }): string {
  return readOut === 0 ? String(left) : `${left}, ${readOut} read out`;
}

function grantsText({ resetGrants = [] }: User): string {
  if (resetGrants.length === 0) return 'none';
  return resetGrants
    .map(({ workstationId, hostname, expiresAt }) =>
      printable(`at ${hostname ?? workstationId} until ${expiresAt}`),
    )
    .join('\n');
}

function historyText({ history = [] }: User): string {
  if (history.length === 0) return 'none';
  return formatTable(
    ['AT', 'WHAT', 'DOOR', 'WORKSTATION', 'CODE', 'REFERENCE'],
    history.map(({ at, type, door, hostname, workstationId, source, code, correlationId }) => [
      at,
      type,
      door ?? '',
      hostname ?? workstationId ?? source ?? '',
      code ?? '',
      referenceOf(correlationId),
    ]),
  );
}

function lockText(since: string | undefined, until: string | undefined): string {
  const end = `until ${until ?? 'somebody unlocks the user'}`;
  return since === undefined ? end : `since ${since}, ${end}`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

/** Questions are long. */
function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
