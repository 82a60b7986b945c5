import type { Me } from '@gatehouse/protocol';
import { Button, Text } from '@mantine/core';
import { useEffect } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { FailureMessage } from '../frame/message.js';
import { useAction } from '../frame/use-action.js';
import { areaOf, areasFor } from '../navigation/areas.js';
import { goTo } from '../navigation/location.js';
import type { Page } from '../navigation/location.js';
import { PageLink } from '../navigation/page-link.js';
import { useTexts } from '../texts/language.js';
import { EndWarning } from './end-warning.js';
import { useSession } from './session.js';

/** What is around every page behind a sign-in: who one is, the way out, and the areas that one may enter. */
export function SignedInFrame({
  me,
  page,
  children,
}: {
  me: Me;
  page: Page;
  children: ReactNode;
}): ReactNode {
  const { account, areas } = useTexts();
  const { state } = useSession();
  // The sign-in's own address leads here while somebody is signed in.
  useEffect(() => {
    if (location.pathname !== page) goTo(page, { replace: true });
  }, [page]);
  const entered = areasFor(me.permissions);
  return (
    <div className="signed-in">
      {state.kind === 'open' && <EndWarning reading={state.reading} />}
      <div className="account-bar">
        <Text>{account.signedInAs(me.displayName ?? me.principalName)}</Text>
        <SignOutButtons />
      </div>
      {entered.length > 1 && (
        <nav aria-label={areas.navigation} className="areas">
          <ul>
            {entered.map(({ area, page: first }) => (
              <li key={area}>
                <PageLink to={first} current={area === areaOf(page) && 'area'}>
                  {areas[area]}
                </PageLink>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {children}
    </div>
  );
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
