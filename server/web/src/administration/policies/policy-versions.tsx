import type { administration } from '@gatehouse/protocol';
import { Button, Group, Loader, NativeSelect, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Failure } from '../../api/failure.js';
import { ConfirmDialog } from '../../frame/confirm-dialog.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { goTo } from '../../navigation/location.js';
import { useProvenAction } from '../../proof/use-proven-action.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { DetailedFailure } from '../detailed-failure.js';
import { PolicyParts } from './policy-parts.js';
import { usePoliciesTexts } from './texts/policies-texts.js';
import { VersionDifference } from './version-difference.js';

/** The versions of a policy: which changed what, and the way back to one. */
export function PolicyVersions({
  name,
  mayManage,
}: {
  name: string;
  mayManage: boolean;
}): ReactNode {
  const words = usePoliciesTexts();
  const { versions: said, policy } = words;
  const { language, texts } = useLanguage();
  const [log, setLog] = useState<administration.PolicyVersion[]>();
  const [restoring, setRestoring] = useState<number>();
  const [done, setDone] = useState<string>();
  const { busy, failure, run, dialog } = useProvenAction();

  const load = useCallback(
    async () => setLog((await call('logPolicy', { params: { policyName: name } })).versions),
    [name],
  );
  const first = useRef(() => run(load));
  useEffect(() => first.current(), []);

  const newest = log?.[0];
  const restore = (version: number) => {
    setRestoring(undefined);
    setDone(undefined);
    run(async () => {
      const params = { policyName: name, version: String(version) };
      // What was seen here is replaced, and nothing newer.
      const body = newest && { base: newest.retired ? 0 : newest.version };
      const applied = await call('restorePolicy', { params, body: body ?? {} }).catch(
        async (error: unknown) => {
          if (error instanceof Failure && error.code === 'policy.conflict') await load();
          throw error;
        },
      );
      await load();
      setDone(said.restored(applied.version));
    });
  };
  return (
    <>
      {dialog}
      {restoring !== undefined && (
        <ConfirmDialog
          title={said.restoreTitle(restoring)}
          text={said.restoreText}
          yes={said.restore}
          busy={busy}
          onYes={() => restore(restoring)}
          onClose={() => setRestoring(undefined)}
        />
      )}
      <PolicyParts name={name} shown="versions" />
      <Step
        title={`${policy.title(name)}: ${policy.versions}`}
        message={
          <>
            {failure !== undefined && (
              <DetailedFailure failure={failure} problems={words.problems} />
            )}
            {done !== undefined && <Message kind="done" text={done} />}
            {newest?.retired === true && <Message kind="note" text={policy.retired} />}
          </>
        }
      >
        {log === undefined && failure === undefined && <Loader aria-label={texts.frame.loading} />}
        {log !== undefined && log.length > 1 && <Comparison name={name} log={log} />}
        {log !== undefined && (
          <>
            <Title order={2} size="h4">
              {said.all}
            </Title>
            <ul className="rows">
              {log.map(({ version, appliedAt, author, comment, retired }) => (
                <li key={version}>
                  <div>
                    <Text fw={600}>
                      {said.one(version)}
                      {version === newest?.version && !retired && ` · ${said.holds}`}
                    </Text>
                    <Text size="sm">
                      {(retired ? said.retired : said.applied)(
                        momentText(language, appliedAt),
                        author?.name ?? policy.unknownAuthor,
                      )}
                    </Text>
                    {comment !== undefined && <Text size="sm">{comment}</Text>}
                  </div>
                  {mayManage && !retired && (version !== newest?.version || newest.retired) && (
                    <Button
                      variant="default"
                      size="sm"
                      disabled={busy}
                      aria-label={said.restoreOne(version)}
                      onClick={() => setRestoring(version)}
                    >
                      {said.restore}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </Step>
    </>
  );
}

/** Any two of the versions; the last two until somebody chose others. */
function Comparison({
  name,
  log,
}: {
  name: string;
  log: readonly administration.PolicyVersion[];
}): ReactNode {
  const { versions: said } = usePoliciesTexts();
  const [from, setFrom] = useState(String(log[1]?.version ?? 1));
  const [to, setTo] = useState(String(log[0]?.version ?? 1));
  const data = log.map(({ version }) => ({ value: String(version), label: String(version) }));
  return (
    <section>
      <Title order={2} size="h4">
        {said.compare}
      </Title>
      <Group align="flex-end">
        <NativeSelect
          label={said.from}
          data={data}
          value={from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value)}
        />
        <NativeSelect
          label={said.to}
          data={data}
          value={to}
          onChange={({ currentTarget }) => setTo(currentTarget.value)}
        />
        <Button
          onClick={() =>
            goTo('/administration/policies', {
              query: { policy: name, view: 'versions', from, to },
            })
          }
        >
          {said.show}
        </Button>
      </Group>
      <VersionDifference name={name} />
    </section>
  );
}
