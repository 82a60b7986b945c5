import { FourEyesAction, administration } from '@gatehouse/protocol';
import { Argument, Option } from 'commander';
import type { Command } from 'commander';

import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';

/** `gatehouse approval`: what one operator alone may not do. */
export function addApprovalCommands(program: Command, open: OpenSession): void {
  const approval = program
    .command('approval')
    .description('ask a second operator, and decide what others ask for');

  approval
    .command('request')
    .description('ask for what the policy lets nobody do alone')
    .addArgument(new Argument('<action>', 'what').choices(FourEyesAction.options))
    .argument('<user>', 'on whom: NAME, DOMAIN\\NAME or NAME@REALM')
    .requiredOption('--reason <text>', 'what the other one, and the audit, are told')
    .addHelpText(
      'after',
      '\nExample:\n  gatehouse approval request break-glass alice --reason "lost phone, ticket 4711"',
    )
    .action(
      async (
        action: FourEyesAction,
        user: string,
        options: { reason: string },
        command: Command,
      ) => {
        const { client, output } = await open(command);
        const body = { action, user, reason: options.reason };
        const asked = await client.call('requestApproval', { body });
        output.show(
          asked,
          () => `${asked.id}: have it approved by ${asked.expiresAt}, then use it.`,
        );
      },
    );

  approval
    .command('show')
    .description('show what became of a request')
    .argument('<approval-id>', 'an id from "approval request"')
    .addHelpText('after', '\nExample:\n  gatehouse approval show apv_06k9x3v8m2q5w7r1t4y6z8b0cd')
    .action(async (approvalId: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const shown = await client.call('showApproval', { parameters: { approvalId } });
      output.show(shown, () => tableOf([shown]));
    });

  approval
    .command('list')
    .description('list requests, the newest first')
    .addOption(
      new Option('--state <state>', 'only these').choices(administration.ApprovalState.options),
    )
    .addHelpText('after', '\nExample:\n  gatehouse approval list --state open')
    .action(async (query: { state?: string }, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listApprovals', { query: { ...query } });
      output.show(list, () => tableOf(list.approvals));
    });

  for (const [verb, decision] of [
    ['approve', 'approved'],
    ['refuse', 'refused'],
  ] as const) {
    approval
      .command(verb)
      .description(`${verb} what another operator asked for`)
      .argument('<approval-id>', 'an id from "approval list"')
      .option('--comment <text>', 'what the other one, and the audit, are told')
      .addHelpText(
        'after',
        `\nExample:\n  gatehouse approval ${verb} apv_06k9x3v8m2q5w7r1t4y6z8b0cd --comment "called back"`,
      )
      .action(async (approvalId: string, options: { comment?: string }, command: Command) => {
        const { client, output } = await open(command);
        const decided = await client.call('decideApproval', {
          parameters: { approvalId },
          body: { decision, ...options },
        });
        const until = decision === 'approved' ? ` It is good until ${decided.expiresAt}.` : '';
        output.show(decided, () => `${approvalId} is ${decision}.${until}`);
      });
  }
}

function tableOf(approvals: readonly administration.Approval[]): string {
  return formatTable(
    ['ID', 'STATE', 'ACTION', 'USER', 'ASKED BY', 'ASKED AT', 'UNTIL', 'DECIDED BY', 'REASON'],
    approvals.map((one) => [
      one.id,
      one.state,
      one.action,
      one.principalName,
      one.requester.name,
      one.requestedAt,
      one.expiresAt,
      one.decider?.name ?? '-',
      one.reason,
    ]),
  );
}
