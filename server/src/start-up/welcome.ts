import path from 'node:path';

/** Where the command line looks for the socket by itself. */
const USUAL_SOCKET = path.resolve('data', 'admin.sock');

/** What a person reads who starts the server at a terminal. */
export function renderWelcome(server: {
  url: string;
  socketPath: string | undefined;
  authorityPin: string | undefined;
  bootstrapCode: string | undefined;
}): string {
  const { url, socketPath, authorityPin, bootstrapCode } = server;
  const cli =
    socketPath === undefined || socketPath === USUAL_SOCKET
      ? 'npm run gatehouse --'
      : `npm run gatehouse -- --socket ${socketPath}`;
  const lines = ['', `Gatehouse listens at ${url}`];
  if (authorityPin !== undefined) {
    lines.push(`Its certificate comes from its own authority, whose SHA-256 is ${authorityPin}`);
  }
  if (socketPath !== undefined) {
    lines.push(`Whoever started it administers it through ${socketPath} without a key.`);
  }
  if (bootstrapCode !== undefined) {
    const pin = authorityPin === undefined ? '' : ` --ca-pin ${authorityPin}`;
    lines.push(
      '',
      'Nobody administers it over the network yet. To become administrator, within 24 hours, open in a browser',
      '',
      `    ${new URL('/first-run', url).href}`,
      '',
      `  and type this code, which works once:  ${bootstrapCode}`,
      '',
      'There you are led to a first logon at a workstation. To get an API key with the code instead:',
      '',
      `    npm run gatehouse -- admin claim --url ${url}${pin}`,
      '',
      'What to do next:',
      '',
      `    ${cli} user add alice            a user of the local directory`,
      `    ${cli} factor enroll totp alice  an authenticator app for the user`,
      `    ${cli} workstation token         a token that joins a Windows workstation`,
      `    ${cli} --help                    everything else`,
    );
  }
  return `${lines.join('\n')}\n\n`;
}
