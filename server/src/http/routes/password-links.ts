import type { PasswordLinkVerdict, SelfServiceVerdict } from '@gatehouse/protocol';

import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

/** What people do with a link that the help desk gave them. The token is in bodies only, where no log sees it. */
export function addPasswordLinkRoutes(
  add: AddRoute,
  { deskActions: { redeemPasswordLinks: links } }: Pick<HttpServices, 'deskActions'>,
): void {
  add('openPasswordLink', async ({ body, request }) =>
    shown(await links.open({ ...body, context: contextOf(request) })),
  );

  add('answerPasswordLinkCode', async ({ body, request }) =>
    shown(await links.answerCode({ ...body, context: contextOf(request) })),
  );

  add('choosePasswordLinkMethod', async ({ body, request }) =>
    shown(await links.choose({ ...body, context: contextOf(request) })),
  );

  add('redeemPasswordLink', async ({ body, request }) => {
    const { password: text, ...step } = body;
    const password = new Uint8Array(Buffer.from(text, 'utf8'));
    try {
      return shown(await links.redeem({ ...step, password, context: contextOf(request) }));
    } finally {
      password.fill(0);
    }
  });
}

/** Whoever has a link does not learn from it whose it is. */
function shown(verdict: SelfServiceVerdict): PasswordLinkVerdict {
  switch (verdict.outcome) {
    case 'done':
      return { outcome: 'done', correlationId: verdict.correlationId };
    case 'questions':
      throw new Error('a link asks for no answers');
    case 'challenge':
    case 'new-password':
    case 'denied':
      return verdict;
  }
}
