import { ApplicationError } from '../../errors/application-error.js';
import type { FileKey } from '../../tokens/formats/pskc-secrets.js';
import type { HttpServices } from '../http-services.js';
import { contextOf, operatorOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addTokenRoutes(add: AddRoute, { tokens }: HttpServices): void {
  add('importTokens', ({ body, request }) => {
    const { format, content, dryRun } = body;
    const wanted = { format, content, dryRun, key: keyOf(body) };
    return tokens.import(wanted, operatorOf(request), contextOf(request));
  });
  add('listTokens', ({ query }) => tokens.list(query.after, query.limit));
  add('assignToken', async ({ params, body, request }) => {
    await tokens.assign(params.serial, body.user, operatorOf(request), contextOf(request));
    return { accepted: true };
  });
  add('unassignToken', async ({ params, request }) => {
    await tokens.unassign(params.serial, operatorOf(request), contextOf(request));
    return { accepted: true };
  });
  add('removeToken', async ({ params, request }) => {
    await tokens.remove(params.serial, contextOf(request));
    return { accepted: true };
  });
}

function keyOf(body: {
  keyHex?: string | undefined;
  passphrase?: string | undefined;
}): FileKey | undefined {
  const { keyHex, passphrase } = body;
  if (keyHex !== undefined && passphrase !== undefined) {
    throw new ApplicationError('request.malformed', {
      detail: 'the body: keyHex and passphrase exclude each other',
    });
  }
  if (keyHex !== undefined) return { key: Buffer.from(keyHex, 'hex') };
  return passphrase === undefined ? undefined : { passphrase };
}
