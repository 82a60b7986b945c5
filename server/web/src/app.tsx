import type { Me } from '@gatehouse/protocol';
import { MantineProvider, createTheme, localStorageColorSchemeManager } from '@mantine/core';
import { Suspense, lazy, useEffect, useState } from 'react';
import type { ReactNode } from 'react';

import { Forbidden } from './frame/forbidden.js';
import { PageFrame } from './frame/page-frame.js';
import { Missing, Waiting } from './frame/waiting.js';
import { areaOf, areasFor } from './navigation/areas.js';
import { FactsProvider } from './navigation/facts.js';
import { goTo, usePage } from './navigation/location.js';
import type { Page } from './navigation/location.js';
import { HelpPage } from './self-service/help-page.js';
import { PasswordLinkPage } from './self-service/password-link-page.js';
import { SessionProvider, useSession } from './session/session.js';
import type { Ending } from './session/session.js';
import { SignedInFrame } from './session/signed-in-frame.js';
import { SignInPage } from './sign-in/sign-in-page.js';
import { forgetSignIn } from './sign-in/use-sign-in.js';
import type { Texts } from './texts/en.js';
import { LanguageProvider, useTexts } from './texts/language.js';

/** Loaded when somebody enters that area. */
const AccountPages = lazy(() => import('./account/account-pages.js'));
const HelpDeskPages = lazy(() => import('./help-desk/help-desk-pages.js'));
const FirstRunPage = lazy(() => import('./first-run/first-run-page.js'));
const AdministrationPages = lazy(() => import('./administration/administration-pages.js'));

const theme = createTheme({ fontFamily: 'inherit' });
const colorSchemes = localStorageColorSchemeManager({ key: 'gatehouse-color-scheme' });

export function App() {
  return (
    // Mantine's styles are files: nothing is written into the page, which its policy would not allow.
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <LanguageProvider>
        <FactsProvider>
          <PageFrame>
            <Pages />
          </PageFrame>
        </FactsProvider>
      </LanguageProvider>
    </MantineProvider>
  );
}

function Pages(): ReactNode {
  const page = usePage();
  switch (page) {
    case '/reset':
      return <HelpPage key="reset" purpose="reset" />;
    case '/unlock':
      return <HelpPage key="unlock" purpose="unlock" />;
    case '/password-link':
      return <PasswordLinkPage />;
    case '/first-run':
      return (
        <SessionProvider>
          <Suspense fallback={<Waiting />}>
            <FirstRunPage />
          </Suspense>
        </SessionProvider>
      );
    default:
      return (
        <SessionProvider>
          <Entrance page={page} />
        </SessionProvider>
      );
  }
}

/** The sign-in, or what is behind it; the address stays, so that one comes back to where one was. */
function Entrance({ page }: { page: Page }): ReactNode {
  const texts = useTexts();
  const { state, refresh } = useSession();
  const [expiresInDays, setExpiresInDays] = useState<number>();
  // Signed in from another tab meanwhile: what was begun here is not gone on with after the session.
  useEffect(() => {
    if (state.kind === 'open') forgetSignIn();
  }, [state.kind]);
  switch (state.kind) {
    case 'unknown':
      return <Waiting />;
    case 'failed':
      return <Missing failure={state.failure} onRetry={() => void refresh()} />;
    case 'none':
      return (
        <SignInPage
          notice={noticeOf(state.ending, texts)}
          onSignedIn={(days) => {
            setExpiresInDays(days);
            if (page === '/') goTo('/account', { replace: true });
            void refresh();
          }}
        />
      );
    case 'open':
      return (
        // Nothing of one person's pages is left to another who signed in meanwhile, in another tab.
        <SignedInFrame
          key={state.me.principalId}
          me={state.me}
          page={page === '/' ? '/account' : page}
        >
          <Suspense fallback={<Waiting />}>
            <Inside
              me={state.me}
              page={page === '/' ? '/account' : page}
              passwordExpiresInDays={expiresInDays}
            />
          </Suspense>
        </SignedInFrame>
      );
  }
}

/** What is behind the sign-in. What somebody may not do is not offered; the server refuses it in any case. */
function Inside(props: {
  me: Me;
  page: Page;
  passwordExpiresInDays: number | undefined;
}): ReactNode {
  const { areas } = useTexts();
  const { me, page } = props;
  const area = areaOf(page);
  if (!areasFor(me.permissions).some((entered) => entered.area === area)) {
    return <Forbidden title={areas[area]} />;
  }
  switch (area) {
    case 'account':
      return <AccountPages {...props} />;
    case 'helpDesk':
      return <HelpDeskPages me={me} page={page} />;
    case 'administration':
      return <AdministrationPages me={me} page={page} />;
  }
}

function noticeOf(ending: Ending | undefined, { signIn }: Texts): string | undefined {
  switch (ending?.kind) {
    case undefined:
      return undefined;
    case 'expired':
      return signIn.expired;
    case 'signed-out':
      return signIn.signedOut;
    case 'everywhere':
      return signIn.signedOutEverywhere(ending.ended);
  }
}
