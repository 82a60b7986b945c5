import type { administration } from '@gatehouse/protocol';
import { pathOf } from '@gatehouse/protocol/browser';
import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Failure } from '../../api/failure.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { PageLink } from '../../navigation/page-link.js';
import { useProvenAction } from '../../proof/use-proven-action.js';
import { DetailedFailure } from '../detailed-failure.js';
import { ChangeTable } from './change-table.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

/** The server takes no larger requests. */
const MAX_BYTES = 8 * 1024 * 1024;

/** All policies as a file, and such a file back again. */
export function PolicyExchange({ mayManage }: { mayManage: boolean }): ReactNode {
  const { exchange, list } = usePoliciesTexts();
  return (
    <>
      <PageLink to="/administration/policies">{list.back}</PageLink>
      <Step title={exchange.title} lead={exchange.exportLead}>
        <Anchor href={pathOf('exportPolicies')} download="gatehouse-policies.json">
          {exchange.export}
        </Anchor>
        {mayManage && <Import />}
      </Step>
    </>
  );
}

type Exported = administration.PolicyExport;

function Import(): ReactNode {
  const words = usePoliciesTexts();
  const { exchange } = words;
  const problems = { ...words.problems, 'policy.conflict': exchange.conflict };
  const [exported, setExported] = useState<Exported>();
  const [retireOthers, setRetireOthers] = useState(false);
  const [plan, setPlan] = useState<administration.ImportedPolicies>();
  const [fault, setFault] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const { busy, failure, run, clear, dialog } = useProvenAction();

  const forget = () => {
    setPlan(undefined);
    setFault(undefined);
    clear();
  };
  const look = () => {
    forget();
    const [chosen] = file.current?.files ?? [];
    if (chosen === undefined) {
      setFault(exchange.fileMissing);
      return;
    }
    if (chosen.size > MAX_BYTES) {
      setFault(exchange.tooLarge);
      return;
    }
    run(async () => {
      const document = exportIn(await chosen.text());
      if (document === undefined) {
        setFault(exchange.unreadable);
        return;
      }
      setExported(document);
      setPlan(
        await call('importPolicies', { body: { export: document, retireOthers, dryRun: true } }),
      );
    });
  };
  const apply = (document: Exported, base: string | undefined) =>
    run(async () => {
      const body = { export: document, retireOthers, dryRun: false, base };
      setPlan(
        await call('importPolicies', { body }).catch((error: unknown) => {
          // What is shown is not what would happen any more: it is looked at again first.
          if (error instanceof Failure && error.code === 'policy.conflict') setPlan(undefined);
          throw error;
        }),
      );
    });
  return (
    <>
      {dialog}
      <div>
        <Title order={2} size="h4">
          {exchange.importTitle}
        </Title>
        <Text>{exchange.importLead}</Text>
      </div>
      {failure !== undefined && <DetailedFailure failure={failure} problems={problems} />}
      {fault !== undefined && <Message kind="error" text={fault} />}
      <label className="file-field">
        {exchange.file}
        <input ref={file} type="file" accept=".json,application/json" onChange={forget} />
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={retireOthers}
          onChange={({ currentTarget }) => {
            forget();
            setRetireOthers(currentTarget.checked);
          }}
        />
        {exchange.retireOthers}
      </label>
      <Group>
        <Button variant="default" loading={busy} onClick={look}>
          {exchange.look}
        </Button>
      </Group>
      {plan !== undefined && (
        <>
          {!plan.dryRun && <Message kind="done" text={exchange.done(plan.policies.length)} />}
          {plan.dryRun && plan.policies.length === 0 && <Text>{exchange.nothing}</Text>}
          {plan.policies.map(({ name, what, changes }) => (
            <ChangeTable
              key={name}
              caption={`${name}: ${exchange.what[what]}`}
              changes={what === 'retired' ? [] : changes}
            />
          ))}
          <Text>{exchange.unchanged(plan.unchanged)}</Text>
          {plan.dryRun && plan.policies.length > 0 && exported !== undefined && (
            <Group>
              <Button loading={busy} onClick={() => apply(exported, plan.base)}>
                {exchange.apply}
              </Button>
            </Group>
          )}
        </>
      )}
    </>
  );
}

/** Whether it is an export; the server looks at what is in it. */
function exportIn(text: string): Exported | undefined {
  try {
    const found: unknown = JSON.parse(text);
    const isExport =
      typeof found === 'object' &&
      found !== null &&
      'format' in found &&
      found.format === 'gatehouse-policies-1';
    return isExport ? (found as Exported) : undefined;
  } catch {
    return undefined;
  }
}
