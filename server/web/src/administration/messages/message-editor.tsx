import type { administration } from '@gatehouse/protocol';
import { Button, Text, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { ConfirmDialog } from '../../frame/confirm-dialog.js';
import { Message } from '../../frame/message.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useMessageTexts } from './texts/message-texts.js';
import { useWording } from './use-wording.js';

type Fault = administration.WordingFault;

interface MessageEditorProps {
  /** The principal who writes. */
  owner: string;
  message: administration.MessageFacts;
  text: administration.MessageText;
  busy: boolean;
  act: (work: () => Promise<string | undefined>) => void;
}

/** One message in one language. */
export function MessageEditor({ owner, message, text, busy, act }: MessageEditorProps): ReactNode {
  const words = useMessageTexts();
  const [draft, setDraft] = useWording(owner, `${message.key}/${text.language}`);
  const [preview, setPreview] = useState<administration.MessagePreview>();
  const [isAsked, setAsked] = useState(false);
  const wording = draft ?? { subject: text.subject, body: text.body, base: text.version };
  const { subject, body } = wording;
  const params = { messageKey: message.key, messageLanguage: text.language };
  const isBehind = wording.base !== text.version;

  const change = (next: administration.Wording) => {
    setPreview(undefined);
    const isAsBefore = !isBehind && next.subject === text.subject && next.body === text.body;
    setDraft(isAsBefore ? undefined : { ...next, base: wording.base });
  };
  const end = () => {
    setDraft(undefined);
    setPreview(undefined);
  };
  const look = async () => {
    const asked = { key: message.key, language: text.language, subject, body };
    const seen = await call('previewMessage', { body: asked });
    setPreview(seen);
    return seen.faults.length === 0;
  };
  const show = () =>
    act(async () => {
      await look();
      return undefined;
    });
  const save = () =>
    act(async () => {
      if (!(await look())) return undefined;
      await call('setMessage', { params, body: wording });
      end();
      return words.saved;
    });
  const reset = () => {
    setAsked(false);
    act(async () => {
      await call('resetMessage', { params, query: { base: String(text.version) } });
      end();
      return words.wasReset;
    });
  };
  const faultsOf = (field: Fault['field']) =>
    preview?.faults
      .filter((fault) => fault.field === field)
      .map((fault) => words.fault(fault))
      .join(' ');
  return (
    <>
      {isAsked && (
        <ConfirmDialog
          title={words.resetTitle}
          text={words.resetText}
          yes={words.reset}
          busy={busy}
          onYes={reset}
          onClose={() => setAsked(false)}
        />
      )}
      <Origin text={text} />
      {isBehind && <Message kind="note" text={words.behind} />}
      {message.kind === 'mail' && (
        <TextInput
          label={words.subject}
          description={words.subjectHelp}
          lang={text.language}
          value={subject}
          error={faultsOf('subject')}
          onChange={({ currentTarget }) => change({ subject: currentTarget.value, body })}
        />
      )}
      <Textarea
        label={message.kind === 'mail' ? words.body : words.text}
        description={<Placeholders message={message} />}
        lang={text.language}
        rows={message.kind === 'mail' ? 12 : 3}
        value={body}
        error={faultsOf('body')}
        onChange={({ currentTarget }) => change({ subject, body: currentTarget.value })}
      />
      <div className="buttons">
        <Button onClick={save} loading={busy} disabled={draft === undefined || isBehind}>
          {words.save}
        </Button>
        <Button variant="default" onClick={show} disabled={busy}>
          {words.preview}
        </Button>
        {draft !== undefined && (
          <Button variant="default" onClick={end} disabled={busy}>
            {words.drop}
          </Button>
        )}
        {!text.shipped && (
          <Button variant="default" onClick={() => setAsked(true)} disabled={busy}>
            {words.reset}
          </Button>
        )}
      </div>
      {preview?.text !== undefined && (
        <section className="message-preview" aria-label={words.previewTitle}>
          {preview.subject !== '' && <Text fw={700}>{preview.subject}</Text>}
          <Text lang={text.language} className="company-notice">
            {preview.text}
          </Text>
        </section>
      )}
    </>
  );
}

/** Whose text it is. */
function Origin({ text }: { text: administration.MessageText }): ReactNode {
  const { language } = useLanguage();
  const words = useMessageTexts();
  const { shipped, version, changedAt, changedBy = '' } = text;
  const when = changedAt === undefined ? '' : momentText(language, changedAt);
  return (
    <Text role="status">
      {shipped ? words.shipped(text.body === '') : words.changed(changedBy, when, version)}
    </Text>
  );
}

function Placeholders({ message }: { message: administration.MessageFacts }): ReactNode {
  const words = useMessageTexts();
  const { kind, mandatory, optional, maxLength } = message;
  const said = (names: readonly string[]) => names.map((name) => `{{${name}}}`).join(' ');
  if (kind === 'page') return words.pageHelp(maxLength);
  return [
    words.bodyHelp(maxLength),
    ...(mandatory.length > 0 ? [words.mandatory(said(mandatory))] : []),
    ...(optional.length > 0 ? [words.optional(said(optional))] : []),
  ].join(' ');
}
