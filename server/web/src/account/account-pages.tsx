import type { Me } from '@gatehouse/protocol';
import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import { Message } from '../frame/message.js';
import type { Page } from '../navigation/location.js';
import { NavigationBar } from '../navigation/navigation-bar.js';
import { useTexts } from '../texts/language.js';
import { ActivityPage } from './activity-page.js';
import { FactorsPage } from './factors-page.js';
import { PasswordPage } from './password-page.js';

interface AccountPagesProps {
  me: Me;
  page: Page;
  passwordExpiresInDays: number | undefined;
}

/** One's own account. */
export default function AccountPages(props: AccountPagesProps): ReactNode {
  const { me, page, passwordExpiresInDays } = props;
  const { account, password } = useTexts();
  return (
    <>
      <NavigationBar
        label={account.navigation}
        current={page}
        links={[
          { to: '/account', text: account.factors },
          { to: '/account/password', text: account.password },
          { to: '/account/activity', text: account.activity },
        ]}
      />
      <Stack>
        {passwordExpiresInDays !== undefined && page !== '/account/password' && (
          <Message kind="note" text={password.expiresIn(passwordExpiresInDays)} />
        )}
        <Shown page={page} me={me} />
      </Stack>
    </>
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
