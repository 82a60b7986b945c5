import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { z } from 'zod';

import { DirectoryUnavailableError } from '../../server/src/directory/directory.js';
import type { Directory } from '../../server/src/directory/directory.js';
import type { ChangeOutcome } from '../../service/src/passwords/password-changes.js';

const Asked = z.strictObject({
  domain: z.string(),
  name: z.string(),
  oldPassword: z.base64(),
  newPassword: z.base64(),
});

/** A program on the loopback that plays Windows, for `demoPasswordChanges`. */
export interface PasswordChangeEndpoint extends AsyncDisposable {
  url: string;
  /** What came of each change, in order. */
  outcomes: ChangeOutcome[];
}

/** Changes passwords in a real directory, in their owners' names, as a domain controller would. */
export async function startPasswordChangeEndpoint(
  directory: Pick<Directory, 'find' | 'changePassword'>,
): Promise<PasswordChangeEndpoint> {
  const outcomes: ChangeOutcome[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const outcome = await change(directory, await readBody(request));
      outcomes.push(outcome);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(outcome));
    })().catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/change`,
    outcomes,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function change(
  directory: Pick<Directory, 'find' | 'changePassword'>,
  body: string,
): Promise<ChangeOutcome> {
  const { domain, name, oldPassword, newPassword } = Asked.parse(JSON.parse(body));
  try {
    const account = await directory.find(`${domain}\\${name}`);
    if (account === undefined) return { outcome: 'wrong' };
    const bytes = (text: string) => Buffer.from(text, 'base64');
    const said = await directory.changePassword(account, bytes(oldPassword), bytes(newPassword));
    switch (said.outcome) {
      case 'accepted':
        return { outcome: 'changed' };
      case 'rejected':
        return { outcome: 'rejected', rule: `password.${said.rule}` };
      case 'forbidden':
      case 'wrong':
        return { outcome: said.outcome };
    }
  } catch (error) {
    if (error instanceof DirectoryUnavailableError) return { outcome: 'no-domain-controller' };
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
