/** One message to one address: lists and several addresses are refused by type (R28). */
export interface MailMessage {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** The message was not taken over by the mail server. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

/** Port: hands mail to a server. */
export interface Mailer {
  /** @throws DeliveryError */
  send(message: MailMessage): Promise<void>;
  close(): Promise<void>;
}
