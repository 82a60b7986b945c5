import type { administration } from '@gatehouse/protocol';
import { Button, Loader, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { useAction } from '../../frame/use-action.js';
import { goTo } from '../../navigation/location.js';
import { PageLink } from '../../navigation/page-link.js';
import { useSession } from '../../session/session.js';
import { useTexts } from '../../texts/language.js';
import { DetailedFailure } from '../detailed-failure.js';
import { useAdministrationTexts } from '../texts/administration-texts.js';
import { targetsText } from './say-policy.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

interface PoliciesListProps {
  mayManage: boolean;
  mayExplain: boolean;
}

/** The policies that hold. */
export function PoliciesList({ mayManage, mayExplain }: PoliciesListProps): ReactNode {
  const words = usePoliciesTexts();
  const { policies: section } = useAdministrationTexts();
  const { frame } = useTexts();
  const { intercept } = useSession();
  const { failure, run } = useAction(intercept);
  const [policies, setPolicies] = useState<administration.StoredPolicy[]>();
  const load = useRef(() => run(async () => setPolicies((await call('listPolicies')).policies)));
  useEffect(() => load.current(), []);
  return (
    <Step
      title={section.title}
      lead={section.lead}
      message={
        failure !== undefined ? (
          <DetailedFailure failure={failure} problems={words.problems} />
        ) : mayManage ? undefined : (
          <Message kind="note" text={words.policy.readOnly} />
        )
      }
    >
      <div className="buttons">
        {mayManage && (
          <Button onClick={() => goTo('/administration/policies', { query: { view: 'new' } })}>
            {words.list.create}
          </Button>
        )}
        {mayExplain && (
          <PageLink to="/administration/policies" query={{ view: 'explain' }}>
            {words.list.explain}
          </PageLink>
        )}
        <PageLink to="/administration/policies" query={{ view: 'exchange' }}>
          {words.list.exchange}
        </PageLink>
      </div>
      {policies === undefined && failure === undefined && <Loader aria-label={frame.loading} />}
      {policies?.length === 0 && <Text>{words.list.empty}</Text>}
      <ul className="rows">
        {policies?.map(({ version, document }) => (
          <li key={document.name}>
            <div>
              <PageLink to="/administration/policies" query={{ policy: document.name }}>
                {document.name}
              </PageLink>
              <Text size="sm">{targetsText(document.assign, words)}</Text>
              {document.description !== undefined && <Text size="sm">{document.description}</Text>}
            </div>
            <Text size="sm">
              {[
                words.list.version(version),
                words.list.priority(document.priority),
                ...(document.profile === undefined ? [] : [words.list.profile(document.profile)]),
              ].join(' · ')}
            </Text>
          </li>
        ))}
      </ul>
    </Step>
  );
}
