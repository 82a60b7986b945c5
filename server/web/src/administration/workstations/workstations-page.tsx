import type { Me, administration } from '@gatehouse/protocol';
import { Button, Loader, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { ConfirmDialog } from '../../frame/confirm-dialog.js';
import { Message } from '../../frame/message.js';
import { Row } from '../../frame/row.js';
import { Section } from '../../frame/section.js';
import { Step } from '../../frame/step.js';
import { WordedFailure } from '../../frame/worded-failure.js';
import { goTo, useQuery } from '../../navigation/location.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useListing } from '../use-listing.js';
import { JoinTokenForm } from './join-token-form.js';
import { useWorkstationTexts } from './texts/workstation-texts.js';

type Workstation = administration.Workstation;

/** Which workstations have joined, and how another one does. */
export default function WorkstationsPage({ me }: { me: Me }): ReactNode {
  const { texts } = useLanguage();
  const words = useWorkstationTexts();
  const query = useQuery();
  const search = query.get('search') ?? '';
  const [revoking, setRevoking] = useState<Workstation>();
  const [revoked, setRevoked] = useState<string>();
  const mayReadAudit = me.permissions.includes('audit.read');
  const { list, busy, failure, change, reload, dialog } = useListing(() => read(mayReadAudit));
  const shown = list?.workstations.filter((each) => matches(each, search));

  const revoke = ({ id, hostname }: Workstation) => {
    setRevoking(undefined);
    setRevoked(undefined);
    change(async () => {
      await call('revokeWorkstation', { params: { workstationId: id } });
      setRevoked(hostname);
    });
  };
  const look = () => {
    setRevoked(undefined);
    reload();
  };
  return (
    <Stack>
      {dialog}
      {revoking !== undefined && (
        <ConfirmDialog
          title={words.revokeTitle}
          text={words.revokeText(revoking.hostname)}
          yes={words.revoke}
          busy={busy}
          onYes={() => revoke(revoking)}
          onClose={() => setRevoking(undefined)}
        />
      )}
      <Step
        title={words.title}
        lead={words.lead}
        message={
          failure !== undefined ? (
            <WordedFailure failure={failure} words={words.problems} />
          ) : revoked !== undefined ? (
            <Message kind="done" text={words.done(revoked)} />
          ) : undefined
        }
      >
        <TextInput
          type="search"
          label={words.search}
          description={words.searchHelp}
          value={search}
          onChange={({ currentTarget }) =>
            goTo('/administration/workstations', {
              replace: true,
              query: { search: currentTarget.value },
            })
          }
        />
        {shown === undefined || list === undefined ? (
          failure === undefined && <Loader aria-label={texts.frame.loading} />
        ) : (
          <>
            <Text role="status">
              {list.workstations.length === 0
                ? words.none
                : shown.length === 0
                  ? words.noMatch
                  : words.shown(shown.length, list.workstations.length)}
            </Text>
            <ul className="rows">
              {shown.map((each) => (
                <WorkstationRow
                  key={each.id}
                  workstation={each}
                  revokedBy={list.revokedBy.get(each.id)}
                  busy={busy}
                  onRevoke={() => setRevoking(each)}
                />
              ))}
            </ul>
          </>
        )}
        <div className="buttons">
          <Button variant="default" size="sm" onClick={look} disabled={busy}>
            {words.again}
          </Button>
        </div>
      </Step>
      <Section title={words.token.title} lead={words.token.lead}>
        <JoinTokenForm />
      </Section>
    </Stack>
  );
}

interface WorkstationRowProps {
  workstation: Workstation;
  revokedBy: string | undefined;
  busy: boolean;
  onRevoke: () => void;
}

function WorkstationRow({ workstation, revokedBy, busy, onRevoke }: WorkstationRowProps) {
  const { language } = useLanguage();
  const words = useWorkstationTexts();
  const { id, hostname, platform, version, hardwareKey } = workstation;
  const { joinedAt, lastSeenAt, revokedAt } = workstation;
  const moment = (instant: string) => momentText(language, instant);
  const facts = [
    words.version(platform, version),
    hardwareKey ? words.hardwareKey : words.softwareKey,
    words.joinedAt(moment(joinedAt)),
    lastSeenAt === undefined ? words.neverSeen : words.lastSeen(moment(lastSeenAt)),
    ...(revokedAt === undefined ? [] : [words.revokedAt(moment(revokedAt))]),
    ...(revokedBy === undefined ? [] : [words.revokedBy(revokedBy)]),
  ];
  return (
    <Row
      title={`${hostname} · ${revokedAt === undefined ? words.joined : words.revoked}`}
      lines={[facts.join(' · '), id]}
      action={
        revokedAt === undefined
          ? { label: words.revoke, about: words.revokeOne(hostname), busy, onAct: onRevoke }
          : undefined
      }
    />
  );
}

/** As many as one page of the audit has. */
const MOST_REVOCATIONS = '1000';

/** Who revoked which is in the audit, for those who may read it. */
async function read(mayReadAudit: boolean) {
  const [{ workstations }, events] = await Promise.all([
    call('listWorkstations'),
    mayReadAudit
      ? call('searchAuditEvents', {
          query: { type: 'workstation.revoked', limit: MOST_REVOCATIONS },
        }).then((page) => page.events)
      : [],
  ]);
  const revokedBy = new Map(
    events.flatMap(({ workstationId, detail }) => {
      const who = detail['operatorName'] ?? detail['operator'];
      return workstationId === undefined || who === undefined
        ? []
        : [[workstationId, String(who)] as const];
    }),
  );
  return { workstations, revokedBy };
}

function matches({ hostname, id, version }: Workstation, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return [hostname, id, version].some((text) => text.toLowerCase().includes(wanted));
}
