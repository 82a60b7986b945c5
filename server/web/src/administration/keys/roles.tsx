import type { administration } from '@gatehouse/protocol';
import { Loader, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { ConfirmDialog } from '../../frame/confirm-dialog.js';
import { Message } from '../../frame/message.js';
import { Row } from '../../frame/row.js';
import { Section } from '../../frame/section.js';
import { WordedFailure } from '../../frame/worded-failure.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useListing } from '../use-listing.js';
import { scopeText } from './grant-fields.js';
import { RoleForm } from './role-form.js';
import type { KeyTexts } from './texts/en.js';
import { useKeyTexts } from './texts/key-texts.js';

type Assignment = administration.RoleAssignment;

/** Who has which role. */
export function Roles({ mayManage }: { mayManage: boolean }): ReactNode {
  const { texts, language } = useLanguage();
  const words = useKeyTexts();
  const { people } = words;
  const [removing, setRemoving] = useState<Assignment>();
  const [done, setDone] = useState<{ text: string; id: string }>();
  const { list, busy, failure, change, dialog } = useListing(() => call('listRoles'));

  const remove = ({ id }: Assignment) => {
    setRemoving(undefined);
    setDone(undefined);
    change(async () => {
      await call('removeRole', { params: { assignmentId: id } });
      setDone({ text: people.done, id: '' });
    });
  };
  const give = (body: administration.AssignRole) => {
    setDone(undefined);
    change(async () => {
      const { id } = await call('assignRole', { body });
      setDone({ text: people.made, id });
    });
  };
  return (
    <Section
      title={people.title}
      lead={people.lead}
      message={
        failure !== undefined ? (
          <WordedFailure failure={failure} words={words.problems} />
        ) : done !== undefined ? (
          <Message kind="done" text={done.text} />
        ) : undefined
      }
    >
      {dialog}
      {removing !== undefined && (
        <ConfirmDialog
          title={people.removeTitle}
          text={people.removeText(subjectText(words, removing), roleText(words, removing))}
          yes={people.remove}
          busy={busy}
          onYes={() => remove(removing)}
          onClose={() => setRemoving(undefined)}
        />
      )}
      {list === undefined && failure === undefined && <Loader aria-label={texts.frame.loading} />}
      {list?.assignments.length === 0 && <Text>{people.none}</Text>}
      <ul className="rows">
        {list?.assignments.map((each) => {
          const name = `${subjectText(words, each)} · ${roleText(words, each)}`;
          const given = people.given(momentText(language, each.assignedAt), each.assignedBy);
          return (
            <Row
              key={each.id}
              title={name}
              lines={[`${scopeText(words, each.scope)} · ${given}`]}
              action={
                mayManage
                  ? {
                      ...{ label: people.remove, about: people.removeOne(name), busy },
                      onAct: () => setRemoving(each),
                    }
                  : undefined
              }
            />
          );
        })}
      </ul>
      {mayManage && (
        <>
          <Title order={3} size="h4">
            {people.add}
          </Title>
          <RoleForm key={done?.id ?? ''} busy={busy} onGive={give} />
        </>
      )}
    </Section>
  );
}

function subjectText({ people }: KeyTexts, { subject }: Assignment): string {
  return subject.kind === 'user'
    ? people.user(subject.name)
    : people.group(subject.group, subject.realm);
}

function roleText({ people }: KeyTexts, { role }: Assignment): string {
  return role ?? people.unknownRole;
}
