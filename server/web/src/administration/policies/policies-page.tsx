import type { Me } from '@gatehouse/protocol';
import type { ReactNode } from 'react';

import { useQuery } from '../../navigation/location.js';
import { useLanguage } from '../../texts/language.js';
import './policies.css';
import { PoliciesList } from './policies-list.js';
import { PolicyEditor } from './policy-editor.js';
import { PolicyExchange } from './policy-exchange.js';
import { PolicyExplain } from './policy-explain.js';
import { PolicyVersions } from './policy-versions.js';

/** Policies. What is shown stands in the address: `?policy=`, `?view=`. */
export default function PoliciesPage({ me }: { me: Me }): ReactNode {
  const query = useQuery();
  const { language } = useLanguage();
  const mayManage = me.permissions.includes('policies.manage');
  const mayExplain = me.permissions.includes('users.read');
  const view = query.get('view');
  const name = query.get('policy') ?? undefined;
  if (name !== undefined) {
    return view === 'versions' ? (
      <PolicyVersions key={name} name={name} mayManage={mayManage} />
    ) : (
      <PolicyEditor
        // What settings do comes from the server, in the language asked for.
        key={`${language} ${name}`}
        name={name}
        owner={me.principalId}
        isReview={view === 'review'}
        mayManage={mayManage}
      />
    );
  }
  if ((view === 'new' || view === 'review') && mayManage) {
    return (
      <PolicyEditor key={language} owner={me.principalId} isReview={view === 'review'} mayManage />
    );
  }
  if (view === 'explain' && mayExplain) return <PolicyExplain />;
  if (view === 'exchange') return <PolicyExchange mayManage={mayManage} />;
  return <PoliciesList mayManage={mayManage} mayExplain={mayExplain} />;
}
