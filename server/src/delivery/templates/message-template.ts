/** A message in one language. `{{code}}`, `{{minutes}}` and `{{name}}` are filled in, in HTML escaped. */
export interface MessageTemplate {
  subject: string;
  text: string;
  html: string;
}
