import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addPasswordRoutes(add: AddRoute, { passwords }: HttpServices): void {
  add('showPasswordRules', ({ params }) => passwords.rules(params.name));
  add('tryPassword', ({ params, body }) => passwords.try(params.name, body));
  add('forgetPasswords', ({ params, request }) =>
    passwords.forget(params.name, contextOf(request)),
  );
  add('checkPasswordList', () => passwords.checkList());
}
