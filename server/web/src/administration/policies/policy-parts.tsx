import { PageLink } from '../../navigation/page-link.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

/** The ways from one policy: its parts, and back to all of them. */
export function PolicyParts({ name, shown }: { name: string; shown: 'settings' | 'versions' }) {
  const { policy, list } = usePoliciesTexts();
  return (
    <nav aria-label={policy.parts} className="areas">
      <ul>
        <li>
          <PageLink to="/administration/policies">{list.back}</PageLink>
        </li>
        <li>
          <PageLink
            to="/administration/policies"
            query={{ policy: name }}
            current={shown === 'settings' && 'area'}
          >
            {policy.settings}
          </PageLink>
        </li>
        <li>
          <PageLink
            to="/administration/policies"
            query={{ policy: name, view: 'versions' }}
            current={shown === 'versions' && 'area'}
          >
            {policy.versions}
          </PageLink>
        </li>
      </ul>
    </nav>
  );
}
