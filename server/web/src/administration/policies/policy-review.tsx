import type { PolicyDocument } from '@gatehouse/protocol';
import { Button, Group, TextInput, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { useTexts } from '../../texts/language.js';
import { DataTable } from '../data-table.js';
import { DetailedFailure } from '../detailed-failure.js';
import { ChangeTable } from './change-table.js';
import { changesBetween } from './document-tree.js';
import { PreviewResult } from './preview-result.js';
import { PreviewScopeFields } from './preview-scope-fields.js';
import { valueText } from './say-policy.js';
import { usePoliciesTexts } from './texts/policies-texts.js';
import type { Draft } from './use-draft.js';
import { isScope, usePreview } from './use-preview.js';
import type { PreviewScope } from './use-preview.js';

interface PolicyReviewProps {
  message: ReactNode;
  began: PolicyDocument | undefined;
  draft: Draft;
  /** A version that was applied since this one was begun. */
  newer: number | undefined;
  busy: boolean;
  /** Why, for the log of versions. */
  comment: string;
  onComment: (comment: string) => void;
  onRebase: (() => void) | undefined;
  onApply: () => void;
  onBack: () => void;
}

const FIRST_LOOK: PreviewScope = {
  ...{ whom: 'everybody', group: '', users: [] },
  ...{ limit: '100', door: 'desktop' },
};

/** The dry run of a policy, and the way to apply it. */
export function PolicyReview(props: PolicyReviewProps): ReactNode {
  const { message, began, draft, newer, busy, comment, onRebase, onApply, onBack } = props;
  const { document } = draft;
  const words = usePoliciesTexts();
  const { review, edit, problems } = words;
  const { frame } = useTexts();
  const [scope, setScope] = useState(FIRST_LOOK);
  const preview = usePreview(document);
  const first = useRef(() => preview.look(FIRST_LOOK));
  useEffect(() => first.current(), []);

  const { assign } = document;
  const isForNobody =
    !assign.everyone && assign.users.length + assign.groups.length + assign.ous.length === 0;
  const warnings = [
    ...(assign.everyone ? [review.everyone] : []),
    ...(isForNobody ? [review.nobody] : []),
    ...(preview.preview?.more === true ? [review.moreUsers] : []),
    ...(preview.preview !== undefined && preview.preview.unknown.length > 0
      ? [review.unknownUsers(preview.preview.unknown.join(', '))]
      : []),
  ];
  const departures = preview.check?.departures ?? [];
  return (
    <Step title={review.title(document.name)} lead={review.nothing} message={message}>
      {newer !== undefined && (
        <>
          <Message kind="error" text={edit.meanwhile(newer)} />
          <Button onClick={onRebase}>{edit.rebase(newer)}</Button>
        </>
      )}
      <ChangeTable caption={review.changes} changes={changesBetween(began, document)} />
      {warnings.length > 0 && (
        <section>
          <Title order={2} size="h4">
            {review.warnings}
          </Title>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </section>
      )}
      {departures.length > 0 && (
        <DataTable
          caption={review.departures}
          head={[review.departure, review.value, review.because]}
          rows={departures.map(({ setting, value, because }) => ({
            key: setting,
            cells: [setting, valueText(value, words), <span lang="en">{because}</span>],
          }))}
        />
      )}
      <PreviewScopeFields scope={scope} onScope={setScope} />
      <Group>
        <Button
          variant="default"
          disabled={!isScope(scope)}
          loading={preview.busy}
          onClick={() => preview.look(scope)}
        >
          {preview.failure === undefined ? review.look : frame.retry}
        </Button>
      </Group>
      {preview.failure !== undefined && (
        <DetailedFailure failure={preview.failure} problems={problems} />
      )}
      {preview.preview !== undefined && <PreviewResult preview={preview.preview} />}
      <TextInput
        label={review.comment}
        description={review.commentHint}
        maxLength={500}
        value={comment}
        onChange={({ currentTarget }) => props.onComment(currentTarget.value)}
      />
      <Group>
        {/* What nobody has seen the effect of is not applied. */}
        <Button loading={busy} disabled={newer !== undefined || !preview.isSeen} onClick={onApply}>
          {review.apply}
        </Button>
        <Button variant="default" onClick={onBack}>
          {review.back}
        </Button>
      </Group>
    </Step>
  );
}
