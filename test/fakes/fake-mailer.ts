import { DeliveryError } from '../../server/src/delivery/mailer.js';
import type { MailMessage, Mailer } from '../../server/src/delivery/mailer.js';

/** Keeps what was sent. Addresses that are refused, and a server that is away, fail like the real ones. */
export class FakeMailer implements Mailer {
  readonly sent: MailMessage[] = [];
  readonly refused = new Set<string>();
  available = true;

  async send(message: MailMessage): Promise<void> {
    if (!this.available || this.refused.has(message.to)) throw new DeliveryError('refused');
    if (/[\s,;<>]/.test(message.to)) throw new DeliveryError('not one address');
    this.sent.push(message);
  }

  async close(): Promise<void> {
    this.available = false;
  }

  /** The same where nobody waits for the sending. */
  async waitForCode(address: string): Promise<string> {
    const deadline = Date.now() + 5000;
    while (!this.sent.some(({ to }) => to === address) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.codeTo(address);
  }

  /** The code in the newest message to an address. */
  codeTo(address: string): string {
    const message = this.sent.findLast(({ to }) => to === address);
    const code = /\b\d{6,8}\b/.exec(message?.text ?? '')?.[0];
    if (code === undefined) throw new Error(`no code was sent to ${address}`);
    return code;
  }
}
