import type { HttpServices } from '../http-services.js';
import type { AddRoute } from '../routes.js';

export function addPasswordRoutes(add: AddRoute, { passwords }: HttpServices): void {
  add('showPasswordRules', ({ params }) => passwords.rules(params.name));
  add('tryPassword', ({ params, body }) => passwords.try(params.name, body));
  add('forgetPasswords', ({ params }) => passwords.forget(params.name));
  add('checkPasswordList', () => passwords.checkList());
}
