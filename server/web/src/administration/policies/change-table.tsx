import type { ReactNode } from 'react';

import { DataTable } from '../data-table.js';
import { valueText } from './say-policy.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

interface ChangeTableProps {
  caption: string;
  changes: readonly { path: string; before?: unknown; after?: unknown }[];
}

/** What differs, with what was there before and what is there then. */
export function ChangeTable({ caption, changes }: ChangeTableProps): ReactNode {
  const words = usePoliciesTexts();
  const { review } = words;
  return (
    <DataTable
      caption={caption}
      head={[review.where, review.before, review.after]}
      rows={changes.map(({ path, before, after }) => ({
        key: path,
        cells: [pathText(path), said(before), said(after)],
      }))}
    />
  );

  function said(value: unknown): string {
    const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isBranch ? JSON.stringify(value) : valueText(value, words);
  }
}

/** JSON pointers (RFC 6901) and paths with dots alike, without the word that all settings begin with. */
function pathText(path: string): string {
  const dotted = path.startsWith('/') ? path.slice(1).replaceAll('/', '.') : path;
  return dotted
    .replace(/^settings\./, '')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
