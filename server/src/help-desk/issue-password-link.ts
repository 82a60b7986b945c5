import { ID_BYTES, formatId } from '@gatehouse/protocol';
import type { PasswordLinkId, PolicySettings } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { CoreLogger } from '../core-logger.js';
import { DeliveryError } from '../delivery/mailer.js';
import type { Mailer } from '../delivery/mailer.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Credential, CredentialStore } from '../factors/credential-store.js';
import { addressOf } from '../factors/email-factor.js';
import { maskAddress } from '../factors/mail-address.js';
import type { Keyring } from '../keyring/keyring.js';
import type { MailTexts } from '../messages/mail-texts.js';
import type { Random } from '../random.js';
import type { DeskAdmission, DeskCase } from './desk-admission.js';
import type { GuardedDeskRequest } from './desk-request.js';
import type { PasswordLink, PasswordLinkStore } from './password-link-store.js';
import { newLinkToken, linkTokenMac } from './password-link-token.js';

const MINUTE_MS = 60_000;

export interface IssuePasswordLink extends GuardedDeskRequest {
  language?: string | undefined;
}

/** Either it was mailed, or it is shown here and nowhere else. */
export interface IssuedPasswordLink {
  id: PasswordLinkId;
  expiresAt: Date;
  /** Masked. */
  sentTo?: string;
  url?: string;
}

interface Parts {
  admission: DeskAdmission;
  links: PasswordLinkStore;
  credentials: Pick<CredentialStore, 'list'>;
  mailer: Mailer | undefined;
  texts: MailTexts;
  keyring: Keyring;
  clock: Clock;
  random: Random;
  /** Where the page is that takes links, without a slash at its end. */
  portalUrl: () => string;
  logger?: CoreLogger | undefined;
}

/** Gives somebody a link by which they set a new password, which the operator does not choose (R33). */
export class IssuePasswordLinks {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * @throws ApplicationError `principal.unknown`, `verification.required`, `approval.required`,
   *   `password-link.undeliverable` where it is to be mailed and cannot be: then there is no link, and none from before
   */
  async run(request: IssuePasswordLink): Promise<IssuedPasswordLink> {
    const { admission, links, credentials, keyring, clock, random, portalUrl } = this.#parts;
    const found = await admission.findVerified(request);
    const { account, settings } = found;
    const { passwordLink, passwordLinkMinutes } = settings.helpDesk;
    // Looked up now, by the server: nobody says where it goes (R27, R28).
    const address = this.#addressOf(found, await credentials.list(account.principalId));
    if (passwordLink === 'mail' && address === undefined) {
      throw new ApplicationError('password-link.undeliverable');
    }
    await admission.requireApproval('password-link', request, found);
    const now = clock.now();
    const token = newLinkToken(random);
    const link: PasswordLink = {
      id: formatId('pwl', random.bytes(ID_BYTES)),
      principalId: account.principalId,
      operator: request.operator.id,
      generation: account.passwordGeneration,
      issuedAt: now,
      expiresAt: new Date(now.getTime() + passwordLinkMinutes * MINUTE_MS),
    };
    await links.put(link, linkTokenMac(keyring, token));
    await admission.record('password-link.issued', request, found, {
      outcome: 'success',
      detail: { link: link.id, by: passwordLink, minutes: passwordLinkMinutes },
    });
    // What is after `#` goes to no server, and stands in no log.
    const url = `${portalUrl()}/password-link#${token}`;
    const { id, expiresAt } = link;
    if (passwordLink === 'read-out' || address === undefined) return { id, expiresAt, url };
    await this.#mail(request, found, { address, url });
    return { id, expiresAt, sentTo: maskAddress(address) };
  }

  async #mail(
    { language, context }: IssuePasswordLink,
    { account, settings }: DeskCase,
    { address, url }: { address: string; url: string },
  ): Promise<void> {
    const { mailer, texts, links, clock, logger } = this.#parts;
    const message = await texts.compose('password-link', {
      name: account.displayName ?? account.samAccountName,
      values: { url, minutes: String(settings.helpDesk.passwordLinkMinutes) },
      language,
    });
    try {
      await mailer?.send({ to: address, ...message });
    } catch (cause) {
      if (!(cause instanceof DeliveryError)) throw cause;
      await links.forget(account.principalId, clock.now());
      logger?.warn('a link could not be mailed', {
        correlationId: context.correlationId,
        error: cause,
      });
      throw new ApplicationError('password-link.undeliverable', { cause });
    }
  }

  #addressOf(
    { account, settings }: { account: DeskCase['account']; settings: PolicySettings },
    credentials: readonly Credential[],
  ): string | undefined {
    if (this.#parts.mailer === undefined) return undefined;
    return addressOf({ account, credentials }, settings.contact);
  }
}
