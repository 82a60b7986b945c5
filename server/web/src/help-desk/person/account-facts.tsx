import type { administration } from '@gatehouse/protocol';
import type { ReactNode } from 'react';

import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { Facts } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';

/** Who somebody is, and how the directory has their account. */
export function AccountFacts({ user }: { user: administration.User }): ReactNode {
  const { language } = useLanguage();
  const { person } = useHelpDeskTexts();
  const { directory, groups } = user;
  const moment = (instant: string | undefined) =>
    instant === undefined ? undefined : momentText(language, instant);
  return (
    <>
      <Facts
        facts={[
          [person.name, user.netbiosDomain ? `${user.netbiosDomain}\\${user.name}` : user.name],
          [person.realm, user.realm],
          [person.upn, user.userPrincipalName],
          [person.mail, user.mail],
          [person.dn, user.distinguishedName],
          [person.state, directory === undefined ? undefined : stateOf(directory, person.states)],
          [person.lockedUntil, moment(directory?.lockedUntil)],
          [person.expires, moment(directory?.expiresAt)],
          [person.passwordSet, moment(directory?.passwordSetAt)],
          [person.passwordExpires, moment(directory?.passwordExpiresAt)],
        ]}
      />
      {groups !== undefined && groups.length > 0 && (
        <details className="desk-groups">
          <summary>{person.groups(groups.length)}</summary>
          {groups.join(', ')}
        </details>
      )}
    </>
  );
}

function stateOf(
  { disabled, locked, mustChangePassword }: NonNullable<administration.User['directory']>,
  words: ReturnType<typeof useHelpDeskTexts>['person']['states'],
): string {
  const states = [
    ...(disabled ? [words.disabled] : []),
    ...(locked ? [words.locked] : []),
    ...(mustChangePassword ? [words.mustChange] : []),
  ];
  return states.length === 0 ? words.active : states.join(', ');
}
