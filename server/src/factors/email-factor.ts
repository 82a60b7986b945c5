import { timingSafeEqual } from 'node:crypto';

import type { ChallengeId, OfferedMethod, PolicySettings } from '@gatehouse/protocol';

import { DeliveryError } from '../delivery/mailer.js';
import type { Mailer } from '../delivery/mailer.js';
import type { Keyring } from '../keyring/keyring.js';
import type { MailTexts } from '../messages/mail-texts.js';
import type { Random } from '../random.js';
import type { DestinationQuota } from './destination-quota.js';
import { UndeliverableError } from './factor.js';
import type {
  Assertion,
  AssertionVerdict,
  ChallengeRequest,
  Factor,
  FactorSettings,
  FactorSubject,
  PreparedChallenge,
} from './factor.js';
import { isSingleAddress, maskAddress } from './mail-address.js';
import { randomDigits } from './random-digits.js';

/** Codes sent by e-mail. Addresses come from the directory and the enrolments only, at the time of sending (R27). */
export class EmailFactor implements Factor {
  readonly method = 'email';
  readonly sends = true;
  readonly #mailer: Mailer;
  readonly #keyring: Keyring;
  readonly #random: Random;
  readonly #destinations: DestinationQuota;
  readonly #texts: MailTexts;

  constructor(parts: {
    mailer: Mailer;
    keyring: Keyring;
    random: Random;
    destinations: DestinationQuota;
    texts: MailTexts;
  }) {
    this.#mailer = parts.mailer;
    this.#keyring = parts.keyring;
    this.#random = parts.random;
    this.#destinations = parts.destinations;
    this.#texts = parts.texts;
  }

  offer(subject: FactorSubject, { contact }: FactorSettings): OfferedMethod | undefined {
    const address = addressOf(subject, contact);
    return address === undefined
      ? undefined
      : { method: 'email', destination: maskAddress(address) };
  }

  digits({ otp }: FactorSettings): number {
    return otp.digits;
  }

  prepare({ challengeId, subject, settings, language }: ChallengeRequest): PreparedChallenge {
    const code = randomDigits(this.#random, settings.otp.digits);
    const address = addressOf(subject, settings.contact);
    return {
      codeMac: this.#macOf(challengeId, subject.account.principalId, code),
      deliver: async () => {
        if (address === undefined) throw new UndeliverableError('there is no address');
        if (!(await this.#destinations.take(address, settings.otp))) {
          throw new UndeliverableError('too many codes were sent to this address');
        }
        const minutes = Math.floor(settings.otp.lifetimeSeconds / 60);
        const name = subject.account.displayName ?? subject.account.samAccountName;
        const values = { code, minutes: String(minutes) };
        const message = await this.#texts.compose('code', { name, language, values });
        try {
          await this.#mailer.send({ to: address, ...message });
        } catch (cause) {
          if (!(cause instanceof DeliveryError)) throw cause;
          throw new UndeliverableError('the mail server did not take the message', { cause });
        }
      },
    };
  }

  verify({ challengeId, principalId, codeMac, code }: Assertion): Promise<AssertionVerdict> {
    const given = this.#macOf(challengeId, principalId, code.replaceAll(/\s/g, ''));
    const right = codeMac?.length === given.length && timingSafeEqual(Buffer.from(codeMac), given);
    // That it is accepted once is a matter of the challenge: it is granted by one conditional statement.
    return Promise.resolve(right ? { outcome: 'right', steps: [] } : { outcome: 'wrong' });
  }

  /** Bound to challenge and person: a code fits no other. Digits alone would be found by trying. */
  #macOf(challengeId: ChallengeId, principalId: string, code: string): Uint8Array {
    return this.#keyring.mac('email-code', Buffer.from(`${challengeId}\n${code}\n${principalId}`));
  }
}

/** Where the policy has mail of a person go; undefined where there is no such address, or not exactly one (R28). */
export function addressOf(
  { account, credentials }: FactorSubject,
  { email }: PolicySettings['contact'],
): string | undefined {
  const enrolled = credentials.find((credential) => credential.method === 'email');
  const [directory, alternate] = [account.mail, enrolled?.address];
  const inOrder: Record<typeof email, (string | undefined)[]> = {
    directory: [directory],
    alternate: [alternate],
    'directory-then-alternate': [directory, alternate],
    'alternate-then-directory': [alternate, directory],
  };
  return inOrder[email].find((address) => address !== undefined && isSingleAddress(address));
}
