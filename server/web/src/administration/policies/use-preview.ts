import type { PolicyDocument, administration } from '@gatehouse/protocol';
import { useState } from 'react';

import { call } from '../../api/call.js';
import type { Failure } from '../../api/failure.js';
import { useAction } from '../../frame/use-action.js';
import { useSession } from '../../session/session.js';

/** Whom a dry run looks at, and where they come in. */
export interface PreviewScope {
  whom: 'everybody' | 'group' | 'users';
  group: string;
  users: string[];
  /** As typed: a number up to {@link MAX_USERS}. */
  limit: string;
  door: 'desktop' | 'web';
}

export const MAX_USERS = 200;

export function isScope({ whom, group, users, limit }: PreviewScope): boolean {
  if (whom === 'users') return users.length > 0;
  const isLimit = /^\d{1,3}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= MAX_USERS;
  return isLimit && (whom === 'everybody' || group.trim() !== '');
}

interface Preview {
  preview: administration.PolicyPreview | undefined;
  check: administration.PolicyCheck | undefined;
  failure: Failure | undefined;
  busy: boolean;
  /** Whether the last dry run came to its end, and was one of this very document. */
  isSeen: boolean;
  look: (scope: PreviewScope) => void;
}

interface Seen {
  document: PolicyDocument;
  preview: administration.PolicyPreview;
  check: administration.PolicyCheck;
}

/** The dry run: what a policy would change for whom. Nothing is changed by it. */
export function usePreview(document: PolicyDocument): Preview {
  const { intercept } = useSession();
  const { busy, failure, run } = useAction(intercept);
  const [seen, setSeen] = useState<Seen>();
  const look = ({ whom, group, users, limit, door }: PreviewScope) =>
    run(async () => {
      const scope =
        whom === 'users'
          ? { users: users.slice(0, MAX_USERS) }
          : {
              ...(whom === 'group' ? { group: group.trim() } : { everybody: true as const }),
              limit: Number(limit),
            };
      const [preview, check] = await Promise.all([
        call('previewPolicies', { body: { policies: [document], door, ...scope } }),
        call('checkPolicy', { body: document }),
      ]);
      setSeen({ document, preview, check });
    });
  const isSeen = seen?.document === document && !busy && failure === undefined;
  return { preview: seen?.preview, check: seen?.check, failure, busy, isSeen, look };
}
