import type { PasswordRuleText } from '@gatehouse/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { Message } from '../frame/message.js';
import { NewPasswordForm } from '../password/new-password-form.js';
import type { JudgedRules } from '../password/rule-list.js';
import { useProvenAction } from '../proof/use-proven-action.js';
import { DenialMessage } from '../texts/denial-message.js';
import type { ShownDenial } from '../texts/denial-message.js';
import { useLanguage } from '../texts/language.js';

/** After so long without a key being pressed the server is asked. */
const QUIET_MS = 400;

type Outcome =
  | { kind: 'done' }
  | { kind: 'denied'; denial: ShownDenial }
  | { kind: 'rejected'; rejected: PasswordRuleText[] };

/** Changes a password that one knows; the server says while it is typed which rules it meets. */
export function PasswordPage({ name }: { name: string }): ReactNode {
  const { texts, language } = useLanguage();
  const [rules, setRules] = useState<readonly PasswordRuleText[]>([]);
  const [judged, setJudged] = useState<JudgedRules>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [changes, setChanges] = useState(0);
  const { busy, failure, run, dialog } = useProvenAction();
  const pending = useRef<AbortController>(undefined);

  const judge = useCallback(
    ({ fresh, present }: { fresh: string; present: string }) => {
      pending.current?.abort();
      const { signal } = (pending.current = new AbortController());
      const body = {
        ...{ newPassword: fresh, language },
        ...(present !== '' && { password: present }),
      };
      setTimeout(() => {
        if (signal.aborted) return;
        // It only helps: what keeps the server from answering shows when the password is sent.
        call('tryOwnPassword', { body, signal }).then(
          ({ rules: held, broken }) => {
            if (signal.aborted) return;
            setRules(held);
            setJudged({ password: fresh, broken });
          },
          () => undefined,
        );
      }, QUIET_MS);
    },
    [language],
  );
  useEffect(() => () => pending.current?.abort(), []);
  // What holds is known before anything is typed.
  useEffect(() => {
    const { signal } = (pending.current = new AbortController());
    call('tryOwnPassword', { body: { newPassword: ' ', language }, signal }).then(
      ({ rules: held }) => setRules(held),
      () => undefined,
    );
  }, [language]);

  const change = ({ fresh, present }: { fresh: string; present: string }) => {
    setOutcome(undefined);
    run(async () => {
      const body = { password: present, newPassword: fresh, language };
      const answer = await call('changeOwnPassword', { body });
      switch (answer.outcome) {
        case 'done':
          setOutcome({ kind: 'done' });
          setChanges((before) => before + 1);
          return;
        case 'rejected':
          setOutcome({ kind: 'rejected', rejected: answer.rejected });
          return;
        case 'denied':
          setOutcome({ kind: 'denied', denial: answer });
      }
    });
  };

  return (
    <>
      {dialog}
      <NewPasswordForm
        // Empty again after it is done, and only then.
        key={changes}
        title={texts.account.changePassword}
        name={name}
        asksPresent
        rules={rules}
        judge={judge}
        judged={judged}
        rejected={outcome?.kind === 'rejected' ? outcome.rejected : undefined}
        busy={busy}
        failure={failure}
        message={
          outcome?.kind === 'done' ? (
            <Message kind="done" text={texts.password.done} />
          ) : outcome?.kind === 'denied' ? (
            <DenialMessage denial={outcome.denial} />
          ) : undefined
        }
        onSubmit={change}
      />
    </>
  );
}
