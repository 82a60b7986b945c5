import type { PolicyDocument, administration } from '@gatehouse/protocol';
import { Loader } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Failure } from '../../api/failure.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { goTo } from '../../navigation/location.js';
import { useProvenAction } from '../../proof/use-proven-action.js';
import { useLanguage } from '../../texts/language.js';
import { DetailedFailure } from '../detailed-failure.js';
import { rebased } from './document-tree.js';
import { PolicyForm } from './policy-form.js';
import { PolicyParts } from './policy-parts.js';
import { PolicyReview } from './policy-review.js';
import { usePoliciesTexts } from './texts/policies-texts.js';
import { useDraft } from './use-draft.js';

const EMPTY: PolicyDocument = {
  name: '',
  priority: 0,
  assign: { everyone: false, users: [], groups: [], ous: [] },
  settings: {},
};

interface PolicyEditorProps {
  /** None for a new policy. */
  name?: string;
  owner: string;
  isReview: boolean;
  mayManage: boolean;
}

/** One policy: its settings as a form, then what they would change, then it is applied. */
export function PolicyEditor({ name, owner, isReview, mayManage }: PolicyEditorProps): ReactNode {
  const words = usePoliciesTexts();
  const { language, texts } = useLanguage();
  const { frame } = texts;
  const [settings, setSettings] = useState<administration.PolicySetting[]>();
  const [stored, setStored] = useState<administration.ShownPolicy>();
  const [draft, setDraft] = useDraft(owner, name);
  const [done, setDone] = useState<string>();
  // Fields that keep a text of their own begin anew when the document is another one.
  const [generation, setGeneration] = useState(0);
  const [comment, setComment] = useState('');
  const { busy, failure, run, clear, dialog } = useProvenAction();

  const load = useCallback(async () => {
    const [known, shown] = await Promise.all([
      call('listPolicySettings', { query: { language } }),
      name === undefined
        ? undefined
        : call('showPolicy', { params: { policyName: name, version: 'newest' } }),
    ]);
    setSettings(known.settings);
    setStored(shown);
  }, [language, name]);
  const first = useRef(() => run(load));
  useEffect(() => first.current(), []);

  const replace = (next: typeof draft) => {
    setDraft(next);
    setGeneration((before) => before + 1);
    clear();
  };
  const view = (shown?: string) =>
    goTo('/administration/policies', {
      query: { policy: name, view: shown ?? (name === undefined ? 'new' : undefined) },
    });
  const document = draft?.document ?? stored?.document ?? EMPTY;
  const base = draft?.base ?? stored?.version ?? 0;
  const began = draft === undefined ? stored?.document : draft.began;

  const edit = (next: PolicyDocument) => {
    setDone(undefined);
    clear();
    const isAsBefore = JSON.stringify(next) === JSON.stringify(began ?? EMPTY);
    setDraft(isAsBefore ? undefined : { base, document: next, ...(began && { began }) });
  };
  /** Whoever was faster is shown at once. */
  const showConflict = async (error: unknown): Promise<never> => {
    if (error instanceof Failure && error.code === 'policy.conflict') {
      await load();
      if (draft === undefined) setGeneration((before) => before + 1);
    }
    throw error;
  };
  const apply = () =>
    run(async () => {
      const why = comment.trim();
      const query = { base: String(base), ...(why !== '' && { comment: why }) };
      const params = { policyName: document.name };
      const { version } = await call('applyPolicy', { params, query, body: document }).catch(
        showConflict,
      );
      setDraft(undefined);
      setComment('');
      setDone(words.review.applied(version));
      goTo('/administration/policies', { replace: true, query: { policy: document.name } });
      if (name !== undefined) await load();
    });
  const retire = () =>
    run(async () => {
      await call('retirePolicy', {
        params: { policyName: document.name },
        query: { base: String(base) },
      }).catch(showConflict);
      setDraft(undefined);
      goTo('/administration/policies', { query: { policy: name, view: 'versions' } });
    });

  const title = name === undefined ? words.policy.newTitle : words.policy.title(name);
  if (settings === undefined || (name !== undefined && stored === undefined)) {
    return (
      <>
        {dialog}
        <Step key="loading" title={title}>
          {failure === undefined ? (
            <Loader aria-label={frame.loading} />
          ) : (
            <DetailedFailure failure={failure} problems={words.problems} />
          )}
        </Step>
      </>
    );
  }
  const problems =
    name === undefined
      ? { ...words.problems, 'policy.conflict': words.edit.nameTaken }
      : words.problems;
  const message = (
    <>
      {failure !== undefined && <DetailedFailure failure={failure} problems={problems} />}
      {done !== undefined && <Message kind="done" text={done} />}
      {!mayManage && <Message kind="note" text={words.policy.readOnly} />}
      {stored?.retired === true && (
        <Message
          kind="note"
          text={draft === undefined ? words.policy.retired : words.edit.goneMeanwhile}
        />
      )}
    </>
  );
  const isBehind = stored !== undefined && draft !== undefined && stored.version !== draft.base;
  const meanwhile = isBehind && !stored.retired ? stored : undefined;
  const rebase =
    meanwhile === undefined
      ? undefined
      : () =>
          replace({
            base: meanwhile.version,
            began: meanwhile.document,
            document: rebased(began, document, meanwhile.document),
          });
  return (
    <>
      {dialog}
      {name !== undefined && <PolicyParts name={name} shown="settings" />}
      {isReview && draft !== undefined && mayManage ? (
        <PolicyReview
          key={generation}
          message={message}
          began={began}
          draft={draft}
          newer={meanwhile?.version}
          busy={busy}
          comment={comment}
          onComment={setComment}
          onRebase={rebase}
          onApply={apply}
          onBack={() => view()}
        />
      ) : (
        <PolicyForm
          key={generation}
          title={title}
          message={message}
          settings={settings}
          stored={stored}
          document={document}
          isNew={name === undefined}
          hasDraft={draft !== undefined}
          newer={meanwhile?.version}
          mayEdit={mayManage && stored?.retired !== true}
          busy={busy}
          onEdit={edit}
          onRebase={rebase}
          onDrop={() => replace(undefined)}
          onReview={() => view('review')}
          onRetire={retire}
        />
      )}
    </>
  );
}
