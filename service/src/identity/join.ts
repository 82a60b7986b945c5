import { JoinResponse, parseJoinToken, pinOf, verifyServerKeys } from '@gatehouse/protocol';
import type { CorrelationId, JoinRequest, JoinToken, ServerKeys } from '@gatehouse/protocol';

import { UnreachableError } from '../authority/authority.js';
import { HttpTransport } from '../authority/http-transport.js';
import { exchangeSigned } from '../authority/signed-exchange.js';
import type { Clock } from '../clock.js';
import type { Random } from '../random.js';
import type { StoredIdentity } from './identity-store.js';
import { SoftwareSigningKey, thumbprintOf } from './signing-key.js';
import { findTlsAuthority } from './tls-authority.js';

/** The workstation could not join. `code` is a problem code of the server, or a reason as in `UnreachableReason`. */
export class JoinError extends Error {
  override readonly name = 'JoinError';
  readonly code: string;
  /** Whether trying again later, with the same token, can help. */
  readonly retriable: boolean;

  constructor(code: string, message: string, options: { retriable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retriable = options.retriable;
  }
}

export interface JoinParameters {
  /** The join token as one string. */
  token: string;
  hostname: string;
  platform: JoinRequest['platform'];
  version: string;
  proxyUrl: string | undefined;
  clock: Clock;
  random: Random;
  correlationId: CorrelationId;
  signal: AbortSignal;
}

/**
 * Joins this workstation: makes its key, proves it to the server that the token names, and learns the server's keys.
 * Everything that comes back is verified against the pins of the token before anything is stored.
 *
 * @throws JoinError
 * @throws JoinTokenError when the text is not a join token
 */
export async function join(parameters: JoinParameters): Promise<StoredIdentity> {
  const token = parseJoinToken(parameters.token);
  try {
    return await joinServer(token, parameters);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw new JoinError(error.reason, error.message, { retriable: true, cause: error });
  }
}

async function joinServer(token: JoinToken, parameters: JoinParameters): Promise<StoredIdentity> {
  const { clock, random, correlationId, proxyUrl, signal } = parameters;
  const authority =
    token.tlsPin === undefined
      ? undefined
      : await findTlsAuthority(token.url, token.tlsPin, { proxyUrl, signal });
  const transport = new HttpTransport({ baseUrl: token.url, authority, proxyUrl });
  const signingKey = SoftwareSigningKey.generate();
  const { hostname, platform, version } = parameters;
  const body: JoinRequest = {
    secret: token.secret,
    hostname,
    platform,
    version,
    publicKey: signingKey.publicKey,
    hardwareKey: signingKey.hardware,
  };
  const keyId = thumbprintOf(signingKey.publicKey);
  const ask = async (now: Date) =>
    exchangeSigned(
      { endpoint: 'join', body: () => body, schema: JoinResponse },
      { keyId, signingKey, now },
      async (answer) => answerKeys(answer, token),
      { transport, random, correlationId, signal, problemTrust: 'tls' },
    );
  try {
    let answer = await ask(clock.now());
    if (answer.kind === 'problem' && answer.problem.code === 'signature.clock-skew') {
      answer = await ask(new Date(answer.created * 1000));
    }
    if (answer.kind === 'problem') {
      const { code, title } = answer.problem;
      const retriable = !code.startsWith('token.') && code !== 'request.malformed';
      throw new JoinError(code, title, { retriable });
    }
    const serverKeys = await verifyServerKeys(answer.value.serverKeys, { pin: token.identityPin });
    return {
      workstationId: answer.value.workstationId,
      serverUrl: new URL(token.url).origin,
      serverKeys,
      signingKey,
      joinedAt: clock.now().toISOString(),
    };
  } finally {
    transport.close();
  }
}

/** The key that must have signed the answer: the one whose statement the answer carries, if it is the pinned one. */
async function answerKeys(body: Uint8Array, token: JoinToken): Promise<string[]> {
  let keys: ServerKeys;
  try {
    const { serverKeys } = JoinResponse.parse(JSON.parse(Buffer.from(body).toString('utf8')));
    keys = await verifyServerKeys(serverKeys, { pin: token.identityPin });
  } catch (cause) {
    throw new UnreachableError(
      'wrong-key',
      'the answer is not of the server that the token names',
      {
        cause,
      },
    );
  }
  return pinOf(keys.identityKey) === token.identityPin ? [keys.identityKey] : [];
}
