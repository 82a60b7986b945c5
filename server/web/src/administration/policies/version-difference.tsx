import type { administration } from '@gatehouse/protocol';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Message } from '../../frame/message.js';
import { useAction } from '../../frame/use-action.js';
import { useQuery } from '../../navigation/location.js';
import { useSession } from '../../session/session.js';
import { DetailedFailure } from '../detailed-failure.js';
import { ChangeTable } from './change-table.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

/** What two versions differ in: those that the address names. */
export function VersionDifference({ name }: { name: string }): ReactNode {
  const query = useQuery();
  const [from, to] = [query.get('from'), query.get('to')];
  if (from === null || to === null) return null;
  return <Difference key={`${from} ${to}`} name={name} from={from} to={to} />;
}

function Difference({ name, from, to }: { name: string; from: string; to: string }): ReactNode {
  const words = usePoliciesTexts();
  const { intercept } = useSession();
  const { failure, run } = useAction(intercept);
  const [diff, setDiff] = useState<administration.PolicyDiff>();
  const load = useRef(() =>
    run(async () =>
      setDiff(await call('diffPolicy', { params: { policyName: name }, query: { from, to } })),
    ),
  );
  useEffect(() => load.current(), []);
  if (failure !== undefined) return <DetailedFailure failure={failure} problems={words.problems} />;
  if (diff === undefined) return null;
  if (diff.changes.length === 0) return <Message kind="note" text={words.versions.same} />;
  return (
    <ChangeTable caption={words.versions.difference(diff.from, diff.to)} changes={diff.changes} />
  );
}
