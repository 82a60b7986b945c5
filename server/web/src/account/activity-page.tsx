import type {
  FactorMethod,
  OwnSessions,
  OwnWorkstations,
  SignIn,
  SignIns,
} from '@gatehouse/protocol';
import { Button, Loader, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { ConfirmDialog } from '../frame/confirm-dialog.js';
import { FailureMessage, Message } from '../frame/message.js';
import { Row } from '../frame/row.js';
import { Step } from '../frame/step.js';
import { PageLink } from '../navigation/page-link.js';
import { useProvenAction } from '../proof/use-proven-action.js';
import { browserName } from '../session/browser-name.js';
import { useSession } from '../session/session.js';
import { useLanguage } from '../texts/language.js';
import { momentText } from '../texts/say.js';
import { DevicesSection } from './devices-section.js';

type Session = OwnSessions['sessions'][number];

/** Where one is signed in, which computers keep something of one, and who signed in lately. */
export function ActivityPage(): ReactNode {
  const { texts } = useLanguage();
  const { account, frame } = texts;
  const { refresh } = useSession();
  const [sessions, setSessions] = useState<OwnSessions['sessions']>();
  const [devices, setDevices] = useState<OwnWorkstations['workstations']>();
  const [signIns, setSignIns] = useState<SignIns['signIns']>();
  const [doubted, setDoubted] = useState<SignIn>();
  const [outcome, setOutcome] = useState<'ended' | 'disowned' | 'refusedDisowned'>();
  const { busy, failure, run, dialog } = useProvenAction();

  const load = useCallback(async () => {
    const [own, kept, recent] = await Promise.all([
      call('listMySessions'),
      call('listMyWorkstations'),
      call('listMySignIns'),
    ]);
    setSessions(own.sessions);
    setDevices(kept.workstations);
    setSignIns(recent.signIns);
  }, []);
  const first = useRef(() => run(load));
  useEffect(() => first.current(), []);

  const end = ({ id, current }: Session) => {
    setOutcome(undefined);
    run(async () => {
      await call('endMySession', { params: { sessionId: id } });
      if (current) return refresh();
      await load();
      setOutcome('ended');
    });
  };
  const disown = ({ id, outcome: ended }: SignIn) => {
    setDoubted(undefined);
    setOutcome(undefined);
    run(async () => {
      await call('disownSignIn', { params: { eventId: id } });
      await load();
      setOutcome(ended === 'granted' ? 'disowned' : 'refusedDisowned');
    });
  };

  return (
    <>
      {dialog}
      {doubted !== undefined && (
        <ConfirmDialog
          title={account.notMeTitle}
          text={isGranted(doubted) ? account.notMeText : account.notMeRefusedText}
          yes={isGranted(doubted) ? account.notMeYes : account.notMeRefusedYes}
          busy={busy}
          onYes={() => disown(doubted)}
          onClose={() => setDoubted(undefined)}
        />
      )}
      <Step
        title={account.activity}
        message={
          failure !== undefined ? (
            <FailureMessage failure={failure} />
          ) : outcome === 'ended' ? (
            <Message kind="done" text={account.sessionEnded} />
          ) : outcome !== undefined ? (
            <>
              <Message kind="done" text={account[outcome]} />
              <PageLink to="/account/password">{account.changePassword}</PageLink>
            </>
          ) : undefined
        }
      >
        <Title order={2} size="h3">
          {account.sessions}
        </Title>
        {sessions === undefined && failure === undefined && <Loader aria-label={frame.loading} />}
        <ul className="rows">
          {sessions?.map((session) => (
            <SessionRow key={session.id} session={session} busy={busy} onEnd={() => end(session)} />
          ))}
        </ul>
        <DevicesSection devices={devices} />
        <div>
          <Title order={2} size="h3">
            {account.signIns}
          </Title>
          <Text>{account.signInsLead}</Text>
        </div>
        {signIns?.length === 0 && <Text>{account.noSignIns}</Text>}
        <ul className="rows">
          {signIns?.map((signIn) => (
            <SignInRow
              key={signIn.id}
              signIn={signIn}
              busy={busy}
              onDoubt={() => setDoubted(signIn)}
            />
          ))}
        </ul>
      </Step>
    </>
  );
}

interface SessionRowProps {
  session: Session;
  busy: boolean;
  onEnd: () => void;
}

function SessionRow({ session, busy, onEnd }: SessionRowProps) {
  const { texts, language } = useLanguage();
  const { account } = texts;
  const { current, lastSeenAt, address, userAgent } = session;
  const browser = browserName(userAgent) ?? account.unknownBrowser;
  const seen = account.lastSeen(momentText(language, lastSeenAt));
  const name = current ? `${account.thisSession} · ${browser}` : browser;
  return (
    <Row
      title={name}
      lines={[address === undefined ? seen : `${seen} ${account.from(address)}`]}
      action={{ label: account.endSession, about: account.endOne(name), busy, onAct: onEnd }}
    />
  );
}

interface SignInRowProps {
  signIn: SignIn;
  busy: boolean;
  onDoubt: () => void;
}

function SignInRow({ signIn, busy, onDoubt }: SignInRowProps) {
  const { texts, language } = useLanguage();
  const { account } = texts;
  const { at, outcome, door, source, method } = signIn;
  const when = momentText(language, at);
  const how = isMethod(method, account.methods) ? account.methods[method] : undefined;
  const where = door === 'desktop' || door === 'web' ? account.door[door] : account.door.other;
  const from = source === undefined ? undefined : account.from(source);
  return (
    <li>
      <div>
        <Text fw={600}>
          {outcome === 'granted' ? account.granted : account.refused} · {when}
        </Text>
        <Text size="sm">{[where, from, how].filter((part) => part !== undefined).join(' · ')}</Text>
      </div>
      <Button
        variant="default"
        size="sm"
        disabled={busy}
        aria-label={account.notMeOne(when)}
        onClick={onDoubt}
      >
        {account.notMe}
      </Button>
    </li>
  );
}

function isGranted({ outcome }: SignIn): boolean {
  return outcome === 'granted';
}

/** The texts name every method: what they do not name is none. */
function isMethod(
  text: string | undefined,
  methods: Record<FactorMethod, string>,
): text is FactorMethod {
  return text !== undefined && Object.hasOwn(methods, text);
}
