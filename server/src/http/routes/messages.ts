import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

/** What mails and pages say, and in which languages. */
export function addMessageRoutes(add: AddRoute, { messageAdministration }: HttpServices): void {
  add('listMessages', () => messageAdministration.list());
  add('setMessage', ({ params: { messageKey, messageLanguage }, body, request }) =>
    messageAdministration.set(messageKey, messageLanguage, body, contextOf(request)),
  );
  add('resetMessage', ({ params: { messageKey, messageLanguage }, query: { base }, request }) =>
    messageAdministration.reset(messageKey, messageLanguage, base, contextOf(request)),
  );
  add('previewMessage', ({ body }) => messageAdministration.preview(body));
  add('setLanguages', ({ body, request }) =>
    messageAdministration.setLanguages(body, contextOf(request)),
  );
}
