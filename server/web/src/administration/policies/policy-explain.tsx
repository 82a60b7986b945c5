import type { administration } from '@gatehouse/protocol';
import { Button, NativeSelect, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Step } from '../../frame/step.js';
import { useAction } from '../../frame/use-action.js';
import { goTo, useQuery } from '../../navigation/location.js';
import { PageLink } from '../../navigation/page-link.js';
import { useSession } from '../../session/session.js';
import { DataTable } from '../data-table.js';
import { DetailedFailure } from '../detailed-failure.js';
import { originText, valueText } from './say-policy.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

/** Which policy gave a person which setting. Whom it is about stands in the address. */
export function PolicyExplain(): ReactNode {
  const query = useQuery();
  const { explain, review, list } = usePoliciesTexts();
  const asked = query.get('person') ?? '';
  const at = query.get('door') === 'web' ? 'web' : 'desktop';
  const [person, setPerson] = useState(asked);
  const [door, setDoor] = useState<string>(at);
  const [isMissing, setMissing] = useState(false);
  const submit = () => {
    setMissing(person.trim() === '');
    if (person.trim() === '') return;
    goTo('/administration/policies', { query: { view: 'explain', person: person.trim(), door } });
  };
  return (
    <>
      <PageLink to="/administration/policies">{list.back}</PageLink>
      <Step title={explain.title} lead={explain.lead} onSubmit={submit}>
        <TextInput
          data-first
          label={explain.person}
          description={explain.personHint}
          maxLength={512}
          value={person}
          error={isMissing ? explain.personMissing : undefined}
          onChange={({ currentTarget }) => setPerson(currentTarget.value)}
        />
        <NativeSelect
          label={review.door}
          data={(['desktop', 'web'] as const).map((value) => ({
            value,
            label: review.doors[value],
          }))}
          value={door}
          onChange={({ currentTarget }) => setDoor(currentTarget.value)}
        />
        <Button type="submit">{explain.submit}</Button>
        {asked !== '' && <Explanation key={`${at} ${asked}`} person={asked} door={at} />}
      </Step>
    </>
  );
}

function Explanation({ person, door }: { person: string; door: string }): ReactNode {
  const words = usePoliciesTexts();
  const { explain, review } = words;
  const { intercept } = useSession();
  const { failure, run } = useAction(intercept);
  const [found, setFound] = useState<administration.PolicyExplanation>();
  const load = useRef(() =>
    run(async () =>
      setFound(await call('explainPolicy', { params: { name: person }, query: { door } })),
    ),
  );
  useEffect(() => load.current(), []);
  if (failure !== undefined) return <DetailedFailure failure={failure} problems={words.problems} />;
  if (found === undefined) return null;
  const { departures } = found;
  return (
    <>
      <Text fw={600}>{explain.winner(found.name, originText(found.winner, words))}</Text>
      {departures.length > 0 && (
        <DataTable
          caption={review.departures}
          head={[review.departure, review.value, review.because]}
          rows={departures.map((one) => ({
            key: one.setting,
            cells: [
              ...[one.setting, valueText(one.value, words)],
              <span lang="en">{one.because}</span>,
            ],
          }))}
        />
      )}
      <DataTable
        caption={explain.table}
        head={[review.setting, review.value, explain.givenBy]}
        rows={found.settings.map(({ setting, value, origin }) => ({
          key: setting,
          cells: [setting, valueText(value, words), originText(origin, words)],
        }))}
      />
    </>
  );
}
