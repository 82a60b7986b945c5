import type { Me } from '@gatehouse/protocol';
import { Button, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { FailureMessage, Message } from '../frame/message.js';
import { useAction } from '../frame/use-action.js';
import { goTo } from '../navigation/location.js';
import type { Page } from '../navigation/location.js';
import { PageLink } from '../navigation/page-link.js';
import { useSession } from '../session/session.js';
import { useTexts } from '../texts/language.js';
import { ActivityPage } from './activity-page.js';
import { FactorsPage } from './factors-page.js';
import { IdleWarning } from './idle-warning.js';
import { PasswordPage } from './password-page.js';

interface AccountPagesProps {
  me: Me;
  page: Page;
  passwordExpiresInDays: number | undefined;
}

/** What is behind a sign-in. */
export default function AccountPages(props: AccountPagesProps): ReactNode {
  const { me, page, passwordExpiresInDays } = props;
  const { account, password } = useTexts();
  // The sign-in's own address leads here while somebody is signed in.
  useEffect(() => {
    if (location.pathname !== page) goTo(page, { replace: true });
  }, [page]);
  const link = (to: Page, text: string) => (
    <li>
      <PageLink to={to} current={to === page}>
        {text}
      </PageLink>
    </li>
  );
  return (
    <div className="account">
      <IdleWarning session={me.session} />
      <div className="account-bar">
        <Text>{account.signedInAs(me.displayName ?? me.principalName)}</Text>
        <SignOutButtons />
      </div>
      <nav aria-label={account.navigation} className="account-navigation">
        <ul>
          {link('/account', account.factors)}
          {link('/account/password', account.password)}
          {link('/account/activity', account.activity)}
        </ul>
      </nav>
      <Stack>
        {passwordExpiresInDays !== undefined && page !== '/account/password' && (
          <Message kind="note" text={password.expiresIn(passwordExpiresInDays)} />
        )}
        <Shown page={page} me={me} />
      </Stack>
    </div>
  );
}

function Shown({ page, me }: { page: Page; me: Me }): ReactNode {
  switch (page) {
    case '/account/password':
      return <PasswordPage name={me.principalName} />;
    case '/account/activity':
      return <ActivityPage />;
    default:
      return <FactorsPage />;
  }
}

function SignOutButtons() {
  const { account } = useTexts();
  const { end, intercept } = useSession();
  const { busy, failure, run } = useAction(intercept);
  const signOut = () =>
    run(async () => {
      await call('signOut');
      goTo('/', { replace: true });
      end({ kind: 'signed-out' });
    });
  const signOutEverywhere = () =>
    run(async () => {
      const { ended } = await call('signOutEverywhere');
      goTo('/', { replace: true });
      end({ kind: 'everywhere', ended });
    });
  return (
    <>
      <div className="buttons">
        <Button variant="default" size="sm" onClick={signOut} disabled={busy}>
          {account.signOut}
        </Button>
        <Button variant="default" size="sm" onClick={signOutEverywhere} disabled={busy}>
          {account.signOutEverywhere}
        </Button>
      </div>
      {failure !== undefined && <FailureMessage failure={failure} />}
    </>
  );
}
