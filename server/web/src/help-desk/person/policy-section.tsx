import type { FactorMethod, administration } from '@gatehouse/protocol';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Facts, Section } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';

interface Door {
  require: string;
  methods: readonly FactorMethod[];
}

/** The policy of somebody in short: what the help desk is asked about. */
export function PolicySection({ user }: { user: administration.User }): ReactNode {
  const { policy: words, person, factors, approvals } = useHelpDeskTexts();
  const { policy } = user;
  const doorOf = ({ require, methods }: Door) =>
    require === 'none'
      ? words.none
      : words.factor(methods.map((method) => factors.methods[method]).join(', '));
  if (policy === undefined) {
    return (
      <Section title={words.title}>
        <Text>{person.unread}</Text>
      </Section>
    );
  }
  const { logon, lockout, helpDesk } = policy.settings;
  const { fourEyes, verifyCaller } = helpDesk;
  return (
    <Section title={words.title}>
      <Facts
        facts={[
          [words.name, policy.name],
          [words.desktop, doorOf(logon.desktop)],
          [words.web, doorOf(logon.web)],
          [words.lockout, words.lockoutText(lockout.strikes, lockout.sourceStrikes)],
          [words.verify, verifyCaller === 'required' ? person.yes : person.no],
          [
            words.fourEyes,
            fourEyes.map((action) => approvals.actions[action]).join(', ') || words.nothing,
          ],
        ]}
      />
      <Text size="sm">{words.differing(policy.differing.length)}</Text>
    </Section>
  );
}
