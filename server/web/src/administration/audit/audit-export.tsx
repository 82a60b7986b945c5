import { Anchor, Button, Group, NativeSelect, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { useAction } from '../../frame/use-action.js';
import { useSession } from '../../session/session.js';
import { DetailedFailure } from '../detailed-failure.js';
import { useAuditTexts } from './texts/audit-texts.js';

const PAGE = 1000;
/** Pages of one file: it is in the memory of the browser until it is saved. */
const PAGES_OF_A_FILE = 20;

type Format = 'json' | 'syslog' | 'cef';

interface Part {
  number: number;
  url: string;
  lines: number;
}

/** The log as files of lines, one after the other. */
export function AuditExport(): ReactNode {
  const words = useAuditTexts();
  const said = words.export;
  const { intercept } = useSession();
  const { busy, failure, run } = useAction(intercept);
  const [format, setFormat] = useState<Format>('json');
  const [cursor, setCursor] = useState('0');
  const [isAtEnd, setAtEnd] = useState(false);
  const [progress, setProgress] = useState<number>();
  const [part, setPart] = useState<Part>();
  const url = part?.url;
  useEffect(() => () => URL.revokeObjectURL(url ?? ''), [url]);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);

  const prepare = () =>
    run(async () => {
      const lines: string[] = [];
      let after = cursor;
      let isLast = false;
      for (let page = 0; page < PAGES_OF_A_FILE && !isLast && !isGone.current; page++) {
        const query = { format, after, limit: String(PAGE) };
        const answer = await call('exportAuditEvents', { query });
        lines.push(...answer.lines);
        after = answer.cursor;
        isLast = answer.lines.length === 0;
        setProgress(lines.length);
      }
      const text = lines.map((line) => `${line}\n`).join('');
      const file = new Blob([text], { type: 'text/plain;charset=utf-8' });
      setProgress(undefined);
      setCursor(after);
      setAtEnd(isLast);
      setPart((before) => ({
        number: (before?.number ?? 0) + 1,
        url: URL.createObjectURL(file),
        lines: lines.length,
      }));
    });
  const restart = (chosen: Format) => {
    setFormat(chosen);
    setCursor('0');
    setAtEnd(false);
    setPart(undefined);
  };
  return (
    <Step title={said.title} lead={said.lead}>
      <NativeSelect
        label={said.format}
        disabled={busy}
        data={[
          { value: 'json', label: 'JSON' },
          { value: 'syslog', label: 'Syslog (RFC 5424)' },
          { value: 'cef', label: 'CEF' },
        ]}
        value={format}
        onChange={({ currentTarget: { value } }) =>
          restart(value === 'syslog' || value === 'cef' ? value : 'json')
        }
      />
      {failure !== undefined && <DetailedFailure failure={failure} problems={words.problems} />}
      {progress !== undefined && <Text role="status">{said.progress(progress)}</Text>}
      {part?.lines === 0 && <Message kind="note" text={said.empty} />}
      {part !== undefined && part.lines > 0 && (
        <>
          <Message
            kind="done"
            text={[said.done(part.lines), ...(isAtEnd ? [] : [said.more])].join(' ')}
          />
          <Anchor
            href={part.url}
            download={`gatehouse-audit-${String(part.number)}.${format === 'json' ? 'jsonl' : 'log'}`}
          >
            {said.download(part.number)}
          </Anchor>
        </>
      )}
      {!isAtEnd && (
        <Group>
          <Button loading={busy} onClick={prepare}>
            {part === undefined ? said.submit : said.next}
          </Button>
        </Group>
      )}
    </Step>
  );
}
