import type { administration } from '@gatehouse/protocol';
import { Loader, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Message } from '../../frame/message.js';
import { useAction } from '../../frame/use-action.js';
import { PageLink } from '../../navigation/page-link.js';
import { useSession } from '../../session/session.js';
import { useTexts } from '../../texts/language.js';
import { DeskFailure } from '../desk-failure.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';

/** Whom the server finds by a text. */
export function SearchResults({ search }: { search: string }): ReactNode {
  const { frame } = useTexts();
  const { search: words } = useHelpDeskTexts();
  const { intercept } = useSession();
  const { failure, run } = useAction(intercept);
  const [found, setFound] = useState<administration.FoundUsers>();
  const first = useRef(() =>
    run(async () => setFound(await call('searchUsers', { query: { text: search } }))),
  );
  useEffect(() => first.current(), []);
  return (
    <section className="card" aria-labelledby="search-results">
      <Stack gap="md">
        <Title order={2} size="h3" id="search-results">
          {words.results}
        </Title>
        {failure !== undefined && <DeskFailure failure={failure} />}
        {found === undefined && failure === undefined && <Loader aria-label={frame.loading} />}
        {found !== undefined && (
          <>
            <Message
              kind="note"
              text={[
                found.users.length === 0 ? words.none : words.found(found.users.length),
                ...(found.more ? [words.more] : []),
                ...(found.away.length > 0 ? [words.away(found.away.join(', '))] : []),
              ].join(' ')}
            />
            <ul className="rows">
              {found.users.map((user) => (
                <FoundRow key={user.principalId} user={user} search={search} />
              ))}
            </ul>
          </>
        )}
      </Stack>
    </section>
  );
}

function FoundRow({ user, search }: { user: administration.FoundUser; search: string }) {
  const { search: words } = useHelpDeskTexts();
  const { name, netbiosDomain, realm, displayName, mail, disabled, by } = user;
  const account = `${netbiosDomain}\\${name}`;
  const more = [
    account,
    realm,
    mail,
    disabled ? words.disabled : undefined,
    by === undefined ? undefined : words.by[by],
  ];
  return (
    <li>
      <div>
        <PageLink to="/help-desk" query={{ search, person: account }}>
          {displayName ?? account}
        </PageLink>
        <Text size="sm">{more.filter((part) => part !== undefined).join(' · ')}</Text>
      </div>
    </li>
  );
}
