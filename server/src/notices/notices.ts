import type { CorrelationId } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import { accountNameOf } from '../authentication/logon.js';
import type { CoreLogger } from '../core-logger.js';
import { DeliveryError } from '../delivery/mailer.js';
import type { Mailer } from '../delivery/mailer.js';
import type { DirectoryAccount } from '../directory/directory.js';
import type { Credential } from '../factors/credential-store.js';
import { isSingleAddress } from '../factors/mail-address.js';
import type { MailTexts } from '../messages/mail-texts.js';
import type { NoticeKind } from './notice-texts.js';

/** What a person is to be told. */
export interface Notice {
  kind: NoticeKind;
  account: DirectoryAccount;
  /** What the person had enrolled before it was done: an address among it is told as well. */
  credentials: readonly Credential[];
  values?: Readonly<Record<string, string>>;
  language?: string | undefined;
  correlationId: CorrelationId;
}

/** Port: tells people what was done to their accounts. */
export interface Notices {
  /** Returns at once: whoever did it waits for no mail server, and what was done stands whether or not anybody can be told. */
  tell(notice: Notice): void;
}

/**
 * Notices by mail, to every address that the server knows of a person: whoever took over one of them is not the only one
 * who hears of it.
 */
export class MailNotices implements Notices {
  readonly #mailer: Mailer | undefined;
  readonly #texts: MailTexts;
  readonly #audit: AuditLog;
  readonly #logger: CoreLogger | undefined;

  constructor(parts: {
    mailer: Mailer | undefined;
    texts: MailTexts;
    audit: AuditLog;
    logger?: CoreLogger | undefined;
  }) {
    this.#mailer = parts.mailer;
    this.#texts = parts.texts;
    this.#audit = parts.audit;
    this.#logger = parts.logger;
  }

  tell(notice: Notice): void {
    const { correlationId, kind } = notice;
    void this.#send(notice).catch((error: unknown) =>
      this.#logger?.warn('a notice was not sent', { correlationId, kind, error }),
    );
  }

  async #send(notice: Notice): Promise<void> {
    const { kind, account, correlationId, values, language } = notice;
    const addresses = addressesOf(notice);
    const name = account.displayName ?? account.samAccountName;
    const message = await this.#texts.compose(kind, { name, language, values });
    const sent = await Promise.all(addresses.map((to) => this.#mail({ to, ...message })));
    const count = sent.filter((was) => was).length;
    await this.#audit.append({
      type: 'notice.sent',
      outcome: count > 0 ? 'success' : 'failure',
      ...{ correlationId, principalId: account.principalId, principalName: accountNameOf(account) },
      detail: { notice: kind, addresses: count },
    });
  }

  async #mail(message: Parameters<Mailer['send']>[0]): Promise<boolean> {
    if (this.#mailer === undefined) return false;
    try {
      await this.#mailer.send(message);
      return true;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      this.#logger?.warn('the mail server did not take a notice', { error });
      return false;
    }
  }
}

function addressesOf({ account, credentials }: Notice): string[] {
  const enrolled = credentials.flatMap((credential) =>
    credential.method === 'email' ? [credential.address] : [],
  );
  const known = [account.mail, ...enrolled].filter(
    (address) => address !== undefined && isSingleAddress(address),
  );
  return [...new Set(known as string[])];
}
