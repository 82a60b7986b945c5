import { request } from 'node:http';

import { PasswordRuleCode } from '@gatehouse/protocol';

import type { ChangeAccount, ChangeOutcome, PasswordChanges } from './password-changes.js';

/** As long as a domain controller may take. */
const LIMIT_MS = 15_000;
const MAX_ANSWER_BYTES = 1024;

const PLAIN = new Set([
  'changed',
  'wrong',
  'locked',
  'disabled',
  'forbidden',
  'no-domain-controller',
]);

/**
 * Stands for Windows in demonstrations and tests: asks a program on this computer, over HTTP on the loopback, with
 * `{ domain, name, oldPassword, newPassword }` (passwords in base64 of UTF-8), which answers `{ outcome, rule }` as in
 * {@link ChangeOutcome}. Nothing uses it unless the configuration names it.
 */
export class LoopbackPasswordChanges implements PasswordChanges {
  readonly #url: string;

  /** @param url of the loopback, as the configuration checks it */
  constructor(url: string) {
    this.#url = url;
  }

  async change(
    account: ChangeAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<ChangeOutcome> {
    const body = Buffer.from(
      JSON.stringify({
        ...account,
        oldPassword: Buffer.from(oldPassword).toString('base64'),
        newPassword: Buffer.from(newPassword).toString('base64'),
      }),
    );
    try {
      return outcomeOf(await this.#post(body));
    } catch {
      // Nobody answers, or it cannot be read: what Windows would call no domain controller, it says itself.
      return { outcome: 'unavailable' };
    } finally {
      body.fill(0);
    }
  }

  async #post(body: Buffer): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(LIMIT_MS);
      const outgoing = request(
        this.#url,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': body.length },
          agent: false,
          signal,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          let length = 0;
          incoming.on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length > MAX_ANSWER_BYTES) {
              reject(new Error('the answer is too long'));
              outgoing.destroy();
            } else chunks.push(chunk);
          });
          incoming.once('error', reject);
          incoming.once('end', () => {
            try {
              if (incoming.statusCode !== 200) throw new Error('the answer is an error');
              resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
            } catch (error) {
              reject(error instanceof Error ? error : new Error('the answer is not JSON'));
            }
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }
}

/** What is not one of our outcomes is none. */
function outcomeOf(answer: unknown): ChangeOutcome {
  const { outcome, rule } = { ...(answer as { outcome?: unknown; rule?: unknown }) };
  if (outcome === 'rejected') {
    const known = PasswordRuleCode.safeParse(rule);
    return { outcome, rule: known.success ? known.data : 'password.other' };
  }
  return typeof outcome === 'string' && PLAIN.has(outcome)
    ? ({ outcome } as ChangeOutcome)
    : { outcome: 'unavailable' };
}
