import type { administration } from '@gatehouse/protocol';
import { Loader, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { ConfirmDialog } from '../../frame/confirm-dialog.js';
import { Message } from '../../frame/message.js';
import { Row } from '../../frame/row.js';
import { Section } from '../../frame/section.js';
import { ShownOnce } from '../../frame/shown-once.js';
import { WordedFailure } from '../../frame/worded-failure.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useListing } from '../use-listing.js';
import { ApiKeyForm } from './api-key-form.js';
import { scopeText } from './grant-fields.js';
import { useKeyTexts } from './texts/key-texts.js';

type Key = administration.ApiKey;

/** The API keys that there are, and a new one, which is shown once. */
export function ApiKeys({ mayManage }: { mayManage: boolean }): ReactNode {
  const { texts } = useLanguage();
  const words = useKeyTexts();
  const { apiKeys } = words;
  const [revoking, setRevoking] = useState<Key>();
  const [revoked, setRevoked] = useState<string>();
  const [issued, setIssued] = useState<administration.IssuedApiKey>();
  const { list, busy, failure, change, dialog } = useListing(() => call('listApiKeys'));

  const revoke = ({ id, label }: Key) => {
    setRevoking(undefined);
    setRevoked(undefined);
    change(async () => {
      await call('revokeApiKey', { params: { keyId: id } });
      setRevoked(label);
    });
  };
  const make = (body: administration.CreateApiKey) => {
    setRevoked(undefined);
    setIssued(undefined);
    change(async () => setIssued(await call('createApiKey', { body })));
  };
  return (
    <Section
      title={apiKeys.title}
      lead={apiKeys.lead}
      message={
        failure !== undefined ? (
          <WordedFailure failure={failure} words={words.problems} />
        ) : revoked !== undefined ? (
          <Message kind="done" text={apiKeys.done(revoked)} />
        ) : undefined
      }
    >
      {dialog}
      {revoking !== undefined && (
        <ConfirmDialog
          title={apiKeys.revokeTitle}
          text={apiKeys.revokeText(revoking.label)}
          yes={apiKeys.revoke}
          busy={busy}
          onYes={() => revoke(revoking)}
          onClose={() => setRevoking(undefined)}
        />
      )}
      {list === undefined && failure === undefined && <Loader aria-label={texts.frame.loading} />}
      {list?.keys.length === 0 && <Text>{apiKeys.none}</Text>}
      <ul className="rows">
        {list?.keys.map((key) => (
          <KeyRow
            key={key.id}
            apiKey={key}
            busy={busy}
            onRevoke={mayManage ? () => setRevoking(key) : undefined}
          />
        ))}
      </ul>
      {issued !== undefined && (
        <div className="fields">
          <Message kind="done" text={apiKeys.made} />
          <ShownOnce
            label={`${apiKeys.text} · ${issued.label}`}
            text={issued.secret}
            copy={words.copy}
            copied={words.copied}
          />
        </div>
      )}
      {mayManage && (
        <>
          <Title order={3} size="h4">
            {apiKeys.add}
          </Title>
          <ApiKeyForm key={issued?.id ?? ''} busy={busy} onMake={make} />
        </>
      )}
    </Section>
  );
}

interface KeyRowProps {
  apiKey: Key;
  busy: boolean;
  onRevoke: (() => void) | undefined;
}

function KeyRow({ apiKey, busy, onRevoke }: KeyRowProps) {
  const { language } = useLanguage();
  const words = useKeyTexts();
  const { apiKeys } = words;
  const { label, roles, permissions, scope, person, createdAt, lastUsedAt, expiresAt } = apiKey;
  const moment = (instant: string) => momentText(language, instant);
  const state = stateOf(apiKey);
  const facts = [
    [...roles, ...permissions].join(', '),
    scopeText(words, scope),
    ...(person === undefined ? [] : [apiKeys.of(person.name)]),
    apiKeys.created(moment(createdAt)),
    lastUsedAt === undefined ? apiKeys.neverUsed : apiKeys.lastUsed(moment(lastUsedAt)),
    expiresAt === undefined ? apiKeys.noEnd : apiKeys.expires(moment(expiresAt)),
  ];
  return (
    <Row
      title={`${label} · ${apiKeys[state]}`}
      lines={[facts.join(' · ')]}
      action={
        state === 'revoked' || onRevoke === undefined
          ? undefined
          : { label: apiKeys.revoke, about: apiKeys.revokeOne(label), busy, onAct: onRevoke }
      }
    />
  );
}

function stateOf({ revokedAt, expiresAt }: Key): 'valid' | 'expired' | 'revoked' {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'valid';
}
