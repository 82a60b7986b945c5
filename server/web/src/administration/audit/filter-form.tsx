import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';

import { goTo } from '../../navigation/location.js';
import { MomentInput } from '../moment-input.js';
import { FILTERS, correlationOf, isCorrelation } from './search-filters.js';
import type { Filters } from './search-filters.js';
import { useAuditTexts } from './texts/audit-texts.js';

const WORDS = [
  'principal',
  'type',
  'door',
  'code',
  'source',
  'workstation',
  'policy',
  'operator',
] as const;

/** What to look for. It goes to the address, and from there to the server. */
export function FilterForm({ filters }: { filters: Filters }): ReactNode {
  const { filter } = useAuditTexts();
  const [typed, setTyped] = useState(filters);
  const [isTried, setTried] = useState(false);
  const set = (changed: { [K in keyof Filters]: Filters[K] | undefined }) =>
    setTyped((before) => ({ ...before, ...changed }) as Filters);
  const isRight = isCorrelation(typed.correlation ?? '');
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (!isRight) return;
    const right = { ...typed, correlation: correlationOf(typed.correlation ?? '') };
    // In one order: the same search has the same address.
    const query = Object.fromEntries(FILTERS.map((name) => [name, right[name]]));
    goTo('/administration/audit', { query });
  };
  const hints = {
    ...{ principal: filter.principalHint, type: filter.typeHint, door: filter.doorHint },
    ...{ code: filter.codeHint, source: filter.sourceHint, workstation: undefined },
    ...{ policy: filter.policyHint, operator: filter.operatorHint },
  };
  return (
    <form onSubmit={submit} noValidate aria-label={filter.title} className="fields">
      <Text size="sm">{filter.lead}</Text>
      <div className="filters">
        {WORDS.map((name) => (
          <TextInput
            key={name}
            label={filter[name]}
            description={hints[name]}
            maxLength={512}
            value={typed[name] ?? ''}
            onChange={({ currentTarget: { value } }) => set({ [name]: value })}
          />
        ))}
        <TextInput
          label={filter.correlation}
          description={filter.correlationHint}
          maxLength={48}
          value={typed.correlation ?? ''}
          error={isTried && !isRight ? filter.correlationFault : undefined}
          onChange={({ currentTarget: { value } }) => set({ correlation: value })}
        />
        <NativeSelect
          label={filter.outcome}
          data={[
            { value: '', label: filter.anyOutcome },
            ...(['success', 'failure', 'info'] as const).map((value) => ({
              value,
              label: filter.outcomes[value],
            })),
          ]}
          value={typed.outcome ?? ''}
          onChange={({ currentTarget: { value } }) => set({ outcome: value })}
        />
        <MomentInput label={filter.since} value={typed.since} onValue={(since) => set({ since })} />
        <MomentInput label={filter.until} value={typed.until} onValue={(until) => set({ until })} />
        <NativeSelect
          label={filter.order}
          data={[
            { value: '', label: filter.newest },
            { value: 'oldest', label: filter.oldest },
          ]}
          value={typed.order === 'oldest' ? 'oldest' : ''}
          onChange={({ currentTarget: { value } }) => set({ order: value })}
        />
      </div>
      <Group>
        <Button type="submit">{filter.submit}</Button>
        <Button variant="default" onClick={() => goTo('/administration/audit')}>
          {filter.clear}
        </Button>
      </Group>
    </form>
  );
}
