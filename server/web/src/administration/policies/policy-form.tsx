import type { PolicyDocument, administration } from '@gatehouse/protocol';
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { ConfirmDialog } from '../../frame/confirm-dialog.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { DetailedFailure } from '../detailed-failure.js';
import { DocumentFields, isName } from './document-fields.js';
import { valueAt } from './document-tree.js';
import { faultOf } from './setting-faults.js';
import { SettingGroups } from './setting-groups.js';
import { usePoliciesTexts } from './texts/policies-texts.js';
import { useCheck } from './use-check.js';

interface PolicyFormProps {
  title: string;
  message: ReactNode;
  settings: readonly administration.PolicySetting[];
  stored: administration.ShownPolicy | undefined;
  document: PolicyDocument;
  isNew: boolean;
  hasDraft: boolean;
  /** A version that was applied since this one was begun. */
  newer: number | undefined;
  mayEdit: boolean;
  busy: boolean;
  onEdit: (document: PolicyDocument) => void;
  onRebase: (() => void) | undefined;
  onDrop: () => void;
  onReview: () => void;
  onRetire: () => void;
}

/** A policy as a form, made of what the server says of the settings that there are. */
export function PolicyForm(props: PolicyFormProps): ReactNode {
  const { settings, stored, document, isNew, hasDraft, newer, mayEdit, busy, onEdit } = props;
  const words = usePoliciesTexts();
  const { edit, policy } = words;
  const { language } = useLanguage();
  const [asking, setAsking] = useState<'drop' | 'retire'>();
  const [isTried, setTried] = useState(false);

  const faults = new Map(
    settings.flatMap(({ setting, kind }) => {
      const value = valueAt(document.settings, setting);
      const fault = value === undefined ? undefined : faultOf(kind, value, words);
      return fault === undefined ? [] : [[setting, fault] as const];
    }),
  );
  const isPriority =
    Number.isInteger(document.priority) && document.priority >= 0 && document.priority <= 10_000;
  const isFaulty = faults.size > 0 || !isPriority || (isNew && !isName(document.name));
  // A name that is still to be typed must not keep the rest from being looked at.
  const checkable = { ...document, name: isName(document.name) ? document.name : 'new' };
  const { check, failure } = useCheck(faults.size > 0 || !isPriority ? undefined : checkable);

  const review = () => {
    setTried(true);
    if (!isFaulty) props.onReview();
  };
  return (
    <>
      {asking !== undefined && (
        <ConfirmDialog
          title={asking === 'drop' ? edit.dropTitle : edit.retireTitle}
          text={asking === 'drop' ? edit.dropText : edit.retireText}
          yes={asking === 'drop' ? edit.drop : edit.retire}
          busy={busy}
          onYes={() => {
            setAsking(undefined);
            (asking === 'drop' ? props.onDrop : props.onRetire)();
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
      <Step
        title={props.title}
        lead={
          stored === undefined
            ? undefined
            : policy.holds(
                stored.version,
                momentText(language, stored.appliedAt),
                stored.author?.name ?? policy.unknownAuthor,
              )
        }
        message={
          <>
            {props.message}
            {newer !== undefined && <Message kind="error" text={edit.meanwhile(newer)} />}
            {hasDraft && newer === undefined && <Message kind="note" text={edit.draft} />}
          </>
        }
        {...(mayEdit && { onSubmit: review })}
      >
        {newer !== undefined && (
          <Group>
            <Button onClick={props.onRebase}>{edit.rebase(newer)}</Button>
            <Button variant="default" onClick={() => setAsking('drop')}>
              {edit.drop}
            </Button>
          </Group>
        )}
        <DocumentFields
          document={document}
          isNew={isNew}
          mayEdit={mayEdit}
          isTried={isTried}
          onEdit={onEdit}
        />
        <SettingGroups
          settings={settings}
          document={document}
          check={check}
          faults={faults}
          mayEdit={mayEdit}
          onEdit={onEdit}
        />
        {failure !== undefined && <DetailedFailure failure={failure} problems={words.problems} />}
        {isTried && isFaulty && <Message kind="error" text={edit.faulty} />}
        {mayEdit && (
          <>
            <Group>
              <Button type="submit" disabled={!hasDraft} loading={busy}>
                {edit.review}
              </Button>
              {hasDraft && newer === undefined && (
                <Button variant="default" onClick={() => setAsking('drop')}>
                  {edit.drop}
                </Button>
              )}
            </Group>
            {stored !== undefined && (
              <Group>
                <Button variant="default" disabled={busy} onClick={() => setAsking('retire')}>
                  {edit.retire}
                </Button>
              </Group>
            )}
          </>
        )}
      </Step>
    </>
  );
}
