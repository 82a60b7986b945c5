import type { administration } from '@gatehouse/protocol';
import type { ReactNode } from 'react';

import { Message } from '../../frame/message.js';
import { DataTable } from '../data-table.js';
import { originText, valueText } from './say-policy.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

/** For whom something would change, and what. */
export function PreviewResult({ preview }: { preview: administration.PolicyPreview }): ReactNode {
  const words = usePoliciesTexts();
  const { review } = words;
  const { looked, users } = preview;
  const rows = users.flatMap(({ principalId, name, before, after, changes }) => {
    const [was, willBe] = [originText(before, words), originText(after, words)];
    return [
      ...(isSame(before, after)
        ? []
        : [{ key: `${principalId} policy`, cells: [name, review.wins, was, willBe] }]),
      ...changes.map((change) => ({
        key: `${principalId} ${change.path}`,
        cells: [
          ...[name, change.path],
          ...[valueText(change.before, words), valueText(change.after, words)],
        ],
      })),
    ];
  });
  return (
    <>
      <Message kind="note" text={review.looked(users.length, looked)} />
      {rows.length > 0 && (
        <DataTable
          caption={review.people}
          head={[review.person, review.setting, review.before, review.after]}
          rows={rows}
        />
      )}
    </>
  );
}

/** Another version of the same policy is what a dry run is about. */
function isSame(before: administration.PolicyOrigin, after: administration.PolicyOrigin): boolean {
  const isSamePolicy = before.policy?.name === after.policy?.name;
  return isSamePolicy && JSON.stringify(before.by) === JSON.stringify(after.by);
}
