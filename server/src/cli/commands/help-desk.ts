import { CredentialId, PolicyFactorMethod } from '@gatehouse/protocol';
import type { ApprovalId, FactorMethod, SelfServiceId, administration } from '@gatehouse/protocol';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { askCaller } from '../caller-dialog.js';
import { TestFailedError } from '../errors.js';
import { wholeNumber } from '../number-option.js';
import type { OpenSession } from '../session.js';
import { printable } from '../table.js';

/** What every action takes. */
interface GuardOptions {
  reason: string;
  verification?: SelfServiceId;
  approval?: ApprovalId;
  language?: string;
}

/** `gatehouse help-desk`: what operators do for people who call. */
export function addHelpDeskCommands(program: Command, open: OpenSession): void {
  const desk = program
    .command('help-desk')
    .description('verify callers, give links and codes, reset factors');
  addVerify(desk, open);
  addPasswordLink(desk, open);
  addResetFactors(desk, open);
  addBreakGlass(desk, open);
  addOfflineCode(desk, open);
}

function addVerify(desk: Command, open: OpenSession): void {
  desk
    .command('verify')
    .description('verify who is calling: holds for ten minutes, for you and this person')
    .argument('<user>', USER)
    .requiredOption('--reason <text>', REASON)
    .addOption(
      new Option('--by <proof>', 'what the caller gives')
        .choices(['code', 'answers'])
        .default('code'),
    )
    .addOption(
      new Option('--method <method>', 'the factor whose code it is').choices(
        PolicyFactorMethod.options,
      ),
    )
    .option('--language <tag>', LANGUAGE)
    .addHelpText(
      'after',
      `
The code or the answers are asked for, or read from standard input, one a line. What is typed is not shown. Wrong ones
count as strikes of the person.

Example:
  gatehouse help-desk verify alice --reason "lost phone, ticket 4711" --method email`,
    )
    .action(
      async (
        name: string,
        options: {
          reason: string;
          by: 'code' | 'answers';
          method?: FactorMethod;
          language?: string;
        },
        command: Command,
      ) => {
        const { client, output, terminal } = await open(command);
        const { by: proof, reason, method, language } = options;
        const verdict = await askCaller(client, terminal, {
          ...{ name, proof, reason, method, language },
        });
        output.show(verdict, () =>
          verdict.outcome === 'verified'
            ? `The caller is ${name}. For ten minutes: --verification ${verdict.verificationId}`
            : `The caller is not verified: ${verdict.code}${until(verdict.lockedUntil)}.`,
        );
        if (verdict.outcome === 'denied') throw new TestFailedError('The caller is not verified.');
      },
    );
}

function addPasswordLink(desk: Command, open: OpenSession): void {
  guarded(desk.command('password-link'), 'password-link')
    .description('give a user a link to set a new password with, once')
    .addHelpText(
      'after',
      `
It goes by mail to an address that the server knows, or, where the policy of the user says read-out, is shown here once.

Example:
  gatehouse help-desk password-link alice --reason "forgotten, ticket 4711" --verification sfs_06k9x3v8m2q5w7r1t4y6z8b0cd`,
    )
    .action(async (name: string, options: GuardOptions, command: Command) => {
      const { client, output } = await open(command);
      const link = await client.call('createPasswordLink', {
        parameters: { name },
        body: guardsOf(options),
      });
      output.show(link, () =>
        link.url === undefined
          ? `A link was sent to ${link.sentTo ?? 'the user'}. It works once, until ${link.expiresAt}.`
          : `${link.url}\nIt works once, until ${link.expiresAt}, and is not shown again.`,
      );
    });
}

function addResetFactors(desk: Command, open: OpenSession): void {
  guarded(desk.command('reset-factors'), 'reset-factors')
    .description('remove factors of a user, and permit a first enrolment')
    .option('--all', 'remove all factors')
    .option('--factor <id...>', 'remove these: ids from "user show"', factorIds)
    .option('--answers', 'remove the answers as well')
    .option(
      '--permit-hours <n>',
      'let the user enrol one first factor by the password, for so long',
      wholeNumber(1, 168),
    )
    .addHelpText(
      'after',
      `
Afterwards the password alone enrols no first factor, unless --permit-hours lets it once. The user is told by mail.

Examples:
  gatehouse help-desk reset-factors alice --all --permit-hours 4 --reason "lost phone" --verification sfs_06k9x3v8m2q5w7r1t4y6z8b0cd
  gatehouse help-desk reset-factors alice --factor crd_06k9x3v8m2q5w7r1t4y6z8b0cd --reason "token broken"`,
    )
    .action(
      async (
        name: string,
        options: GuardOptions & {
          all?: true;
          factor?: CredentialId[];
          answers?: true;
          permitHours?: number;
        },
        command: Command,
      ) => {
        const { client, output } = await open(command);
        const { all, factor = [], answers = false, permitHours } = options;
        const reset = await client.call('resetFactors', {
          parameters: { name },
          body: {
            ...guardsOf(options),
            ...{ factors: all === true ? 'all' : factor, answers },
            ...(permitHours === undefined ? {} : { permitHours }),
          },
        });
        output.show(reset, () => describeReset(name, reset));
      },
    );
}

