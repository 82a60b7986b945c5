import type { Command } from 'commander';
import QRCode from 'qrcode';

import type { OpenSession } from '../session.js';

/** `gatehouse factor`: what people prove themselves with besides the password. */
export function addFactorCommands(program: Command, open: OpenSession): void {
  const factor = program.command('factor').description('enrol and remove second factors');
  const enroll = factor.command('enroll').description('enrol a factor for a user');

  enroll
    .command('totp')
    .description('enrol an authenticator app: shows the URI and its QR code this once')
    .argument('<user>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .option('--label <text>', 'what the app shows beside the code')
    .addHelpText(
      'after',
      `
Whoever sees the QR code can make the person's codes: show it to nobody else, and clear the screen.

Example:
  gatehouse factor enroll totp alice`,
    )
    .action(async (name: string, options: { label?: string }, command: Command) => {
      const { client, output, terminal, json } = await open(command);
      const enrolled = await client.call('enrollTotp', { parameters: { name }, body: options });
      const picture = json
        ? ''
        : await QRCode.toString(enrolled.uri, {
            // 'terminal' sets its own colours, so that dark terminals show dark on light too.
            ...(terminal.styled ? { type: 'terminal', small: true } : { type: 'utf8' }),
            errorCorrectionLevel: 'L',
          });
      output.show(enrolled, () => `${picture}\n${enrolled.uri}\nfactor ${enrolled.id}`);
    });

  enroll
    .command('email')
    .description('enrol an alternate address for e-mailed codes')
    .argument('<user>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .argument('<address>', 'one mail address')
    .addHelpText('after', '\nExample:\n  gatehouse factor enroll email alice alice@example.org')
    .action(async (name: string, address: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const enrolled = await client.call('enrollEmail', {
        parameters: { name },
        body: { address },
      });
      output.show(enrolled, () => `Codes can go to ${enrolled.address}.\nfactor ${enrolled.id}`);
    });

  factor
    .command('remove')
    .description('remove a factor of a user')
    .argument('<user>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .argument('<factor-id>', 'an id from "user show"')
    .addHelpText(
      'after',
      '\nExample:\n  gatehouse factor remove alice crd_06k9x3v8m2q5w7r1t4y6z8b0cd',
    )
    .action(async (name: string, credentialId: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('removeFactor', { parameters: { name, credentialId } });
      output.show(answer, () => `The factor ${credentialId} of ${name} is removed.`);
    });
}