function addBreakGlass(desk: Command, open: OpenSession): void {
  guarded(desk.command('break-glass'), 'break-glass')
    .description('issue a code that stands for the factor of a user, once')
    .option('--hours <n>', 'how long it works (default: as the policy says)', wholeNumber(1, 168))
    .addHelpText(
      'after',
      `
The code is shown this once. It replaces the second factor, never the password. As shipped, a second operator approves.

Example:
  gatehouse help-desk break-glass alice --reason "lost phone, in Rome" --verification sfs_06k9x3v8m2q5w7r1t4y6z8b0cd --approval apv_06k9x3v8m2q5w7r1t4y6z8b0cd`,
    )
    .action(async (name: string, options: GuardOptions & { hours?: number }, command: Command) => {
      const { client, output } = await open(command);
      const { hours } = options;
      const issued = await client.call('issueBreakGlass', {
        parameters: { name },
        body: { ...guardsOf(options), ...(hours === undefined ? {} : { hours }) },
      });
      output.show(
        issued,
        () => `${issued.code}\nIt works once, until ${issued.expiresAt}, and is not shown again.`,
      );
    });
}

function addOfflineCode(desk: Command, open: OpenSession): void {
  guarded(desk.command('offline-code'), 'break-glass')
    .description('read out a code that a workstation keeps, for when it does not reach the server')
    .requiredOption('--at <workstation>', 'where the user sits: the name of the computer, or wks_…')
    .addHelpText(
      'after',
      `
The code is shown this once. It replaces the second factor of this user at this workstation, once, while the workstation
does not reach the server; never the password. Where it does reach the server, use "help-desk break-glass".

Example:
  gatehouse help-desk offline-code alice --at LAPTOP-12 --reason "lost phone, on a ship" --verification sfs_06k9x3v8m2q5w7r1t4y6z8b0cd --approval apv_06k9x3v8m2q5w7r1t4y6z8b0cd`,
    )
    .action(async (name: string, options: GuardOptions & { at: string }, command: Command) => {
      const { client, output } = await open(command);
      const read = await client.call('readOutOfflineCode', {
        parameters: { name },
        body: { ...guardsOf(options), workstation: options.at },
      });
      const { code, number, hostname, expiresAt, held } = read;
      output.show(read, () =>
        [
          code,
          printable(
            `Code ${number} of ${name} at ${hostname}. It works once, there alone, until ${expiresAt}, and is not shown again.`,
          ),
          ...(held ? [] : [printable(`${hostname} has not said yet that it has this code.`)]),
        ].join('\n'),
      );
    });
}

const USER = 'NAME, DOMAIN\\NAME or NAME@REALM';
const REASON = 'why, for the audit';
const LANGUAGE = 'language of the person, for questions and mail: en, de, zh';

/** The argument and the options that every action has. */
function guarded(command: Command, action: string): Command {
  return command
    .argument('<user>', USER)
    .requiredOption('--reason <text>', REASON)
    .option('--verification <id>', 'from "help-desk verify"')
    .option('--approval <id>', `from "approval request ${action}", where the policy asks for it`)
    .option('--language <tag>', LANGUAGE);
}

function guardsOf({ reason, verification, approval, language }: GuardOptions) {
  return {
    reason,
    ...(verification === undefined ? {} : { verificationId: verification }),
    ...(approval === undefined ? {} : { approvalId: approval }),
    ...(language === undefined ? {} : { language }),
  };
}

function factorIds(text: string, before: CredentialId[] = []): CredentialId[] {
  const parsed = CredentialId.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('Expected an id that starts with crd_.');
  return [...before, parsed.data];
}

function describeReset(name: string, reset: administration.FactorsReset): string {
  const { removed, answersRemoved, permittedUntil } = reset;
  return [
    `${removed.length} factors of ${name} are removed${answersRemoved ? ', and the answers' : ''}.`,
    ...(permittedUntil === undefined
      ? []
      : [`${name} may enrol one first factor by the password until ${permittedUntil}.`]),
  ].join('\n');
}

function until(lockedUntil: string | undefined): string {
  return lockedUntil === undefined ? '' : ` until ${lockedUntil}`;
}
